"""What the outbox forgets, and that the numbers stay."""

from django.core.mail import EmailMultiAlternatives

from devservices.smtp_sink import SmtpSink
from mailings.backend import OutboxBackend
from mailings.models import Attempt, Delivery, MailingContent
from mailings.services import dispatch_due, leave_uncertain, progress, retry_failed
from mailings.services.retention import forget_people
from tests.factories.cast import Cast
from tests.mailings.conftest import Clock, Write


def test_people_are_forgotten_after_ninety_days(write: Write, mail_to_sink: SmtpSink, clock: Clock) -> None:
    mail_to_sink.fail("rcpt", reply="550 5.7.1 not wanted by bo@example.org", recipient="bo@example.org")
    mailing = write("anna@example.org", "bo@example.org")
    dispatch_due(clock=clock)
    clock.move(days=89)
    assert forget_people(now=clock()) == 0
    clock.move(days=2)
    assert forget_people(now=clock()) == 2
    assert forget_people(now=clock()) == 0
    rows = " ".join(str(row) for row in Delivery.objects.values()) + " ".join(
        str(row) for row in Attempt.objects.values()
    )
    assert "example.org" not in rows.replace("@example.org>", "")
    assert (progress(mailing).accepted, progress(mailing).failed) == (1, 1)
    assert retry_failed(mailing, at=clock()) == 0


def test_bodies_with_personal_links_are_dropped_when_sent(db: None, mail_to_sink: SmtpSink) -> None:
    message = EmailMultiAlternatives(
        "Nytt lösenord", "https://portal.example.org/secret", to=["anna@example.org"], connection=OutboxBackend()
    )
    message.attach_alternative("<p>https://portal.example.org/secret</p>", "text/html")
    message.send()
    assert "secret" in MailingContent.objects.get().text
    dispatch_due()
    assert "secret" in mail_to_sink.messages[0].content.decode()
    content = MailingContent.objects.get()
    assert (content.text, content.html) == ("", "")


def test_a_worker_begins_with_the_mail_that_somebody_waits_for(
    write: Write, mail_to_sink: SmtpSink, clock: Clock
) -> None:
    write("anna@example.org", kind="bulk_wait")
    write("bo@example.org", kind="urgent")
    dispatch_due(clock=clock)
    assert [message.recipients[0] for message in mail_to_sink.messages] == ["bo@example.org", "anna@example.org"]


def test_forgetting_twice_is_forgetting_once(write: Write, mail_to_sink: SmtpSink, cast: Cast, clock: Clock) -> None:
    mail_to_sink.fail("dot", close=True, times=2)
    mailing = write("anna@example.org", "bo@example.org")
    Delivery.objects.update(merge={"because": "du är kontaktperson för Luleå"})
    dispatch_due(clock=clock)
    clock.move(minutes=1)
    dispatch_due(clock=clock)
    leave_uncertain(mailing, deliveries=[mailing.deliveries.all()[0].pk], by=cast.coordinator, at=clock())
    bodies = list(MailingContent.objects.values())
    clock.move(days=91)
    assert forget_people(now=clock()) == 2
    forgotten = list(Delivery.objects.values())
    for row in forgotten:
        assert not any(row[field] for field in ("name", "reference", "merge", "reply", "settled_by_id"))
    assert Delivery.objects.asking().count() == 0
    clock.move(days=1)
    assert forget_people(now=clock()) == 0
    assert list(Delivery.objects.values()) == forgotten
    # One body for the mailing, whatever its audience; without anybody's link in it, it stays.
    assert list(MailingContent.objects.values()) == bodies
    assert len(bodies) == 1
    assert progress(mailing).uncertain == 2

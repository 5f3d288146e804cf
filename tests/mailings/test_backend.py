"""Mail that Django sends, the key that makes a mailing once, and a broker that is away."""

import time

import pytest
from celery import current_app
from django.core.mail import EmailMessage, send_mail
from django.db import transaction

from devservices.ports import find_free_port
from devservices.smtp_sink import SmtpSink
from mailings.backend import AttachmentsNotTakenError
from mailings.kick import kick
from mailings.kinds import Priority
from mailings.models import Delivery, Mailing, MailingContent
from mailings.services import MailContent, Recipient, create_mailing, dispatch_due
from tests.mailings.conftest import Clock

OUTBOX = "mailings.backend.OutboxBackend"


@pytest.fixture(autouse=True)
def outbox(settings: pytest.FixtureRequest) -> None:
    settings.EMAIL_BACKEND = OUTBOX  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_djangos_mail_goes_through_the_outbox_and_its_link_is_forgotten(mail_to_sink: SmtpSink) -> None:
    send_mail("Nytt lösenord", "https://portal.example.org/%%secret%%", None, ["anna@example.org"])
    assert mail_to_sink.messages == []
    assert Delivery.objects.get().priority == Priority.TRANSACTIONAL
    assert dispatch_due() == 1
    assert b"https://portal.example.org/%%secret%%" in mail_to_sink.messages[0].content
    assert MailingContent.objects.get().text == ""


@pytest.mark.django_db
def test_the_mail_of_a_change_that_is_undone_is_never_written() -> None:
    with transaction.atomic():
        send_mail("Hej", "Hej", None, ["anna@example.org"])
        transaction.set_rollback(True)
    assert not Mailing.objects.exists()


@pytest.mark.django_db
def test_attachments_are_refused_not_dropped() -> None:
    message = EmailMessage("Hej", "Hej", None, ["anna@example.org"], attachments=[("a.txt", "text", "text/plain")])
    with pytest.raises(AttachmentsNotTakenError):
        message.send()


@pytest.mark.django_db
def test_the_same_key_makes_one_mailing(clock: Clock) -> None:
    def click() -> Mailing:
        return create_mailing(
            kind="urgent",
            key="announced-7",
            label="Möte",
            contents=[MailContent(language="sv", subject="Möte", text="Välkommen")],
            recipients=[Recipient("anna@example.org")],
            at=clock(),
        )

    assert click() == click()
    assert Delivery.objects.count() == 1


def test_a_broker_that_is_away_costs_a_moment_and_no_error(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(current_app.conf, "broker_write_url", f"redis://127.0.0.1:{find_free_port()}/0")
    monkeypatch.setattr(current_app.amqp, "_producer_pool", None)
    began = time.monotonic()
    kick(Priority.BULK)
    assert time.monotonic() - began < 1.5
    assert "next tick" in caplog.text

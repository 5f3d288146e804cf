"""An issue on its way to its readers, through a real SMTP server."""

import datetime
import json
import random
from email.message import EmailMessage

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from wagtail.models import Locale

from core.tables import read_table
from core.tasks import publish_scheduled
from mailings.models import Delivery, Mailing
from mailings.services import cancel_mailing, expand_mailing, progress
from newsletters import sending, services
from newsletters.importing import import_subscribers
from newsletters.models import NewsletterPage, Subscriber
from newsletters.sending import SendingError, send_issue, send_test_issue
from tests.factories.members import english
from tests.factories.newsletters import SubscriberFactory, newsletter_issue
from tests.newsletters.conftest import Drain
from tests.newsletters.test_subscription import path_in, sign_up

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


def bodies(mail: EmailMessage) -> tuple[str, str]:
    """The text and the HTML of a mail."""
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None
    return text.get_content(), html.get_content()


def in_english(issue: NewsletterPage, title: str, paragraph: str) -> NewsletterPage:
    """A real English version of the issue, published."""
    locale, _created = Locale.objects.get_or_create(language_code="en")
    english(issue.get_parent())
    page: NewsletterPage = issue.copy_for_translation(locale, copy_parents=False)
    page.title = title
    page.body = [("paragraph", f"<p>{paragraph}</p>")]  # type: ignore[assignment]
    page.save_revision().publish()
    return page


def test_subscribe_confirm_receive_leave_and_no_more(client: Client, drain: Drain) -> None:
    sign_up(client, "anna@example.org", name="Anna <Ås>")
    (confirmation,) = drain()
    client.post(path_in(confirmation, "bekrafta"))
    send_issue(newsletter_issue(title="Vårens nummer", preheader="Vad som hänt"), at=timezone.now())
    (mail,) = drain()
    text, html = bodies(mail)
    assert mail["Subject"] == "Vårens nummer"
    assert "Anna <Ås>" in text
    assert "Anna &lt;Ås&gt;" in html
    assert "%%" not in text + html
    leave = path_in(mail, "avsluta")
    assert mail["List-Unsubscribe"].strip().startswith("<http")
    assert leave in mail["List-Unsubscribe"]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "newsletter.portal.example.org" in mail["List-Id"]
    assert Client().post(leave, {"List-Unsubscribe": "One-Click"}).status_code == 200
    send_issue(newsletter_issue(title="Sommarens nummer"), at=timezone.now())
    assert drain() == []


def test_who_leaves_between_preparing_and_sending_gets_nothing(drain: Drain) -> None:
    stays, leaves = SubscriberFactory.create_batch(2)
    mailing = send_issue(newsletter_issue(), at=timezone.now())
    expand_mailing(mailing, at=timezone.now())
    assert mailing.deliveries.count() == 2
    services.leave(leaves, at=timezone.now())
    (mail,) = drain()
    assert stays.address in mail["To"]
    assert progress(mailing).suppressed == 1


def test_only_the_confirmed_get_it(drain: Drain) -> None:
    for state in Subscriber.State.values:
        SubscriberFactory.create(address=f"{state}@example.org", state=state)
    send_issue(newsletter_issue(), at=timezone.now())
    (mail,) = drain()
    assert "confirmed@example.org" in mail["To"]


def test_a_double_click_sends_once(drain: Drain) -> None:
    SubscriberFactory.create()
    issue = newsletter_issue()
    first, second = (send_issue(issue, at=timezone.now()) for _click in range(2))
    assert first == second
    assert len(drain()) == 1
    assert send_issue(issue, at=timezone.now()) == first
    assert drain() == []


def test_each_mail_is_in_one_language(drain: Drain) -> None:
    issue = newsletter_issue(
        ("paragraph", "<p>Allt på svenska.</p>"), ("news", {"heading": "", "pages": [], "newest": 3})
    )
    in_english(issue, "In English", "All in English.")
    rng = random.Random(7)
    for number in range(60):
        SubscriberFactory.create(address=f"r{number}@example.org", language=rng.choice(["sv", "en"]))
    send_issue(issue, at=timezone.now())
    mails = drain()
    assert len(mails) == 60
    wanted = dict(Subscriber.objects.values_list("address", "language"))
    for mail in mails:
        text, html = bodies(mail)
        address = mail["To"].addresses[0].addr_spec
        is_english = wanted[address] == "en"
        swedish = ("Allt på svenska.", "Läs i webbläsaren", "Hej Läsare", "Ändra dina val")
        english_words = ("All in English.", "Read in the browser", "Hello Läsare", "Change your choices")
        own, foreign = (english_words, swedish) if is_english else (swedish, english_words)
        assert all(words in text and words in html for words in own)
        assert not any(words in text + html for words in foreign)
        assert ('<html lang="en"' in html) == is_english
        assert ("/en/prenumerera/" in text) == is_english


def test_english_readers_get_swedish_all_through_where_there_is_no_translation(drain: Drain) -> None:
    SubscriberFactory.create(language="en", name="Eve")
    issue = newsletter_issue()
    english(issue)
    send_issue(issue, at=timezone.now())
    (mail,) = drain()
    text, html = bodies(mail)
    assert '<html lang="sv"' in html
    assert "/en/" not in text


def test_a_scheduled_issue_is_frozen_waits_and_goes_out_in_time(drain: Drain) -> None:
    SubscriberFactory.create()
    issue = newsletter_issue(("paragraph", "<p>Som det skrevs.</p>"))
    now = timezone.now()
    mailing = send_issue(issue, at=now, scheduled_at=now + DAY)
    assert mailing.state == Mailing.State.SCHEDULED
    assert drain() == []
    NewsletterPage.objects.filter(pk=issue.pk).update(body=json.dumps([{"type": "heading", "value": "Annat"}]))
    with time_machine.travel(now + DAY):
        (mail,) = drain()
    assert "Som det skrevs." in bodies(mail)[0]


def test_a_late_schedule_is_missed_and_may_be_sent_anew(drain: Drain) -> None:
    SubscriberFactory.create()
    issue = newsletter_issue()
    now = timezone.now()
    missed = send_issue(issue, at=now, scheduled_at=now + DAY)
    with time_machine.travel(now + 2 * DAY):
        assert drain() == []
        missed.refresh_from_db()
        assert missed.state == Mailing.State.MISSED
        assert not sending.is_sent(issue)
        again = send_issue(issue, at=timezone.now())
        assert again != missed
        assert len(drain()) == 1


def test_what_was_called_off_goes_anew_to_those_who_did_not_get_it(drain: Drain) -> None:
    got, waits = SubscriberFactory.create_batch(2)
    issue = newsletter_issue()
    mailing = send_issue(issue, at=timezone.now())
    expand_mailing(mailing, at=timezone.now())
    mailing.deliveries.filter(address=got.address).update(state=Delivery.State.ACCEPTED)
    cancel_mailing(mailing, at=timezone.now())
    assert sending.issue_audience(issue).total == 1
    send_issue(issue, at=timezone.now())
    (mail,) = drain()
    assert waits.address in mail["To"]


def test_an_issue_is_not_scheduled_for_a_time_that_has_passed() -> None:
    now = timezone.now()
    with pytest.raises(SendingError):
        send_issue(newsletter_issue(), at=now, scheduled_at=now - DAY)
    assert not Mailing.objects.exists()


def test_a_scheduled_issue_is_on_the_web_from_its_time_on() -> None:
    SubscriberFactory.create()
    issue = newsletter_issue()
    issue.unpublish()
    now = timezone.now()
    send_issue(issue, at=now, scheduled_at=now + DAY)
    publish_scheduled()
    issue.refresh_from_db()
    assert not issue.live
    with time_machine.travel(now + DAY):
        publish_scheduled()
    issue.refresh_from_db()
    assert (issue.live, issue.issued_on) == (True, timezone.localdate(now + DAY))


def test_sending_publishes_the_latest_text(drain: Drain, client: Client) -> None:
    SubscriberFactory.create()
    issue = newsletter_issue()
    draft = issue.get_latest_revision_as_object()
    draft.title = "Nytt namn"
    draft.save_revision()
    send_issue(issue, at=timezone.now())
    issue.refresh_from_db()
    assert (issue.title, issue.live, issue.issued_on) == ("Nytt namn", True, timezone.localdate())
    (mail,) = drain()
    assert client.get(path_in(mail, "nyhetsbrev")).status_code == 200


def test_a_test_goes_to_the_address_given_and_nobody_else(drain: Drain) -> None:
    SubscriberFactory.create()
    issue = newsletter_issue()
    send_test_issue(issue, to=["jag@example.org"], at=timezone.now())
    (mail,) = drain()
    assert "jag@example.org" in mail["To"]
    assert "%%" not in "".join(bodies(mail))
    assert not sending.is_sent(issue)


def test_five_hundred_imported_readers_get_it_once_each(drain: Drain) -> None:
    rows = "".join(f"person{number}@example.org;Person {number}\n" for number in range(500))
    table = read_table(f"e-post;namn\n{rows}".encode("latin-1"), "lista.csv")
    import_subscribers(table, consent_wording="Årsmötet 2026", source="lista.csv", at=timezone.now())
    mailing = send_issue(newsletter_issue(), at=timezone.now())
    mails = drain()
    assert len({mail["To"] for mail in mails}) == len(mails) == 500
    links = {path_in(mail, "avsluta") for mail in mails}
    assert len(links) == 500
    mailing.refresh_from_db()
    assert mailing.state == Mailing.State.DONE
    assert progress(mailing).accepted == 500


def test_preparing_does_not_ask_the_database_for_each_reader(django_assert_max_num_queries: object) -> None:
    for number in range(200):
        SubscriberFactory.create(address=f"r{number}@example.org")
    mailing = send_issue(newsletter_issue(), at=timezone.now())
    # Nine on PostgreSQL; SQLite takes 999 values in a statement, and so writes 200 rows in a few.
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        expand_mailing(mailing, at=timezone.now())

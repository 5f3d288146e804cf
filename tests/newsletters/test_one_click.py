"""Leaving by the mail program's own button (RFC 8058): no cookie, no token, no referer, as often as it likes."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from mailings.models import Delivery, Mailing, Suppression
from mailings.services import MailContent, create_mailing, expand_mailing
from newsletters.emails import ISSUE_KIND
from newsletters.models import IssueAudience, ListedReader, ReaderList, Subscriber
from newsletters.renewal import Whom, ask_for_renewal
from newsletters.sending import send_issue
from tests.factories.newsletters import SubscriberFactory, newsletter_issue
from tests.newsletters.conftest import Drain

pytestmark = pytest.mark.django_db
BODY = "List-Unsubscribe=One-Click"
MULTIPART = '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n'
WAYS = [("application/x-www-form-urlencoded", BODY), ("multipart/form-data; boundary=b", MULTIPART)]


def press(path: str, kind: str, body: str) -> None:
    """Press five times, as a mail server's robot does: it keeps nothing and tells nothing."""
    for _time in range(5):
        robot = Client(enforce_csrf_checks=True)
        answer = robot.post(path, body, content_type=kind)
        assert answer.status_code == 200
        assert not answer.has_header("Location")
        assert not answer.has_header("Set-Cookie")
        assert not answer.cookies


def one_click_path(header: str) -> str:
    """The path in a List-Unsubscribe header, of which the first address is an https one (RFC 8058, 3.1)."""
    address = header.partition("<")[2].partition(">")[0]
    assert "://" in address
    return "/" + address.split("/", 3)[3]


@pytest.mark.parametrize(("kind", "body"), WAYS)
def test_the_header_of_the_mail_itself_leaves(drain: Drain, kind: str, body: str) -> None:
    reader = SubscriberFactory.create()
    send_issue(newsletter_issue(), at=timezone.now())
    (letter,) = drain()
    assert letter["List-Unsubscribe-Post"] == BODY
    press(one_click_path(str(letter["List-Unsubscribe"])), kind, body)
    reader.refresh_from_db()
    left_at = reader.unsubscribed_at
    assert (reader.state, reader.unsubscribe_reason) == (Subscriber.State.UNSUBSCRIBED, "")
    press(one_click_path(str(letter["List-Unsubscribe"])), kind, body)
    reader.refresh_from_db()
    assert reader.unsubscribed_at == left_at
    assert Suppression.objects.filter(address=reader.address, scope="newsletter").count() == 1


@pytest.mark.parametrize(("kind", "body"), WAYS)
def test_it_holds_before_the_next_claim(drain: Drain, kind: str, body: str) -> None:
    leaving, staying = SubscriberFactory.create(), SubscriberFactory.create()
    send_issue(newsletter_issue(title="Ett"), at=timezone.now())
    first = {letter["To"].addresses[0].addr_spec: letter for letter in drain()}
    second = send_issue(newsletter_issue(title="Två"), at=timezone.now())
    expand_mailing(second, at=timezone.now())
    assert set(second.deliveries.values_list("address", "state")) == {
        (leaving.address, Delivery.State.QUEUED),
        (staying.address, Delivery.State.QUEUED),
    }
    press(one_click_path(str(first[leaving.address]["List-Unsubscribe"])), kind, body)
    assert [letter["To"].addresses[0].addr_spec for letter in drain()] == [staying.address]
    assert second.deliveries.get(address=leaving.address).state == Delivery.State.SUPPRESSED


def test_somebody_on_a_list_leaves_the_same_way(drain: Drain) -> None:
    reader_list = ReaderList.objects.create(name="L", consent_wording="Ja", source="x", stated_at=timezone.now())
    reader = ListedReader.objects.create(reader_list=reader_list, address="a@example.org")
    words = MailContent(language="sv", subject="Hej", text="%%greeting%% %%unsubscribe_url%%")
    issue = newsletter_issue()
    IssueAudience.objects.create(issue=issue.translation_key, to_subscribers=False).lists.add(reader_list)
    create_mailing(
        kind=ISSUE_KIND, key=f"newsletter-{issue.translation_key}", label="Hej", contents=[words], recipients=None,
        at=timezone.now(),
    )  # fmt: skip
    (letter,) = drain()
    press(one_click_path(str(letter["List-Unsubscribe"])), *WAYS[0])
    assert Suppression.objects.filter(address=reader.address, scope="newsletter").exists()


def test_the_question_for_a_renewal_is_left_the_same_way(drain: Drain) -> None:
    reader = SubscriberFactory.create()
    now = timezone.now()
    ask_for_renewal(Whom(), until=now.date() + datetime.timedelta(days=30), expected=1, by=None, at=now)
    (letter,) = drain()
    press(one_click_path(str(letter["List-Unsubscribe"])), *WAYS[1])
    reader.refresh_from_db()
    assert (reader.state, reader.renew_by) == (Subscriber.State.UNSUBSCRIBED, None)
    assert not Mailing.objects.filter(state=Mailing.State.PAUSED).exists()

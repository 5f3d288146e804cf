"""Asking for the newsletter, confirming, changing and leaving, as people and as scanners do it."""

import datetime
import re
from email.message import EmailMessage

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from mailings.models import Mailing, Suppression
from newsletters import services
from newsletters.links import confirm_url, manage_url, unsubscribe_url
from newsletters.models import Subscriber
from tests.factories.newsletters import SubscriberFactory
from tests.newsletters.conftest import Drain

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)


def path_in(message: EmailMessage, part: str) -> str:
    """The path of the link in the text part that has `part` in it."""
    body = message.get_body(("plain",))
    assert body is not None
    found = re.search(rf"https?://[^/\s]+(/\S*{part}\S*)", body.get_content())
    assert found, body.get_content()
    return found[1]


def sign_up(client: Client, address: str, **fields: str) -> int:
    return client.post("/prenumerera/", {"address": address, **fields}).status_code


def path_of(url: str) -> str:
    return "/" + url.split("/", 3)[3]


def test_somebody_signs_up_confirms_and_subscribes(client: Client, drain: Drain) -> None:
    answer = client.post("/prenumerera/", {"address": "Anna@Example.org", "name": "Anna Ås", "source": "footer"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/prenumerera/tack/")
    (mail,) = drain()
    assert mail["To"] == "Anna Ås <anna@example.org>"
    path = path_in(mail, "bekrafta")
    assert client.get(path).status_code == 200
    assert Subscriber.objects.get().state == Subscriber.State.PENDING
    assert client.post(path).status_code == 200
    subscriber = Subscriber.objects.get()
    assert subscriber.state == Subscriber.State.CONFIRMED
    assert subscriber.consent_source == "footer"
    assert "Healthy Cities" in subscriber.consent_wording
    assert not client.cookies


def test_the_english_page_writes_and_asks_in_english(client: Client, drain: Drain) -> None:
    client.post("/en/prenumerera/", {"address": "eve@example.org"})
    (mail,) = drain()
    assert mail["Subject"] == "Confirm that you want our newsletter"
    assert path_in(mail, "bekrafta").startswith("/en/")
    assert Subscriber.objects.get().language == "en"


def test_a_confirmation_counts_once_for_48_hours(client: Client) -> None:
    sign_up(client, "anna@example.org")
    subscriber = Subscriber.objects.get()
    path = path_of(confirm_url(subscriber, "sv"))
    with time_machine.travel(timezone.now() + 49 * HOUR):
        assert client.post(path).status_code == 404
    assert client.post(path).status_code == 200
    assert client.post(path).status_code == 200
    assert Subscriber.objects.confirmed().count() == 1
    assert client.post("/prenumerera/bekrafta/forged/").status_code == 404


def test_known_and_unknown_addresses_get_the_same_answer(client: Client) -> None:
    SubscriberFactory.create(address="kand@example.org")
    SubscriberFactory.create(address="borta@example.org", state=Subscriber.State.UNSUBSCRIBED)
    answers = {
        (answer.status_code, answer.headers["Location"])
        for answer in (
            client.post("/prenumerera/", {"address": address})
            for address in ("kand@example.org", "borta@example.org", "ny@example.org")
        )
    }
    assert answers == {(302, "/prenumerera/tack/")}


def test_an_address_is_written_to_once_an_hour(client: Client, drain: Drain) -> None:
    for _try in range(3):
        sign_up(client, "anna@example.org")
    assert len(drain()) == 1
    with time_machine.travel(timezone.now() + HOUR, tick=False):
        sign_up(client, "ANNA@example.org")
    assert Mailing.objects.count() == 2
    assert Subscriber.objects.count() == 1


def test_a_later_confirmation_replaces_the_earlier(client: Client) -> None:
    sign_up(client, "anna@example.org")
    early = path_of(confirm_url(Subscriber.objects.get(), "sv"))
    with time_machine.travel(timezone.now() + HOUR, tick=False):
        sign_up(client, "anna@example.org")
    assert client.post(early).status_code == 404
    assert client.post(path_of(confirm_url(Subscriber.objects.get(), "sv"))).status_code == 200


def test_a_subscriber_who_asks_again_is_told_where_to_change(client: Client, drain: Drain) -> None:
    subscriber = SubscriberFactory.create(address="anna@example.org")
    sign_up(client, "anna@example.org")
    (mail,) = drain()
    assert path_in(mail, "mina-val") == path_of(manage_url(subscriber, "sv"))
    assert Subscriber.objects.get().state == Subscriber.State.CONFIRMED


@pytest.mark.parametrize("address", ["", "anna", "anna@", "a@example.org\r\nBcc: b@example.org", "a" * 250 + "@x.se"])
def test_a_bad_address_is_refused_with_a_reason(client: Client, address: str) -> None:
    answer = client.post("/prenumerera/", {"address": address})
    assert answer.status_code == 422
    assert "newsletter-address-error" in answer.content.decode()
    assert not Subscriber.objects.exists()


def test_a_machine_in_the_trap_gets_the_usual_answer_and_nothing_else(client: Client) -> None:
    assert sign_up(client, "bot@example.org", website="https://spam.example") == 302
    assert not Subscriber.objects.exists()


def test_one_place_signs_up_ten_addresses_an_hour(client: Client) -> None:
    answers = [sign_up(client, f"person{number}@example.org") for number in range(11)]
    assert answers == [302] * 10 + [429]
    assert Client(REMOTE_ADDR="192.0.2.7").post("/prenumerera/", {"address": "x@example.org"}).status_code == 302


def test_who_changes_name_and_language_needs_no_cookie(client: Client) -> None:
    subscriber = SubscriberFactory.create(name="Anna")
    path = path_of(manage_url(subscriber, "sv"))
    page = client.get(path)
    assert subscriber.address in page.content.decode()
    assert client.post(path, {"name": "Anna-Lena", "language": "en"}).status_code == 200
    assert client.post(path, {"name": "Anna", "language": "klingon"}).status_code == 422
    subscriber.refresh_from_db()
    assert (subscriber.name, subscriber.language) == ("Anna-Lena", "en")
    client.post(path, {"leave": "1", "reason": "För ofta"})
    subscriber.refresh_from_db()
    assert (subscriber.state, subscriber.unsubscribe_reason) == (Subscriber.State.UNSUBSCRIBED, "För ofta")
    assert not client.cookies


def test_a_mail_program_unsubscribes_by_post_however_often() -> None:
    subscriber = SubscriberFactory.create()
    client = Client(enforce_csrf_checks=True)
    path = path_of(unsubscribe_url(subscriber, "sv"))
    for _time in range(5):
        answer = client.post(path, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
        assert (answer.status_code, answer.cookies) == (200, {})
        assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    subscriber.refresh_from_db()
    assert subscriber.state == Subscriber.State.UNSUBSCRIBED
    assert Suppression.objects.filter(address=subscriber.address, scope="newsletter").count() == 1


def test_scanners_change_nothing_by_following_links(client: Client) -> None:
    sign_up(client, "ny@example.org")
    waiting = Subscriber.objects.get()
    reader = SubscriberFactory.create()
    urls = [confirm_url(waiting, "sv"), manage_url(reader, "sv"), unsubscribe_url(reader, "sv")]
    for url in urls:
        for method in (client.get, client.head, client.options):
            answer = method(path_of(url))
            assert answer.status_code == 200
            assert not answer.cookies
    waiting.refresh_from_db()
    reader.refresh_from_db()
    assert (waiting.state, reader.state) == (Subscriber.State.PENDING, Subscriber.State.CONFIRMED)
    assert not Suppression.objects.exists()


def test_a_token_opens_its_own_purpose_only(client: Client) -> None:
    subscriber = SubscriberFactory.create()
    manage = manage_url(subscriber, "sv").rstrip("/").rsplit("/", 1)[1]
    leave = unsubscribe_url(subscriber, "sv").rstrip("/").rsplit("/", 1)[1]
    assert client.post(f"/prenumerera/avsluta/{manage}/").status_code == 404
    assert client.get(f"/prenumerera/mina-val/{leave}/").status_code == 404
    assert subscriber.state == Subscriber.State.CONFIRMED


def test_who_left_comes_back_by_confirming_only(client: Client, drain: Drain) -> None:
    subscriber = SubscriberFactory.create(address="anna@example.org")
    services.leave(subscriber, at=timezone.now())
    sign_up(client, "anna@example.org")
    subscriber.refresh_from_db()
    assert subscriber.state == Subscriber.State.UNSUBSCRIBED
    (mail,) = drain()
    client.post(path_in(mail, "bekrafta"))
    subscriber.refresh_from_db()
    assert (subscriber.state, subscriber.consent_source) == (Subscriber.State.CONFIRMED, "confirmation")
    assert not Suppression.objects.exists()
    services.leave(subscriber, at=timezone.now())
    assert client.post(path_in(mail, "bekrafta")).status_code == 404


def test_addresses_that_nobody_confirmed_are_deleted_after_seven_days(client: Client) -> None:
    now = timezone.now()
    for number, state in enumerate(Subscriber.State.values):
        SubscriberFactory.create(address=f"{state}@example.org", state=state, consented_at=now - 169 * HOUR)
        SubscriberFactory.create(address=f"ny{number}@example.org", state=state, consented_at=now - 167 * HOUR)
    assert services.delete_stale_personal_data(now=now) == 1
    assert not Subscriber.objects.filter(address="pending@example.org").exists()
    assert Subscriber.objects.count() == 5


def test_the_pages_keep_their_address_secret(client: Client) -> None:
    answer = client.get(path_of(manage_url(SubscriberFactory.create(), "sv")))
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "no-store" in answer.headers["Cache-Control"]

"""Old consents are asked for anew: one mail, one reminder, a page that keeps the yes, and an end for the silent."""

import datetime
from email.message import EmailMessage
from urllib.parse import urlsplit

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from mailings.models import Delivery, Mailing, Suppression
from mailings.services import suppress
from newsletters import services
from newsletters.consent import current_consent
from newsletters.links import manage_url, renew_url
from newsletters.models import Renewal, Subscriber
from newsletters.renewal import RenewalChangedError, Whom, ask_for_renewal, follow_renewals, whom_to_ask
from tests.factories.cast import Cast
from tests.factories.newsletters import SubscriberFactory
from tests.newsletters.conftest import Drain

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 5, 4, 9, 0, tzinfo=datetime.UTC)
UNTIL = datetime.date(2026, 6, 3)
DAY = datetime.timedelta(days=1)
EVERYBODY = Whom()
RENEWALS_QUERIES = 11


def ask(whom: Whom = EVERYBODY, *, at: datetime.datetime = NOW) -> Renewal:
    return ask_for_renewal(whom, until=UNTIL, expected=whom_to_ask(whom).count(), by=None, at=at)


def readers(**states: str) -> dict[str, Subscriber]:
    return {
        name: SubscriberFactory.create(address=f"{name}@example.org", state=state) for name, state in states.items()
    }


def to(letters: list[EmailMessage]) -> list[str]:
    return sorted(letter["To"].addresses[0].addr_spec for letter in letters)


def test_it_is_chosen_by_age_place_and_words_and_never_who_cannot_be_asked() -> None:
    with override("en"):
        new = current_consent()
    old = SubscriberFactory.create(consent_source="import: 2019.csv", consented_at=NOW - 900 * DAY)
    young = SubscriberFactory.create(consent_version=new.version, consented_at=NOW - DAY)
    for state in ("pending", "unsubscribed"):
        SubscriberFactory.create(state=state)
    suppress(SubscriberFactory.create().address, scope="", reason="no_such_address", at=NOW)
    SubscriberFactory.create(renew_by=UNTIL)
    assert set(whom_to_ask(EVERYBODY)) == {old, young}
    assert list(whom_to_ask(Whom(consented_before=datetime.date(2026, 5, 3)))) == [old]
    assert list(whom_to_ask(Whom(source="import: 2019.csv"))) == [old]
    assert list(whom_to_ask(Whom(wording="old"))) == [old]


def test_each_gets_one_mail_and_one_reminder_whatever_is_repeated(drain: Drain) -> None:
    people = readers(a="confirmed", b="confirmed", c="confirmed", d="confirmed", e="pending")
    Subscriber.objects.filter(address="b@example.org").update(language="en")
    with time_machine.travel(NOW, tick=False):
        renewal = ask()
        letters = drain()
    assert to(letters) == [f"{name}@example.org" for name in "abcd"]
    assert {letter["Subject"] for letter in letters} == {
        "Vill du fortfarande ha vårt nyhetsbrev?",
        "Do you still want our newsletter?",
    }
    assert all(letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click" for letter in letters)
    services.renew_consent(people["a"], consent=current_consent(), at=NOW)
    services.leave(people["b"], at=NOW)
    for days, expected in ((22, []), (23, ["c@example.org", "d@example.org"]), (24, []), (30, [])):
        with time_machine.travel(NOW + days * DAY, tick=False):
            for _again in range(2):
                follow_renewals(now=timezone.now())
            assert to(drain()) == expected
    renewal.refresh_from_db()
    assert renewal.ended_at is None
    assert Mailing.objects.filter(key__startswith=renewal.key).count() == 2


def test_only_those_who_got_it_and_did_not_answer_are_removed(drain: Drain) -> None:
    people = readers(yes="confirmed", no="confirmed", silent="confirmed", bounced="confirmed", other="confirmed")
    others = Subscriber.objects.filter(address="other@example.org")
    others.update(consented_at=NOW)
    with time_machine.travel(NOW, tick=False):
        renewal = ask(Whom(consented_before=datetime.date(2026, 3, 1)))
        drain()
    Delivery.objects.filter(address="bounced@example.org").update(bounced_at=NOW)
    services.renew_consent(people["yes"], consent=current_consent(), at=NOW)
    services.leave(people["no"], at=NOW)
    last_moment = datetime.datetime(2026, 6, 3, 21, 59, tzinfo=datetime.UTC)
    follow_renewals(now=last_moment)
    assert Subscriber.objects.confirmed().count() == 4
    for _again in range(2):
        follow_renewals(now=last_moment + datetime.timedelta(minutes=2))
    states = dict(Subscriber.objects.values_list("address", "state"))
    assert {address.partition("@")[0]: state for address, state in states.items()} == {
        "yes": "confirmed",
        "no": "unsubscribed",
        "silent": "unsubscribed",
        "bounced": "confirmed",
        "other": "confirmed",
    }
    renewal.refresh_from_db()
    counts = (renewal.asked_count, renewal.renewed_count, renewal.left_count, renewal.removed_count)
    assert (*counts, renewal.unreached_count) == (4, 1, 1, 1, 1)
    assert list(Suppression.objects.values_list("address", flat=True)) == ["no@example.org"]
    assert Subscriber.objects.get(address="silent@example.org").unsubscribe_reason == "Sade inte ja igen"


def test_who_answers_between_writing_and_sending_gets_no_mail(drain: Drain) -> None:
    people = readers(a="confirmed", b="confirmed")
    with time_machine.travel(NOW, tick=False):
        renewal = ask()
        assert not Delivery.objects.exists()
        services.renew_consent(people["a"], consent=current_consent(), at=NOW)
        assert to(drain()) == ["b@example.org"]
    assert Renewal.objects.with_progress().get(pk=renewal.pk).now_renewed == 1  # type: ignore[attr-defined]


def test_the_mails_link_asks_and_only_a_press_keeps_the_yes(drain: Drain) -> None:
    reader = SubscriberFactory.create(consent_version="0-old")
    client = Client(enforce_csrf_checks=True)
    ask(at=timezone.now())
    (letter,) = drain()
    body = letter.get_body(("plain",))
    assert body is not None
    path = urlsplit(renew_url(reader, "sv")).path
    assert path in body.get_content()
    for method in (client.get, client.head):
        assert method(path).status_code == 200
    assert "3 juni 2026" in client.get(path).content.decode()
    reader.refresh_from_db()
    assert (reader.renew_by, reader.consent_version) == (UNTIL, "0-old")
    assert path in client.get(urlsplit(manage_url(reader, "sv")).path).content.decode()
    before = reader.consented_at
    for _press in range(2):
        assert "nyhetsbrevet fortsätter" in client.post(path, {"renew": "1"}).content.decode()
    reader.refresh_from_db()
    with override("sv"):
        shown = current_consent()
    assert (reader.renew_by, reader.consent_source) == (None, "manage")
    assert (reader.consent_wording, reader.consent_version) == (shown.wording, shown.version)
    assert reader.consented_at > before
    assert not client.cookies


def test_no_is_an_answer_and_an_old_link_brings_nobody_back(client: Client) -> None:
    reader = SubscriberFactory.create()
    ask()
    path = urlsplit(renew_url(reader, "en")).path
    assert client.post(path, {"leave": "1"}).status_code == 200
    answer = client.post(path, {"renew": "1"})
    reader.refresh_from_db()
    assert reader.state == Subscriber.State.UNSUBSCRIBED
    assert "You do not get the newsletter now" in answer.content.decode()
    assert client.post("/prenumerera/fortsatt/forged/", {"renew": "1"}).status_code == 404


def test_the_coordinator_sees_how_many_and_asks_exactly_those(cast: Cast) -> None:
    client = cast.client(cast.coordinator)
    address = reverse("newsletters_admin:renewal-new")
    SubscriberFactory.create_batch(2, consented_at=timezone.now() - 1000 * DAY)
    SubscriberFactory.create(consented_at=timezone.now())
    until = (timezone.localdate() + 20 * DAY).isoformat()
    values = {"consented_before": (timezone.localdate() - 30 * DAY).isoformat(), "until": until}
    assert client.get(address).status_code == 200
    assert "2 prenumeranter tillfrågas" in client.get(address, values).content.decode()
    soon = {**values, "until": (timezone.localdate() + 13 * DAY).isoformat()}
    assert "minst två veckor" in client.get(address, soon).content.decode()
    assert client.post(address, {**values, "expected": "3"}).status_code == 409
    assert not Renewal.objects.exists()
    assert not Mailing.objects.exists()
    assert client.post(address, {**values, "expected": "2"}).status_code == 302
    assert client.post(address, {**values, "expected": "2"}).status_code == 409
    renewal = Renewal.objects.get()
    assert (renewal.asked_by, renewal.asked_count, Mailing.objects.count()) == (cast.coordinator, 2, 1)
    page = client.get(reverse("newsletters_admin:renewals")).content.decode()
    assert "Har inte svarat</dt><dd>2<" in page
    client.post(reverse("newsletters_admin:renewals"), {"call_off": str(renewal.pk)})
    assert not Subscriber.objects.asked_again().exists()
    assert Mailing.objects.get().state == Mailing.State.CANCELLED
    follow_renewals(now=timezone.now() + 60 * DAY)
    assert Subscriber.objects.confirmed().count() == 3


def test_a_changed_number_asks_nobody() -> None:
    SubscriberFactory.create_batch(2)
    for expected in (0, 1, 3):
        with pytest.raises(RenewalChangedError):
            ask_for_renewal(EVERYBODY, until=UNTIL, expected=expected, by=None, at=NOW)
    assert not Subscriber.objects.asked_again().exists()


def test_only_coordinators_ask(cast: Cast) -> None:
    for name in ("renewals", "renewal-new"):
        address = reverse(f"newsletters_admin:{name}")
        for user in (None, cast.trollhattan_editor, cast.representative):
            assert cast.client(user).get(address).status_code == 302
            assert cast.client(user).post(address, {"until": "2027-01-01", "expected": "1"}).status_code == 302


@pytest.mark.parametrize("number", [1, 3, 200])
def test_the_list_asks_a_fixed_number_of_queries(cast: Cast, number: int, django_assert_num_queries: object) -> None:
    for place in range(number):
        Renewal.objects.create(asked_at=NOW, until=UNTIL, asked_count=place, ended_at=NOW if place else None)
    client = cast.client(cast.coordinator)
    client.get(reverse("newsletters_admin:renewals"))
    with django_assert_num_queries(RENEWALS_QUERIES):  # type: ignore[operator]
        client.get(reverse("newsletters_admin:renewals"))

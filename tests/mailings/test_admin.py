"""What the coordinator sees of mailings, and that nobody else does."""

import datetime
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from devservices.smtp_sink import SmtpSink
from mailings.models import Attempt, Delivery, Dispatcher, Mailing, Relay
from mailings.services import dispatch_due
from tests.factories.cast import Cast
from tests.mailings.conftest import Clock, Write

State = Delivery.State


@pytest.fixture
def coordinator(client: Client, cast: Cast) -> Client:
    client.force_login(cast.coordinator)
    return client


def page_of(mailing: Mailing) -> str:
    return reverse("mailings_admin:mailing", args=[mailing.pk])


def counts(page: str) -> list[int]:
    """The numbers on a mailing's page; the last one is their sum."""
    return [int(number) for number in re.findall(r'<a id="count-[a-z]+"[^>]*>(\d+)</a>', page)]


@pytest.mark.parametrize("rows", [1, 3, 200])
def test_the_list_costs_the_same_however_long(
    coordinator: Client, write: Write, rows: int, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    address = reverse("mailings_admin:list")
    for number in range(rows):
        write(f"a{number}@example.org", "b@example.org")
    coordinator.get(address)
    with django_assert_num_queries(16):  # type: ignore[operator]
        page = coordinator.get(address).content.decode()
    assert page.count("0 av 2 klara") == min(rows, 50)


@pytest.mark.parametrize("rows", [1, 3, 200])
def test_a_mailing_costs_the_same_however_many(
    coordinator: Client, write: Write, rows: int, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    mailing = write(*(f"a{number}@example.org" for number in range(rows)))
    mailing.deliveries.update(state=State.FAILED, code=550, reply="5.7.1 no", phase="rcpt")
    coordinator.get(page_of(mailing))
    with django_assert_num_queries(19):  # type: ignore[operator]
        page = coordinator.get(page_of(mailing)).content.decode()
    assert page.count("5.7.1 no") == min(rows, 50)


def test_the_fragment_is_cheap(
    coordinator: Client, write: Write, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    mailing = write(*(f"a{number}@example.org" for number in range(200)))
    address = reverse("mailings_admin:mailing-progress", args=[mailing.pk])
    coordinator.get(address)
    with django_assert_num_queries(11):  # type: ignore[operator]
        fragment = coordinator.get(address).content.decode()
    assert f'data-live="{address}"' in fragment
    assert "<html" not in fragment


def test_numbers_sum_to_the_audience_in_every_state(coordinator: Client, write: Write) -> None:
    mailing = write(*(f"a{number}@example.org" for number in range(23)))
    for pk, state in zip(mailing.deliveries.values_list("pk", flat=True), [*State.values] * 3, strict=False):
        Delivery.objects.filter(pk=pk).update(state=state)
    *parts, total = counts(coordinator.get(page_of(mailing)).content.decode())
    assert len(parts) == 8
    assert sum(parts) == total == 23


def test_a_mailing_shows_each_answer_in_words(
    coordinator: Client, write: Write, mail_to_sink: SmtpSink, clock: Clock
) -> None:
    mail_to_sink.fail("rcpt", reply="550 5.1.1 no such user", recipient="bo@example.org")
    mailing = write("anna@example.org", "bo@example.org")
    dispatch_due(clock=clock)
    page = coordinator.get(page_of(mailing)).content.decode()
    assert "5.1.1 no such user" in page
    assert "Adressen finns inte." in page
    only_failed = coordinator.get(page_of(mailing), {"state": "failed"}).content.decode()
    assert "bo@example.org" in only_failed
    assert "anna@example.org" not in only_failed


def test_what_came_back_is_told_among_the_accepted(coordinator: Client, write: Write, clock: Clock) -> None:
    mailing = write("anna@example.org", "bo@example.org", "cia@example.org")
    mailing.deliveries.update(state=State.ACCEPTED)
    mailing.deliveries.filter(address="anna@example.org").update(bounced_at=clock())
    mailing.deliveries.filter(address="bo@example.org").update(complained_at=clock())
    page = coordinator.get(page_of(mailing)).content.decode()
    *parts, total = counts(page)
    assert sum(parts) == total == 3
    assert "1 kom tillbaka" in page
    assert "1 anmält som oönskat" in page
    for state, address in (("bounced", "anna"), ("complained", "bo")):
        found = coordinator.get(page_of(mailing), {"state": state}).content.decode()
        assert [name for name in ("anna", "bo", "cia") if f"{name}@example.org" in found] == [address]


def test_recipients_are_found_by_a_part_of_the_address(coordinator: Client, write: Write) -> None:
    mailing = write("anna@example.org", "bo@example.org", "cia_x@example.org")
    found = coordinator.get(page_of(mailing), {"q": "ANNA"}).content.decode()
    assert "anna@example.org" in found
    assert "bo@example.org" not in found
    # What is special in SQL is not special here.
    assert "anna@example.org" not in coordinator.get(page_of(mailing), {"q": "%"}).content.decode()
    assert "anna@example.org" in coordinator.get(page_of(mailing), {"state": "nonsense"}).content.decode()


def test_a_recipient_shows_every_try(coordinator: Client, write: Write, mail_to_sink: SmtpSink, clock: Clock) -> None:
    mail_to_sink.fail("rcpt", reply="450 4.2.1 try later", recipient="bo@example.org", times=1)
    mailing = write("bo@example.org")
    dispatch_due(clock=clock)
    clock.move(minutes=6)
    dispatch_due(clock=clock)
    delivery = mailing.deliveries.get()
    assert Attempt.objects.count() == 2
    page = coordinator.get(reverse("mailings_admin:delivery", args=[mailing.pk, delivery.pk])).content.decode()
    assert "4.2.1 try later" in page
    assert "ber oss försöka igen senare" in page
    assert "E-postservern tog emot mejlet." in page
    assert delivery.message_id.strip("<>") in page


def test_a_recipient_of_another_mailing_is_not_found(coordinator: Client, write: Write) -> None:
    mine, other = write("anna@example.org"), write("bo@example.org")
    address = reverse("mailings_admin:delivery", args=[mine.pk, other.deliveries.get().pk])
    assert coordinator.get(address).status_code == 404


def test_a_silent_dispatcher_and_a_relay_that_is_away_are_told(coordinator: Client, write: Write) -> None:
    mailing = write("anna@example.org")
    now = timezone.now()
    Dispatcher.objects.saw(now - datetime.timedelta(seconds=50))
    assert "Inga mejl går iväg" not in coordinator.get(page_of(mailing)).content.decode()
    Dispatcher.objects.saw(now - datetime.timedelta(seconds=70))
    Relay.objects.current().record_fault("connect None: [Errno 111] Connection refused", at=now)
    page = coordinator.get(page_of(mailing)).content.decode()
    assert "Inga mejl går iväg" in page
    assert "E-postservern svarar inte." in page
    assert "Nästa försök kl." in page


def test_looking_changes_nothing(coordinator: Client, write: Write) -> None:
    mailing = write("anna@example.org")
    before = list(Delivery.objects.values())
    for name, args in (("list", []), ("mailing", [mailing.pk]), ("mailing-progress", [mailing.pk])):
        assert coordinator.get(reverse(f"mailings_admin:{name}", args=args)).status_code == 200
    assert (Relay.objects.count(), Dispatcher.objects.count()) == (0, 0)
    assert list(Delivery.objects.values()) == before


def test_a_finished_mailing_is_asked_for_no_more(coordinator: Client, write: Write, clock: Clock) -> None:
    mailing = write("anna@example.org")
    assert "data-live=" in coordinator.get(page_of(mailing)).content.decode()
    Mailing.objects.update(state=Mailing.State.DONE, finished_at=clock())
    assert "data-live=" not in coordinator.get(page_of(mailing)).content.decode()


def test_mail_to_one_person_is_left_out_of_the_list_unless_asked_for(coordinator: Client, write: Write) -> None:
    write("anna@example.org")
    Mailing.objects.update(label="Nyhetsbrevet")
    write("bo@example.org", kind="account")
    Mailing.objects.filter(kind="account").update(label="Nytt lösenord")
    address = reverse("mailings_admin:list")
    short = coordinator.get(address).content.decode()
    assert "Nyhetsbrevet" in short
    assert "Nytt lösenord" not in short
    assert "Nytt lösenord" in coordinator.get(address, {"kind": "everything"}).content.decode()
    assert "Nyhetsbrevet" not in coordinator.get(address, {"kind": "account"}).content.decode()


@pytest.mark.parametrize("who", ["trollhattan_editor", "representative", None])
def test_others_see_no_address(client: Client, cast: Cast, write: Write, who: str | None) -> None:
    mailing = write("anna@example.org")
    browser = cast.client(getattr(cast, who) if who else None)
    one = [mailing.pk]
    for address in (
        reverse("mailings_admin:list"),
        reverse("mailings_admin:list-progress"),
        reverse("mailings_admin:mailing", args=one),
        reverse("mailings_admin:mailing-progress", args=one),
        reverse("mailings_admin:delivery", args=[mailing.pk, mailing.deliveries.get().pk]),
        reverse("mailings_admin:export", args=[mailing.pk, "csv"]),
        reverse("mailings_admin:export", args=[mailing.pk, "xlsx"]),
        reverse("mailings_admin:steer", args=[mailing.pk, "cancel"]),
    ):
        response = browser.get(address)
        assert response.status_code in (302, 403)
        assert b"anna@example.org" not in response.content
    assert browser.post(reverse("mailings_admin:steer", args=[mailing.pk, "cancel"])).status_code in (302, 403)
    assert Mailing.objects.get().state == Mailing.State.SENDING

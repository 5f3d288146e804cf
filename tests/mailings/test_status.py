"""The figures of the mail, for machines and in words."""

import datetime
import re
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from mailings.kinds import Priority
from mailings.metrics import write_metrics
from mailings.models import Delivery, Dispatcher, Mailing, Relay
from mailings.models.returned import Returned
from mailings.services import suppress
from mailings.status import read_status
from tests.mailings.conftest import Clock, Write

State = Delivery.State


def figures(text: str) -> dict[str, float]:
    """The figures by name and label, as Prometheus' own parser reads them."""
    return {
        sample.name + "".join(f" {value}" for value in sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.fixture
def busy(write: Write, clock: Clock) -> Mailing:
    """Four mails in four states, a dispatcher that was seen half a minute ago, a relay that is away."""
    mailing = write(*(f"a{number}@example.org" for number in range(4)))
    states = (State.ACCEPTED, State.UNCERTAIN, State.FAILED, State.QUEUED)
    for pk, state in zip(mailing.deliveries.values_list("pk", flat=True), states, strict=True):
        Delivery.objects.filter(pk=pk).update(state=state)
    mailing.deliveries.filter(state=State.ACCEPTED).update(bounced_at=clock())
    Returned.objects.create(digest="x", source="mailbox", verdict="forged", at=clock())
    suppress("x@example.org", scope="", reason="no_such_address", at=clock())
    clock.move(minutes=2)
    Dispatcher.objects.saw(clock() - datetime.timedelta(seconds=30))
    Relay.objects.current().record_fault("connect None: refused", at=clock())
    return mailing


def test_metrics_tell_every_figure(busy: Mailing, clock: Clock) -> None:
    told = figures(write_metrics(read_status(now=clock())).decode())
    assert told["mail_deliveries accepted"] == told["mail_deliveries queued"] == 1
    assert told["mail_deliveries sending"] == 0
    assert sum(value for name, value in told.items() if name.startswith("mail_deliveries ")) == 4
    assert told["mail_mailings sending"] == 1
    assert told["mail_oldest_due_seconds bulk"] == 120
    assert told["mail_oldest_due_seconds transactional"] == 0
    assert told["mail_relay_circuit_open"] == told["mail_relay_failures_in_a_row"] == 1
    assert told["mail_dispatcher_last_seen_seconds"] == 30
    assert told["mail_uncertain_waiting"] == 1
    assert told["mail_suppressions no_such_address"] == 1
    assert told["mail_bounced_deliveries"] == told["mail_returned_day forged"] == 1


def test_an_empty_portal_has_figures_too(db: None, clock: Clock) -> None:
    told = figures(write_metrics(read_status(now=clock())).decode())
    assert told["mail_deliveries accepted"] == told["mail_uncertain_waiting"] == 0
    assert told["mail_dispatcher_last_seen_seconds"] == float("inf")


@pytest.mark.parametrize("rows", [1, 3, 200])
def test_figures_cost_the_same_however_many_mails(
    write: Write, clock: Clock, rows: int, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    write(*(f"a{number}@example.org" for number in range(rows)))
    with django_assert_num_queries(10):  # type: ignore[operator]
        assert read_status(now=clock()).deliveries["queued"] == rows


@pytest.mark.parametrize(
    ("headers", "address", "status"),
    [
        ({}, "127.0.0.1", 200),
        ({}, "::1", 200),
        ({}, "10.0.0.7", 404),
        ({}, "", 404),
        ({"authorization": "Bearer right"}, "10.0.0.7", 200),
        ({"authorization": "Bearer wrong"}, "10.0.0.7", 404),
        ({"authorization": "Bearer "}, "10.0.0.7", 404),
        # The proxy stands on this machine; whoever asks does not.
        ({"x-forwarded-for": "127.0.0.1"}, "127.0.0.1", 404),
        ({"forwarded": "for=127.0.0.1"}, "127.0.0.1", 404),
        ({"x-forwarded-for": "10.0.0.7", "authorization": "Bearer right"}, "127.0.0.1", 200),
    ],
)
def test_metrics_are_for_those_who_may(
    client: Client, db: None, settings: Any, headers: dict[str, str], address: str, status: int
) -> None:
    settings.METRICS_TOKEN = "right"
    response = client.get("/metrics/", headers=headers, REMOTE_ADDR=address)
    assert response.status_code == status
    assert (b"mail_deliveries" in response.content) == (status == 200)


def test_without_a_token_no_token_opens(client: Client, db: None, settings: Any) -> None:
    settings.METRICS_TOKEN = ""
    for header in ("Bearer ", "Bearer", ""):
        answer = client.get("/metrics/", headers={"authorization": header}, REMOTE_ADDR="10.0.0.7")
        assert answer.status_code == 404


def test_metrics_hold_no_address(client: Client, busy: Mailing) -> None:
    assert b"@" not in client.get("/metrics/").content


@pytest.mark.parametrize(("seconds", "status"), [(60, 200), (130, 503), (None, 503)])
def test_health_of_the_mail(client: Client, db: None, seconds: int | None, status: int) -> None:
    if seconds is not None:
        Dispatcher.objects.saw(timezone.now() - datetime.timedelta(seconds=seconds))
    assert client.get("/health/mail/").status_code == status
    assert client.post("/health/mail/").status_code == 405


def test_the_command_says_the_same_in_words(busy: Mailing, clock: Clock) -> None:
    out = StringIO()
    call_command("mail_status", stdout=out)
    said = out.getvalue()
    for words in ("Dispatcher last seen:", "does not take mail", "Deliveries: 4", "Uncertain, waiting for a person: 1"):
        assert words in said
    assert re.search(r"accepted +1\n", said)
    assert "@" not in said


def test_the_command_fails_only_when_asked_to_and_nobody_sends(db: None) -> None:
    call_command("mail_status", stdout=StringIO())
    with pytest.raises(SystemExit) as ended:
        call_command("mail_status", "--check", stdout=StringIO())
    assert ended.value.code == 1
    Dispatcher.objects.saw(timezone.now())
    out = StringIO()
    call_command("mail_status", "--check", stdout=out)
    assert out.getvalue().endswith("All is well.\n")


def test_old_mail_is_an_alarm(write: Write, clock: Clock) -> None:
    write("a@example.org", kind="urgent")
    clock.move(minutes=4)
    assert not any("transactional" in alarm for alarm in read_status(now=clock()).alarms())
    clock.move(minutes=2)
    status = read_status(now=clock())
    assert status.waited[Priority.TRANSACTIONAL] == datetime.timedelta(minutes=6)
    assert any("transactional mail has waited 6 min" in alarm for alarm in status.alarms())

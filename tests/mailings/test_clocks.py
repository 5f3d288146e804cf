"""Clocks that are wrong, nights with 23 and 25 hours, two beats: nobody is left out, and nobody gets it twice."""

import datetime
from concurrent.futures import ThreadPoolExecutor
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, connections

from devservices.smtp_sink import SmtpSink
from mailings.models import Delivery, Mailing
from mailings.services import dispatch_due
from mailings.tasks import dispatch, drain_queue
from tests.mailings.conftest import Clock, Write

State = Delivery.State
HOUR = datetime.timedelta(hours=1)
STOCKHOLM = ZoneInfo("Europe/Stockholm")
# The nights when clocks change: an hour that does not exist, and one that comes twice.
WALL_TIMES = [
    datetime.datetime(2026, 3, 29, 2, 30, tzinfo=STOCKHOLM),
    datetime.datetime(2026, 10, 25, 2, 30, fold=0, tzinfo=STOCKHOLM),
    datetime.datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=STOCKHOLM),
]


@pytest.mark.parametrize("when", WALL_TIMES, ids=["missing hour", "first of two", "second of two"])
def test_a_schedule_in_the_night_of_the_change_is_kept_once(
    write: Write, mail_to_sink: SmtpSink, clock: Clock, when: datetime.datetime
) -> None:
    moment = when.astimezone(datetime.UTC)
    clock.now = moment - 3 * HOUR
    write("anna@example.org", scheduled_at=when, not_after=when + 12 * HOUR)
    while clock() < moment - datetime.timedelta(minutes=10):
        dispatch_due(clock=clock)
        assert mail_to_sink.recipients == []
        clock.move(minutes=10)
    for _turn in range(12):
        clock.move(minutes=10)
        dispatch_due(clock=clock)
    assert mail_to_sink.recipients == ["anna@example.org"]


@pytest.mark.parametrize("jump", [HOUR, -HOUR], ids=["an hour fast", "an hour slow"])
def test_a_clock_that_jumps_loses_and_doubles_nothing(
    write: Write, mail_to_sink: SmtpSink, clock: Clock, jump: datetime.timedelta
) -> None:
    right = clock()
    mail_to_sink.fail("rcpt", reply="450 4.2.1 later", recipient="b@example.org", times=1)
    mailing = write("a@example.org", "b@example.org")
    clock.now = right + jump
    dispatch_due(clock=clock)
    clock.now = right  # somebody set it right
    dispatch_due(clock=clock)
    clock.now = right + 3 * HOUR
    dispatch_due(clock=clock)
    assert sorted(mail_to_sink.recipients) == ["a@example.org", "b@example.org"]
    assert set(mailing.deliveries.values_list("state", flat=True)) == {State.ACCEPTED}


@pytest.mark.django_db(transaction=True)
def test_two_beats_tick_at_once(write: Write, mail_to_sink: SmtpSink) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's test database is in memory: one connection at a time")
    addresses = [f"a{number}@example.org" for number in range(60)]
    mailing = write(*addresses)

    def tick(number: int) -> None:
        try:
            dispatch() if number % 2 else drain_queue(2)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(tick, range(16)))
    assert sorted(mail_to_sink.recipients) == sorted(addresses)
    assert Mailing.objects.get(pk=mailing.pk).state == Mailing.State.DONE

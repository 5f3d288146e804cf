"""Reminders as the kind of meeting has them: relative times, quiet hours, a word afterwards."""

import datetime
from typing import Any

import pytest

from mailings.models import Mailing
from meetings import services
from meetings.models import Invitation, Meeting, MeetingKind, SeatPlan
from meetings.quiet import quiet_ends_at
from meetings.seats.handing import save_plan
from tests.factories.meetings import MeetingFactory
from tests.meetings.conftest import NOW, Drain, invitation_of, text_of

HOUR = datetime.timedelta(hours=1)
NIGHT = (datetime.time(20), datetime.time(7))


def local(day: int, hour: int, minute: int = 0, *, month: int = 3) -> datetime.datetime:
    return datetime.datetime(2027, month, day, hour, minute, tzinfo=MeetingFactory.build().zone)


@pytest.mark.parametrize(
    ("now", "end"),
    [
        (local(1, 19, 59), None),
        (local(1, 20), local(2, 7)),
        (local(2, 3), local(2, 7)),
        (local(2, 7), None),
        (local(27, 23), local(28, 7)),  # clocks go forward in this night
    ],
)
def test_the_night_ends_by_the_clock_on_the_wall(now: datetime.datetime, end: datetime.datetime | None) -> None:
    assert quiet_ends_at(now, zone=local(1, 1).tzinfo or datetime.UTC, start=NIGHT[0], end=NIGHT[1]) == end


def test_no_quiet_and_a_quiet_noon() -> None:
    noon: dict[str, Any] = {"zone": datetime.UTC, "start": datetime.time(12), "end": datetime.time(13)}
    at = datetime.datetime(2027, 3, 1, 12, 30, tzinfo=datetime.UTC)
    assert quiet_ends_at(at, **noon) == at.replace(hour=13, minute=0)
    assert quiet_ends_at(at, **{**noon, "end": datetime.time(12)}) is None


@pytest.fixture
def coming(announced: Meeting, drain: Drain) -> Meeting:
    """Bo comes; everything announced has been sent."""
    drain(NOW)
    services.answer_invitation(invitation_of(announced, "bo@example.org"), Invitation.Answer.YES, at=NOW)
    return announced


def test_a_reminder_waits_for_the_morning_unless_that_is_too_late(coming: Meeting, drain: Drain) -> None:
    MeetingKind.objects.update(reminder_hours=12, answer_reminder_hours=0)
    due = coming.starts_at - 12 * HOUR  # ten in the evening
    assert services.remind_due(now=due) == 0
    assert services.remind_due(now=due + 9 * HOUR) == 1
    Mailing.objects.filter(kind="meeting_reminder").delete()
    MeetingKind.objects.update(quiet_until=coming.starts_local.time())
    assert services.remind_due(now=due) == 1


def test_afterwards_those_who_came_get_words_in_their_language(coming: Meeting, drain: Drain) -> None:
    services.answer_invitation(invitation_of(coming, "carin@example.org"), Invitation.Answer.YES, at=NOW)
    MeetingKind.objects.update(
        reminder_hours=0, answer_reminder_hours=0, after_hours=2, after_text_sv="Vad tyckte du?", after_text_en="Well?"
    )
    assert services.remind_due(now=coming.ends_at + HOUR) == 0
    assert [services.remind_due(now=coming.ends_at + 3 * HOUR) for _twice in range(2)] == [1, 0]
    texts = {mail.recipients[0]: text_of(mail) for mail in drain(coming.ends_at + 4 * HOUR)}
    assert "Vad tyckte du?" in texts["bo@example.org"]
    assert "Well?" in texts["carin@example.org"]


def test_a_word_that_comes_a_week_late_is_not_written(coming: Meeting) -> None:
    MeetingKind.objects.update(reminder_hours=0, answer_reminder_hours=0, after_hours=2)
    assert services.remind_due(now=coming.ends_at + 8 * 24 * HOUR) == 0


def test_whoever_waits_for_a_seat_is_not_told_to_come(coming: Meeting, drain: Drain) -> None:
    save_plan(SeatPlan(meeting=coming, seats=1), at=NOW)
    services.answer_invitation(invitation_of(coming, "asa@example.org"), Invitation.Answer.YES, at=NOW)
    services.remind_due(now=coming.starts_at - 23 * HOUR)
    reminded = Mailing.objects.get(key__contains="-reminder-coming-")
    assert [delivery.address for delivery in reminded.deliveries.all()] == ["bo@example.org"]

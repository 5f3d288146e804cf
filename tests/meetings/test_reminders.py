"""Who is reminded, when, and that a moved meeting leaves its old reminders behind."""

import datetime

import pytest

from mailings.models import Mailing
from meetings import services
from meetings.models import Invitation, Meeting
from tests.meetings.conftest import NOW, Drain, invitation_of

HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def answered(announced: Meeting, drain: Drain) -> Meeting:
    """Bo comes, Åsa does not, Carin has not answered; answers close a week before the meeting."""
    drain(NOW)
    announced.answer_by = announced.starts_at - 7 * DAY
    announced.save()
    services.answer_invitation(invitation_of(announced, "bo@example.org"), Invitation.Answer.YES, at=NOW)
    services.answer_invitation(invitation_of(announced, "asa@example.org"), Invitation.Answer.NO, at=NOW)
    return announced


def addresses(drain: Drain, at: datetime.datetime) -> list[str]:
    services.remind_due(now=at)
    return sorted(message.recipients[0] for message in drain(at))


def test_those_without_an_answer_hear_of_it_three_days_before(answered: Meeting, drain: Drain) -> None:
    close = answered.answers_close_at
    assert addresses(drain, close - 3 * DAY - HOUR) == []
    assert addresses(drain, close - 3 * DAY) == ["carin@example.org"]
    assert addresses(drain, close - 3 * DAY + HOUR) == []


def test_those_who_come_hear_of_it_a_day_before(answered: Meeting, drain: Drain) -> None:
    assert addresses(drain, answered.starts_at - 25 * HOUR) == []
    assert addresses(drain, answered.starts_at - 24 * HOUR) == ["bo@example.org"]
    assert addresses(drain, answered.starts_at - 23 * HOUR) == []


def test_a_moved_meeting_kills_its_old_reminder(answered: Meeting, drain: Drain) -> None:
    due = answered.starts_at - 24 * HOUR
    services.remind_due(now=due)
    start, end = answered.starts_at + 7 * DAY, answered.ends_at + 7 * DAY
    services.move_meeting(answered, starts_at=start, ends_at=end, at=due)
    reminders = Mailing.objects.filter(kind="meeting_reminder")
    assert set(reminders.values_list("state", flat=True)) == {Mailing.State.CANCELLED}
    subjects = [message.email["Subject"] for message in drain(due + HOUR)]
    assert len(subjects) == 3
    assert addresses(drain, start - 24 * HOUR) == ["bo@example.org"]


def test_a_called_off_meeting_reminds_nobody(answered: Meeting, drain: Drain) -> None:
    services.cancel_meeting(answered, at=NOW)
    drain(NOW)
    assert addresses(drain, answered.starts_at - 24 * HOUR) == []


def test_a_reminder_that_would_come_too_late_is_missed(answered: Meeting, drain: Drain) -> None:
    services.remind_due(now=answered.starts_at - HOUR)
    assert drain(answered.starts_at + HOUR) == []
    assert Mailing.objects.get(kind="meeting_reminder").state == Mailing.State.MISSED


def test_a_meeting_announced_late_needs_no_reminder(announced: Meeting, drain: Drain) -> None:
    services.move_meeting(announced, starts_at=NOW + 5 * HOUR, ends_at=NOW + 6 * HOUR, at=NOW)
    drain(NOW + HOUR)
    assert addresses(drain, NOW + 2 * HOUR) == []


def test_the_coordinator_reminds_once_with_two_clicks(answered: Meeting, drain: Drain) -> None:
    assert services.remind(answered, at=NOW) == 1
    assert services.remind(answered, at=NOW + datetime.timedelta(seconds=5)) == 1
    assert [message.recipients for message in drain(NOW + HOUR)] == [("carin@example.org",)]
    assert services.remind(answered, at=answered.answers_close_at + HOUR) == 0

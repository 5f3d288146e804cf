"""After the last day to answer: a no gives the seat back, until the meeting begins; everything else is closed."""

import datetime

import pytest
import time_machine
from django.test import Client

from meetings import services
from meetings.models import Invitation, Meeting, SeatClaim
from tests.meetings.conftest import NOW, Drain, invitation_of
from tests.meetings.test_seats import all_say_yes, plan, state_of

CLOSED = NOW + datetime.timedelta(days=8)


@pytest.fixture
def closed(announced: Meeting, drain: Drain) -> Meeting:
    """One seat: Bo has it, Åsa and Carin wait; answers closed a day ago."""
    drain(NOW)
    plan(announced, 1)
    all_say_yes(announced)
    announced.answer_by = CLOSED - datetime.timedelta(days=1)
    announced.save()
    return announced


def test_a_seat_given_back_on_the_page_is_offered_on(closed: Meeting, drain: Drain) -> None:
    bo = invitation_of(closed, "bo@example.org")
    bo.comment = "Vi hörs"
    bo.save()
    path = f"/moten/svar/{bo.token}/"
    with time_machine.travel(CLOSED, tick=False):
        assert 'name="give-back"' in Client().get(path).content.decode()
        assert Client().post(path, {"answer": "yes", "comment": "nytt"}).status_code == 409
        assert Client().post(path, {"give-back": "1"}).status_code == 200
        assert Client().post(path, {"give-back": "1"}).status_code == 409
        assert Client().post(path, {"answer": "yes"}).status_code == 409
    bo.refresh_from_db()
    assert (bo.answer, bo.comment, bo.answered_at) == ("no", "Vi hörs", CLOSED)
    assert [mail.recipients[0] for mail in drain(CLOSED)] == ["asa@example.org"]
    assert state_of(invitation_of(closed, "asa@example.org")) == SeatClaim.State.OFFERED


def test_a_calendar_s_no_gives_it_back_too(closed: Meeting) -> None:
    row = services.answer_invitation(invitation_of(closed, "bo@example.org"), Invitation.Answer.NO, at=CLOSED)
    assert (row.answer, state_of(row)) == ("no", "")


@pytest.mark.parametrize("answer", ["yes", "tentative"])
def test_nothing_else_is_taken(closed: Meeting, answer: str) -> None:
    with pytest.raises(services.AnswersClosedError):
        services.answer_invitation(invitation_of(closed, "asa@example.org"), Invitation.Answer(answer), at=CLOSED)


def test_once_the_meeting_has_begun_nothing_is_given_back(closed: Meeting) -> None:
    for at in (closed.starts_at, closed.ends_at):
        with pytest.raises(services.AnswersClosedError):
            services.give_back(invitation_of(closed, "bo@example.org"), at=at)
    services.cancel_meeting(closed, at=CLOSED)
    with pytest.raises(services.MeetingCancelledError):
        services.give_back(invitation_of(closed, "bo@example.org"), at=CLOSED)

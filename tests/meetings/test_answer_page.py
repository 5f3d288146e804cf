"""Answering from the mail: without signing in, by POST only, until answers close."""

import datetime

import pytest
import time_machine
from django.test import Client

from core.tokens import issue_token
from meetings import services
from meetings.models import Invitation, Meeting
from tests.meetings.conftest import NOW, Drain, answer_path, invitation_of

Answer = Invitation.Answer


def path_of(invitation: Invitation) -> str:
    return f"/moten/svar/{invitation.token}/"


@pytest.fixture
def bo(announced: Meeting) -> Invitation:
    return invitation_of(announced, "bo@example.org")


@time_machine.travel(NOW, tick=False)
def test_the_link_in_the_mail_shows_a_form_and_changes_nothing(announced: Meeting, drain: Drain) -> None:
    [message] = [message for message in drain(NOW) if message.recipients == ("bo@example.org",)]
    for query in ("", "?svar=yes"):
        response = Client().get(answer_path(message) + query)
        assert response.status_code == 200
        assert "Strategernas månadsmöte" in response.content.decode()
    assert invitation_of(announced, "bo@example.org").answer == Answer.NONE


@time_machine.travel(NOW, tick=False)
def test_answering_needs_no_cookie_and_can_be_changed(announced: Meeting, bo: Invitation) -> None:
    client = Client(enforce_csrf_checks=True)
    for answer in ("yes", "no", "tentative"):
        response = client.post(path_of(bo), {"answer": answer, "comment": "Hälsar Bo"})
        assert response.status_code == 200
        assert not response.cookies
        bo.refresh_from_db()
        assert (bo.answer, bo.comment, bo.answered_at) == (answer, "Hälsar Bo", NOW)


@time_machine.travel(NOW, tick=False)
def test_no_choice_is_asked_for_again(bo: Invitation) -> None:
    assert Client().post(path_of(bo), {"comment": "kvar"}).status_code == 422
    response = Client().post(path_of(bo), {"answer": "kanske", "comment": "kvar"})
    assert response.status_code == 422
    assert "kvar" in response.content.decode()


@pytest.mark.parametrize("language", ["sv", "en"])
def test_forged_tokens_open_nothing(announced: Meeting, language: str) -> None:
    bo = invitation_of(announced, "bo@example.org")
    prefix = "/en" if language == "en" else ""
    for token in ("x" * 32, issue_token("newsletter-leave", bo.pk, bo.nonce), issue_token("meeting-answer", bo.pk, "")):
        for response in (
            Client().get(f"{prefix}/moten/svar/{token}/"),
            Client().post(f"{prefix}/moten/svar/{token}/", {"answer": "yes"}),
        ):
            assert response.status_code == 404
            other = "This link does not work." if language == "sv" else "Länken fungerar inte."
            assert other in response.content.decode()
    bo.refresh_from_db()
    assert bo.answer == Answer.NONE


def test_an_answer_after_the_deadline_is_refused_and_the_old_one_stands(announced: Meeting, bo: Invitation) -> None:
    announced.answer_by = NOW + datetime.timedelta(days=7)
    announced.save()
    services.answer_invitation(bo, Answer.YES, at=NOW, comment="Vi blir två")
    with time_machine.travel(NOW + datetime.timedelta(days=7, seconds=1), tick=False):
        response = Client().post(path_of(bo), {"answer": "tentative"})
    assert response.status_code == 409
    page = response.content.decode()
    assert "Vi blir två" in page
    assert 'name="answer"' not in page
    bo.refresh_from_db()
    assert bo.answer == Answer.YES


@time_machine.travel(NOW, tick=False)
def test_a_called_off_meeting_takes_no_answer(announced: Meeting, bo: Invitation) -> None:
    services.cancel_meeting(announced, at=NOW)
    assert Client().post(path_of(bo), {"answer": "yes"}).status_code == 409
    with pytest.raises(services.MeetingCancelledError):
        services.answer_invitation(bo, Answer.YES, at=NOW)


@time_machine.travel(NOW, tick=False)
def test_an_invitation_taken_back_shows_nothing_private(announced: Meeting, bo: Invitation) -> None:
    services.remove_attendee(bo, at=NOW)
    response = Client().get(path_of(bo))
    assert "meet.example.org" not in response.content.decode()
    assert Client().post(path_of(bo), {"answer": "yes"}).status_code == 409


@time_machine.travel(NOW, tick=False)
def test_somebody_invited_again_gets_a_new_link(announced: Meeting, bo: Invitation) -> None:
    services.remove_attendee(bo, at=NOW)
    assert bo.contact is not None
    services.add_attendees(announced, [bo.contact], at=NOW)
    assert Client().get(path_of(bo)).status_code == 404
    assert Client().get(path_of(invitation_of(announced, "bo@example.org"))).status_code == 200

"""Answers in full: on site or online, needs, and a colleague who comes instead."""

import datetime

import pytest
import time_machine
from django.test import Client

from meetings import services
from meetings.models import Invitation, Meeting, SeatClaim, SeatPlan
from meetings.seats.handing import save_plan
from privacy.retention import keep_retention
from tests.meetings.conftest import NOW, Drain, invitation_of, text_of

Answer = Invitation.Answer


@pytest.fixture
def bo(announced: Meeting) -> Invitation:
    return invitation_of(announced, "bo@example.org")


def path_of(invitation: Invitation) -> str:
    return f"/moten/svar/{invitation.token}/"


def name_colleague(bo: Invitation, address: str) -> tuple[int, str]:
    values = {"substitute-name": "Eva Ny", "substitute-address": address}
    response = Client(enforce_csrf_checks=True).post(f"{path_of(bo)}ersattare/", values)
    return response.status_code, response.content.decode()


@time_machine.travel(NOW, tick=False)
def test_way_and_needs_are_asked_for_kept_and_deleted_after_thirty_days(announced: Meeting, bo: Invitation) -> None:
    values = {"answer": "yes", "way": "online", "diet": "Vegan", "access_needs": "Hörslinga", "comment": "Hej"}
    page = Client().post(path_of(bo), values).content.decode()
    assert "Vegan" in page
    bo.refresh_from_db()
    assert (bo.way, bo.diet, bo.access_needs, bo.comment) == ("online", "Vegan", "Hörslinga", "Hej")
    services.answer_invitation(bo, Answer.TENTATIVE, at=NOW)
    bo.refresh_from_db()
    assert bo.diet == "Vegan"
    keep_retention(now=announced.ends_at + datetime.timedelta(days=30, seconds=-1))
    bo.refresh_from_db()
    assert bo.diet == "Vegan"
    keep_retention(now=announced.ends_at + datetime.timedelta(days=30, seconds=1))
    bo.refresh_from_db()
    assert (bo.diet, bo.access_needs, bo.answer) == ("", "", "tentative")


@time_machine.travel(NOW, tick=False)
def test_a_meeting_in_one_way_asks_for_no_way(announced: Meeting, bo: Invitation) -> None:
    Meeting.objects.update(place="")
    page = Client().get(path_of(bo)).content.decode()
    assert 'name="way"' not in page
    assert 'name="diet"' not in page
    Client().post(path_of(bo), {"answer": "yes"})
    bo.refresh_from_db()
    assert bo.way == "online"


@time_machine.travel(NOW, tick=False)
def test_a_colleague_is_invited_instead_and_both_see_it(announced: Meeting, bo: Invitation, drain: Drain) -> None:
    drain(NOW)
    assert name_colleague(bo, "eva@example.org")[0] == 200
    bo.refresh_from_db()
    eva = invitation_of(announced, "eva@example.org")
    assert (bo.answer, eva.member, eva.contact_kind) == (Answer.NO, bo.member, "political")
    [mail] = drain(NOW)
    assert mail.recipients == ("eva@example.org",)
    assert "Bo Ek har bett dig komma i stället" in text_of(mail)
    assert "Eva Ny" in Client().get(path_of(bo)).content.decode()
    services.answer_invitation(bo, Answer.YES, at=NOW)
    eva.refresh_from_db()
    assert eva.removed_at == NOW


@time_machine.travel(NOW, tick=False)
def test_who_cannot_be_named(announced: Meeting, bo: Invitation) -> None:
    for address in ("bo@example.org", "asa@example.org", "ingen adress", ""):
        assert name_colleague(bo, address)[0] == 422
    assert announced.invitations.count() == 3
    services.cancel_meeting(announced, at=NOW)
    assert name_colleague(bo, "eva@example.org")[0] == 409


@time_machine.travel(NOW, tick=False)
def test_the_seat_waits_for_the_colleague(announced: Meeting, bo: Invitation) -> None:
    save_plan(SeatPlan(meeting=announced, seats=1), at=NOW)
    services.answer_invitation(bo, Answer.YES, at=NOW)
    services.answer_invitation(invitation_of(announced, "carin@example.org"), Answer.YES, at=NOW)
    name_colleague(bo, "eva@example.org")
    claims = {claim.invitation.address: claim.state for claim in SeatClaim.objects.select_related("invitation")}
    assert claims == {"eva@example.org": "offered", "carin@example.org": "waiting"}
    eva = invitation_of(announced, "eva@example.org")
    assert "number" not in Client().get(path_of(eva)).content.decode()
    services.answer_invitation(eva, Answer.YES, at=NOW)
    assert SeatClaim.objects.get(invitation=eva).state == "taken"

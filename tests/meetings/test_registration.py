"""Anybody registers for a public meeting: asked by mail first, then seated or in line like those invited."""

import datetime
import re

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from meetings import services
from meetings.models import Invitation, Meeting, Registration, SeatClaim, SeatPlan
from meetings.personal_data import old_needs
from members.models import Contact
from tests.factories.meetings import MeetingFactory
from tests.meetings.conftest import NOW, Drain, calendar_of, text_of

FORM = {"name": "Vera Vy", "address": "Vera@Example.org", "organization": "Föreningen Vy", "way": "on_site"}
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def nobody_has_tried() -> None:
    """What earlier tests have asked for is not counted here."""
    cache.clear()


@pytest.fixture
def meeting(people: list[Contact], drain: Drain) -> Meeting:
    """A public meeting that is announced; its own invitations have been sent."""
    found = MeetingFactory.create(audience=Meeting.Audience.PUBLIC, title_sv="Öppet webbinarium")
    services.announce(found, at=NOW)
    drain(NOW)
    found.refresh_from_db()
    return found


def ask(meeting: Meeting, **fields: str) -> int:
    """Send the form; gives the status."""
    return Client(enforce_csrf_checks=True).post(f"/moten/{meeting.pk}/anmalan/", {**FORM, **fields}).status_code


def confirm_path(drain: Drain, at: datetime.datetime) -> str:
    """Where the mail leads that asks the owner of the address."""
    [message] = drain(at)
    found = re.search(r"/moten/anmalan/\S+/", text_of(message))
    assert found
    return found[0]


@time_machine.travel(NOW, tick=False)
def test_nobody_comes_before_the_owner_of_the_address_has_said_so(meeting: Meeting, drain: Drain) -> None:
    assert ask(meeting, comment="Hej") == 302
    path = confirm_path(drain, NOW)
    page = Client().get(path)
    assert "Vera Vy" in page.content.decode()
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert not Invitation.objects.filter(address="vera@example.org").exists()
    assert Client(enforce_csrf_checks=True).post(path).status_code == 302
    row = Invitation.objects.get(address="vera@example.org")
    assert (row.answer, row.organization, row.comment, row.member) == ("yes", "Föreningen Vy", "Hej", None)
    [welcome] = drain(NOW)
    assert calendar_of(welcome)["METHOD"] == "REQUEST"
    assert Client().post(path).status_code == 302
    assert Client().get(path).status_code == 302
    assert Invitation.objects.filter(address="vera@example.org").count() == 1
    assert not drain(NOW)
    assert Registration.objects.get().name == ""


@time_machine.travel(NOW, tick=False)
def test_the_page_says_the_same_of_known_and_unknown_addresses(meeting: Meeting, drain: Drain) -> None:
    invited = Invitation.objects.filter(meeting=meeting).first()
    if invited is None:
        invited = services.add_guest(meeting, address="asa@example.org", name="Åsa", at=NOW)
        drain(NOW)
    answers = [
        Client().post(f"/moten/{meeting.pk}/anmalan/", {**FORM, "address": address}, follow=True)
        for address in ("ny@example.org", invited.address)
    ]
    assert answers[0].content == answers[1].content
    told = {message.recipients[0]: text_of(message) for message in drain(NOW)}
    assert "/moten/anmalan/" in told["ny@example.org"]
    assert "/moten/anmalan/" not in told[invited.address]
    assert "Vera" not in told[invited.address]
    assert Registration.objects.get(address=invited.address).name == ""


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": ""}, "Skriv ditt namn"),
        ({"address": "vera@"}, "Skriv hela adressen"),
        ({"name": "Vera\r\nBcc: alla@example.org"}, "radbrytning"),
    ],
)
def test_bad_input_is_told_and_keeps_what_was_typed(meeting: Meeting, fields: dict[str, str], words: str) -> None:
    response = Client().post(f"/moten/{meeting.pk}/anmalan/", {**FORM, **fields})
    page = response.content.decode()
    assert response.status_code == 422
    assert words in page
    assert "Föreningen Vy" in page
    assert not Registration.objects.exists()


@time_machine.travel(NOW, tick=False)
def test_machines_and_floods_send_no_mail(meeting: Meeting, drain: Drain) -> None:
    assert ask(meeting, website="https://spam.example.org") == 302
    assert not Registration.objects.exists()
    statuses = [ask(meeting, address=f"vera{number}@example.org") for number in range(12)]
    assert statuses.count(302) == 10
    assert statuses[-1] == 429
    assert len(drain(NOW)) == 10
    assert ask(meeting, address="vera0@example.org") == 429


@time_machine.travel(NOW, tick=False)
def test_links_end_after_two_days_and_after_the_last_day_to_answer(meeting: Meeting, drain: Drain) -> None:
    ask(meeting)
    path = confirm_path(drain, NOW)
    with time_machine.travel(NOW + 2 * DAY + datetime.timedelta(minutes=1), tick=False):
        assert Client().get(path).status_code == 404
        assert Client().post(path).status_code == 404
    Meeting.objects.filter(pk=meeting.pk).update(answer_by=NOW + datetime.timedelta(hours=1))
    with time_machine.travel(NOW + datetime.timedelta(hours=2), tick=False):
        assert Client().post(path).status_code == 409
        assert ask(meeting, address="sen@example.org") == 409
    assert Client().get("/moten/anmalan/forfalskad/").status_code == 404
    assert not Invitation.objects.filter(address="vera@example.org").exists()


@time_machine.travel(NOW, tick=False)
def test_whoever_registers_waits_in_line_where_there_is_no_seat(meeting: Meeting, drain: Drain) -> None:
    taken = services.add_guest(meeting, address="forst@example.org", name="Först", at=NOW)
    drain(NOW)
    SeatPlan.objects.create(meeting=meeting, seats=1)
    details = services.Details(way="on_site")
    services.answer_invitation(taken, Invitation.Answer.YES, at=NOW, details=details)
    assert "ställs du i kö" in Client().get(f"/moten/{meeting.pk}/anmalan/").content.decode()
    ask(meeting)
    Client().post(confirm_path(drain, NOW))
    claim = SeatClaim.objects.get(invitation__address="vera@example.org")
    assert claim.state == SeatClaim.State.WAITING


@time_machine.travel(NOW, tick=False)
def test_only_public_announced_meetings_take_registrations(meeting: Meeting) -> None:
    assert f"/moten/{meeting.pk}/anmalan/" in Client().get(meeting.get_absolute_url()).content.decode()
    closed = MeetingFactory.create(state=Meeting.State.ANNOUNCED, announced_at=NOW)
    draft = MeetingFactory.create(audience=Meeting.Audience.PUBLIC)
    for other in (closed, draft):
        assert Client().get(f"/moten/{other.pk}/anmalan/").status_code == 404
        assert ask(other) == 404


@time_machine.travel(NOW, tick=False)
def test_what_was_filled_in_has_an_end(meeting: Meeting, drain: Drain) -> None:
    ask(meeting, diet="Vegan")
    assert not Registration.objects.old(NOW + 6 * DAY).exists()
    assert Registration.objects.old(NOW + 8 * DAY).exists()
    Client().post(confirm_path(drain, NOW))
    assert Registration.objects.get().diet == ""
    assert old_needs(meeting.ends_at + 31 * DAY).filter(address="vera@example.org").exists()

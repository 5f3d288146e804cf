"""Seats on site: the last one is given once, freed ones are offered to one after the other."""

import datetime
import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import time_machine
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from mailings.models import Mailing
from meetings import services
from meetings.models import Invitation, Meeting, SeatClaim, SeatPlan
from meetings.seats.handing import OfferGoneError, save_plan, settle_all, take_offer
from meetings.seats.room import place_in_line
from members.models import Contact
from tests.factories.cast import Cast
from tests.factories.meetings import MeetingFactory
from tests.factories.members import ContactFactory, MemberFactory
from tests.meetings.conftest import NOW, Drain, invitation_of, text_of

State = SeatClaim.State
YES, NO = Invitation.Answer.YES, Invitation.Answer.NO
MINUTE = datetime.timedelta(minutes=1)
HOUR = datetime.timedelta(hours=1)
ON_SITE = services.Details(way=Invitation.Way.ON_SITE)


def plan(meeting: Meeting, seats: int, **fields: object) -> SeatPlan:
    made = SeatPlan(meeting=meeting, seats=seats, **fields)
    save_plan(made, at=NOW)
    return made


def says(meeting: Meeting, name: str, answer: Invitation.Answer = YES, *, at: datetime.datetime = NOW) -> str:
    """What becomes of somebody's seat after an answer; "" for none."""
    row = services.answer_invitation(invitation_of(meeting, f"{name}@example.org"), answer, at=at, details=ON_SITE)
    return state_of(row)


def all_say_yes(meeting: Meeting) -> list[str]:
    """Bo, Åsa and Carin, a second apart."""
    names = enumerate(("bo", "asa", "carin"))
    return [says(meeting, name, at=NOW + datetime.timedelta(seconds=number)) for number, name in names]


def state_of(invitation: Invitation) -> str:
    return SeatClaim.objects.filter(invitation=invitation).values_list("state", flat=True).first() or ""


def test_a_freed_seat_is_offered_to_one_then_to_the_next(announced: Meeting, drain: Drain) -> None:
    drain(NOW)
    plan(announced, 1)
    assert all_say_yes(announced) == ["taken", "waiting", "waiting"]
    asa, carin = invitation_of(announced, "asa@example.org"), invitation_of(announced, "carin@example.org")
    # Bo's member has the seat, so Carin's comes first although she asked last.
    assert (place_in_line(carin, now=NOW), place_in_line(asa, now=NOW)) == (1, 2)
    assert says(announced, "bo", NO, at=NOW + MINUTE) == ""
    assert (state_of(asa), state_of(carin)) == ("offered", "waiting")
    for _twice in range(2):
        settle_all(now=NOW + HOUR)
    [mail] = drain(NOW + HOUR)
    assert mail.recipients == ("asa@example.org",)
    assert "Erbjudandet gäller till onsdag 3 mars 2027" in text_of(mail)
    end = NOW + MINUTE + 48 * HOUR
    for _twice in range(2):
        settle_all(now=end + HOUR)
    assert (state_of(asa), state_of(carin)) == ("lapsed", "offered")
    [mail] = drain(end + HOUR)
    assert mail.recipients == ("carin@example.org",)


def test_the_offer_is_taken_by_post_and_once(announced: Meeting, drain: Drain) -> None:
    plan(announced, 1)
    says(announced, "bo")
    says(announced, "asa")
    says(announced, "bo", NO, at=NOW + MINUTE)
    [mail] = [mail for mail in drain(NOW + MINUTE) if "plats" in str(mail.email["Subject"])]
    found = re.search(r"https?://[^/]+(/moten/plats/[\w-]+/)", text_of(mail))
    assert found is not None
    asa = invitation_of(announced, "asa@example.org")
    client = Client(enforce_csrf_checks=True)
    with time_machine.travel(NOW + HOUR, tick=False):
        assert "Ta platsen" in client.get(found[1]).content.decode()
        assert state_of(asa) == "offered"
        for _twice in range(2):
            assert "Platsen är din" in client.post(found[1], {"take": "1"}).content.decode()
    assert state_of(asa) == "taken"


def test_a_late_or_declined_offer_is_gone(announced: Meeting) -> None:
    plan(announced, 1)
    all_say_yes(announced)
    says(announced, "bo", NO, at=NOW + MINUTE)
    claim = SeatClaim.objects.get(state=State.OFFERED)
    with pytest.raises(OfferGoneError):
        take_offer(claim, at=NOW + 48 * HOUR + HOUR)
    path = f"/moten/plats/{claim.token}/"
    with time_machine.travel(NOW + HOUR, tick=False):
        assert Client().post(path, {"decline": "1"}).status_code == 200
        assert Client().post(path, {"take": "1"}).status_code == 409
    assert SeatClaim.objects.get(state=State.OFFERED).invitation.address == "carin@example.org"


def test_guaranteed_seats_are_kept_until_their_day(people: list[Contact]) -> None:
    meeting = MeetingFactory.create()
    services.announce(meeting, at=NOW)
    until = NOW + 24 * HOUR
    plan(meeting, 2, officials=1, guaranteed_until=until)
    # One seat each for Åsa and Carin, the officials; Bo, a politician, waits although nobody sits yet.
    assert says(meeting, "bo") == "waiting"
    assert says(meeting, "asa") == "taken"
    settle_all(now=until - HOUR)
    assert state_of(invitation_of(meeting, "bo@example.org")) == "waiting"
    settle_all(now=until)
    assert state_of(invitation_of(meeting, "bo@example.org")) == "offered"
    assert says(meeting, "carin", at=until) == "waiting"


def test_more_seats_or_a_removed_person_let_the_line_move_and_a_moved_meeting_keeps_it(announced: Meeting) -> None:
    made = plan(announced, 1)
    all_say_yes(announced)
    services.remove_attendee(invitation_of(announced, "bo@example.org"), at=NOW)
    assert settle_all(now=NOW) == 1
    services.move_meeting(announced, starts_at=announced.starts_at + HOUR, ends_at=announced.ends_at + HOUR, at=NOW)
    made.seats = 2
    assert save_plan(made, at=NOW) == 1
    services.cancel_meeting(announced, at=NOW)
    assert settle_all(now=NOW + 100 * HOUR) == 0
    with pytest.raises(OfferGoneError):
        take_offer(SeatClaim.objects.held().earliest("pk"), at=NOW)


def test_an_offer_that_goes_out_too_late_is_missed(announced: Meeting, drain: Drain) -> None:
    drain(NOW)
    plan(announced, 1)
    says(announced, "bo")
    says(announced, "asa")
    says(announced, "bo", NO, at=NOW + MINUTE)
    assert drain(NOW + 49 * HOUR) == []
    assert Mailing.objects.get(kind="meeting_seat_offer").state == Mailing.State.MISSED


@time_machine.travel(NOW, tick=False)
def test_the_coordinator_sets_the_seats_and_sees_the_line(announced: Meeting, cast: Cast) -> None:
    client = cast.client(cast.coordinator)
    path = reverse("meetings_admin:seats", args=[announced.pk])
    values = {"seats": "2", "politicians": "1", "officials": "1", "guaranteed_until": "", "offer_hours": "24"}
    assert client.post(path, values).status_code == 422
    until = {"guaranteed_until": "2027-03-20 12:00"}
    page = client.post(path, {**values, **until})
    assert (page.status_code, "platser skulle hållas" in page.content.decode()) == (422, True)
    assert client.post(path, {**values, "seats": "1", "politicians": "0", "officials": "0"}).status_code == 302
    all_say_yes(announced)
    page = client.get(reverse("meetings_admin:people", args=[announced.pk]))
    assert "1 av 1 platser tagna" in page.content.decode()
    assert cast.client(cast.lulea_editor).post(path, values).status_code in (302, 403)


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize("number", [1, 500])
def test_the_coordinators_page_costs_the_same_for_all(
    people: list[Contact], cast: Cast, number: int, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    meeting = MeetingFactory.create(state=Meeting.State.ANNOUNCED, announced_at=NOW)
    rows = [
        Invitation(meeting=meeting, address=f"p{row}@example.org", member=people[0].member, invited_at=NOW, answer=YES)
        for row in range(number)
    ]
    Invitation.objects.bulk_create(rows)
    plan(meeting, max(1, number // 2))
    client = cast.client(cast.coordinator)
    path = reverse("meetings_admin:people", args=[meeting.pk])
    client.get(path)
    with django_assert_max_num_queries(20):
        assert client.get(path).content.decode().count("@example.org") >= number
    with django_assert_max_num_queries(12):
        assert "data-live" in client.get(reverse("meetings_admin:people-live", args=[meeting.pk])).content.decode()


@pytest.mark.django_db(transaction=True)
def test_fifty_answers_at_once_to_the_last_seat_give_it_once() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("threads need a database that they share: PostgreSQL")
    meeting = MeetingFactory.create()
    for number in range(50):
        contact = ContactFactory.create(member=MemberFactory.create(), email=f"p{number}@example.org")
        Contact.objects.filter(pk=contact.pk).update(kind=Contact.Kind.OTHER)
    services.announce(meeting, at=NOW)
    plan(meeting, 1)
    together = threading.Barrier(10)

    def answer(row: Invitation) -> None:
        try:
            together.wait(timeout=20)
            services.answer_invitation(row, YES, at=NOW, details=ON_SITE)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(answer, meeting.invitations.all()))
    assert SeatClaim.objects.filter(state=State.TAKEN).count() == 1
    assert SeatClaim.objects.filter(state=State.WAITING).count() == 49

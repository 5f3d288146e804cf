"""The room of one meeting as it is now, read in two queries."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db.models import Q

from meetings.models import Invitation, Meeting, SeatClaim, SeatPlan
from meetings.seats.rules import Person, Room, places

State = SeatClaim.State


def plan_of(meeting: Meeting) -> SeatPlan | None:
    """The meeting's seats; None where there is room for all."""
    return SeatPlan.objects.filter(meeting=meeting).first()


def person_of(invitation: Invitation, claim: SeatClaim | None = None) -> Person:
    """Somebody invited, as the rule sees them."""
    return Person(invitation.pk, invitation.member_id, invitation.contact_kind, claim.since if claim else None)


def read_room(plan: SeatPlan, *, now: datetime.datetime) -> Room:
    """Who has a seat, who waits, and who of the members may still come."""
    rows = SeatClaim.objects.filter(invitation__meeting=plan.meeting_id, invitation__removed_at=None)
    claims = list(rows.select_related("invitation"))
    return Room(
        seats=plan.seats,
        held=_people(claims, State.TAKEN, State.OFFERED),
        waiting=_people(claims, State.WAITING),
        open=tuple(map(person_of, _undecided(plan))) if plan.guarantees(now) else (),
        guarantees=plan.guarantees(now),
    )


def _people(claims: Iterable[SeatClaim], *states: SeatClaim.State) -> tuple[Person, ...]:
    return tuple(person_of(claim.invitation, claim) for claim in claims if claim.state in states)


def _undecided(plan: SeatPlan) -> Iterable[Invitation]:
    """Members' people who have neither said no, nor that they take part online, nor asked for a seat."""
    return Invitation.objects.filter(
        meeting=plan.meeting_id, removed_at=None, seat_claim=None, member__isnull=False
    ).exclude(Q(answer=Invitation.Answer.NO) | Q(way=Invitation.Way.ONLINE))


def place_in_line(invitation: Invitation, *, now: datetime.datetime) -> int | None:
    """Which one in line the person is, the first being 1; None for whoever does not wait."""
    plan = plan_of(invitation.meeting)
    return places(read_room(plan, now=now).line()).get(invitation.pk) if plan else None

"""Giving seats out. Everything happens under the lock of the meeting's row, so that the last seat is given once."""

from __future__ import annotations

import datetime
from dataclasses import replace

from django.db import transaction
from django.db.models import Q

from meetings.models import Invitation, Meeting, SeatClaim, SeatPlan
from meetings.seats.emails import write_offer
from meetings.seats.room import person_of, plan_of, read_room
from meetings.stamps import lock_meeting

State = SeatClaim.State


class OfferGoneError(ValueError):
    """The seat that was offered went to somebody else, or its meeting does not take place."""


def follow_answer(invitation: Invitation, *, at: datetime.datetime) -> None:
    """After an answer: ask for a seat, or give it back. The caller holds the meeting's row."""
    plan = plan_of(invitation.meeting)
    if plan is None:
        return
    if not invitation.comes_on_site:
        SeatClaim.objects.filter(invitation=invitation).delete()
    # The line first: nobody passes those who have waited for a seat that is free by now.
    settle(invitation.meeting, plan, now=at)
    if not invitation.comes_on_site:
        return
    claim = SeatClaim.objects.filter(invitation=invitation).first()
    if claim is None or claim.state == State.LAPSED:
        _ask_for_seat(invitation, plan, at=at)
    elif claim.state == State.OFFERED:
        _take(claim, at=at)


def _ask_for_seat(invitation: Invitation, plan: SeatPlan, *, at: datetime.datetime) -> None:
    person = replace(person_of(invitation), since=at)
    is_free = read_room(plan, now=at).has_seat_for(person)
    state = State.TAKEN if is_free else State.WAITING
    values = {"state": state, "since": at, "offer_ends_at": None, "token_hash": ""}
    SeatClaim.objects.update_or_create(invitation=invitation, defaults=values)


def _take(claim: SeatClaim, *, at: datetime.datetime) -> None:
    claim.refresh_from_db()
    if claim.state != State.OFFERED or claim.offer_ends_at is None or claim.offer_ends_at < at:
        raise OfferGoneError
    claim.state, claim.offer_ends_at = State.TAKEN, None
    claim.save(update_fields=["state", "offer_ends_at"])


def settle(meeting: Meeting, plan: SeatPlan, *, now: datetime.datetime) -> int:
    """Let go of seats that nobody has any more, and offer what is free to those in line, one seat to one person.

    Gives the number of offers. A second run finds nothing to do. The caller holds the meeting's row.
    """
    claims = SeatClaim.objects.filter(invitation__meeting=meeting)
    not_coming = ~Q(state=State.OFFERED) & ~Q(invitation__answer=Invitation.Answer.YES)
    claims.filter(Q(invitation__removed_at__isnull=False) | not_coming).delete()
    claims.lapsed_offers(now).update(state=State.LAPSED, offer_ends_at=None)
    if not meeting.is_announced or meeting.starts_at <= now or not claims.waiting().exists():
        return 0
    room = read_room(plan, now=now)
    offers = 0
    while (person := room.next_in_line()) is not None:
        _offer(meeting, plan, person.pk, at=now)
        rest = tuple(one for one in room.waiting if one != person)
        room = replace(room, held=(*room.held, person), waiting=rest)
        offers += 1
    return offers


def _offer(meeting: Meeting, plan: SeatPlan, invitation_pk: int, *, at: datetime.datetime) -> None:
    claim = SeatClaim.objects.select_related("invitation__meeting").get(invitation=invitation_pk)
    claim.offer_until(min(at + datetime.timedelta(hours=plan.offer_hours), meeting.starts_at))
    claim.save()
    write_offer(meeting, claim, at=at)


@transaction.atomic
def settle_meeting(meeting: Meeting, *, now: datetime.datetime) -> int:
    """Settle the seats of one meeting; gives the number of offers."""
    row = lock_meeting(meeting)
    plan = plan_of(row)
    return settle(row, plan, now=now) if plan else 0


def settle_all(*, now: datetime.datetime) -> int:
    """Settle every coming meeting with people in line or offers out; gives the number of offers. May run twice."""
    open_claims = Q(invitations__seat_claim__state__in=(State.WAITING, State.OFFERED))
    meetings = Meeting.objects.announced().filter(open_claims, starts_at__gt=now).order_by("pk").distinct()
    return sum(settle_meeting(meeting, now=now) for meeting in meetings)


@transaction.atomic
def save_plan(plan: SeatPlan, *, at: datetime.datetime) -> int:
    """Keep how many seats there are. Those who said yes before come first, by their answers' time; gives the number
    of seats offered."""
    meeting = lock_meeting(plan.meeting)
    plan.save()
    coming = meeting.invitations.current().coming().filter(seat_claim=None).order_by("answered_at", "pk")
    for invitation in coming:
        if invitation.comes_on_site:
            _ask_for_seat(invitation, plan, at=invitation.answered_at or at)
    return settle(meeting, plan, now=at)


@transaction.atomic
def take_offer(claim: SeatClaim, *, at: datetime.datetime) -> SeatClaim:
    """Take the seat that was offered; twice is as good as once. Raises OfferGoneError."""
    meeting = lock_meeting(claim.invitation.meeting)
    row = SeatClaim.objects.select_related("invitation__meeting").filter(pk=claim.pk, nonce=claim.nonce).first()
    if row is None or row.invitation.removed_at or not meeting.is_announced:
        raise OfferGoneError
    if row.state != State.TAKEN:
        _take(row, at=at)
        Invitation.objects.filter(pk=row.invitation_id).exclude(answer=Invitation.Answer.YES).update(
            answer=Invitation.Answer.YES, way=Invitation.Way.ON_SITE, answered_at=at
        )
    return row


@transaction.atomic
def decline_offer(claim: SeatClaim, *, at: datetime.datetime) -> None:
    """Let the seat go to the next in line. Raises OfferGoneError where it is not offered any more."""
    meeting = lock_meeting(claim.invitation.meeting)
    row = SeatClaim.objects.filter(pk=claim.pk, nonce=claim.nonce, state=State.OFFERED).first()
    plan = plan_of(meeting)
    if row is None or plan is None:
        raise OfferGoneError
    row.state, row.offer_ends_at = State.LAPSED, None
    row.save(update_fields=["state", "offer_ends_at"])
    settle(meeting, plan, now=at)


def pass_on(invitation: Invitation, substitute: Invitation, *, at: datetime.datetime) -> None:
    """Keep the seat of somebody who names a colleague for that colleague, as an offer. The caller holds the row."""
    plan = plan_of(invitation.meeting)
    claim = SeatClaim.objects.held().filter(invitation=invitation).first()
    if plan is None or claim is None:
        return
    SeatClaim.objects.filter(invitation=substitute).delete()
    claim.invitation = substitute
    claim.offer_until(min(at + datetime.timedelta(hours=plan.offer_hours), invitation.meeting.starts_at))
    claim.save()

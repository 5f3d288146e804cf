"""What an invited person, and the coordinator, are told of seats and substitutes."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _

from meetings.models import Invitation, SeatClaim, SeatPlan
from meetings.seats.emails import offer_end_words
from meetings.seats.room import place_in_line, read_room
from meetings.seats.rules import places

State = SeatClaim.State


@dataclass(frozen=True)
class SeatWords:
    """How it stands with somebody's seat, and the kind of message that says so."""

    kind: str
    text: str
    offer_token: str = ""


def seat_words(invitation: Invitation, *, now: datetime.datetime) -> SeatWords | None:
    """How it stands with the person's seat; None where there is nothing to say."""
    claim = SeatClaim.objects.select_related("invitation__meeting").filter(invitation=invitation).first()
    if claim is None or invitation.removed_at or not invitation.meeting.is_announced:
        return None
    if claim.state == State.OFFERED and claim.offer_ends_at and claim.offer_ends_at < now:
        claim.state = State.LAPSED
    match claim.state:
        case State.TAKEN:
            return SeatWords("success", _("You have a seat at the meeting."))
        case State.OFFERED:
            words = _("There is a seat for you: take it by %(end)s, then it goes to the next in line.")
            return SeatWords("info", words % {"end": offer_end_words(claim)}, claim.token)
        case State.WAITING:
            place = place_in_line(invitation, now=now)
            words = _("All seats are taken just now. You are number %(place)d in line and get a mail when one is free.")
            return SeatWords("warning", words % {"place": place or 1})
        case _lapsed:
            words = _(
                "The seat that you were offered went to the next in line. Save your answer to wait in line again."
            )
            return SeatWords("warning", words)


def substitute_of(invitation: Invitation) -> Invitation | None:
    """The colleague who is invited instead, if any."""
    return invitation.substitutes.current().order_by("-pk").first()


@dataclass(frozen=True)
class SeatBoard:
    """The seats of a meeting as the coordinator sees them."""

    plan: SeatPlan
    taken: int
    offered: list[SeatClaim]
    line: list[SeatClaim]
    lapsed: list[SeatClaim]
    kept: int

    @property
    def free(self) -> int:
        """Seats that anybody may have now."""
        return max(0, self.plan.seats - self.taken - len(self.offered) - self.kept)


def seat_board(meeting_pk: int, plan: SeatPlan, *, now: datetime.datetime) -> SeatBoard:
    """Seats, offers and the line in its order, in a constant number of queries."""
    rows = SeatClaim.objects.filter(invitation__meeting=meeting_pk, invitation__removed_at=None)
    claims = list(rows.select_related("invitation__member", "invitation__meeting"))
    room = read_room(plan, now=now)
    place = places(room.line())
    line = [claim for claim in claims if claim.state == State.WAITING]
    return SeatBoard(
        plan=plan,
        taken=sum(claim.state == State.TAKEN for claim in claims),
        offered=[claim for claim in claims if claim.state == State.OFFERED],
        line=sorted(line, key=lambda claim: place.get(claim.invitation_id, 0)),
        lapsed=[claim for claim in claims if claim.state == State.LAPSED],
        kept=room.kept_back().total(),
    )

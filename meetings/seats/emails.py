"""The mail that offers a seat to whoever is next in line."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.clock_words import time_words
from core.links import public_url
from mailings.kinds import MailKind, Priority, UncertainPolicy, register
from meetings.emails import BECAUSE_INVITED, MeetingMail, merge_requests, write_mailing
from meetings.models import Meeting, SeatClaim
from meetings.words import day_words

OFFER_KIND = "meeting_seat_offer"
OFFERED = MeetingMail("meeting-seat-offer", OFFER_KIND)


def register_kinds() -> None:
    """Make the kind known. An offer counts down while it is on its way, so a doubtful one is sent once more."""
    register(
        MailKind(
            name=OFFER_KIND,
            label=_("Offer of a seat"),
            priority=Priority.TRANSACTIONAL,
            uncertain=UncertainPolicy.RETRY_ONCE,
            merge=merge_offers,
            because=BECAUSE_INVITED,
        )
    )


def offer_end_words(claim: SeatClaim) -> str:
    """Until when the offer stands, in the meeting's own time; nothing where there is no offer."""
    if claim.offer_ends_at is None:
        return ""
    end = claim.offer_ends_at.astimezone(claim.invitation.meeting.zone)
    return gettext("%(day)s, %(time)s") % {"day": day_words(end), "time": time_words(end)}


def merge_offers(references: Sequence[str]) -> dict[str, dict[str, str] | None]:
    """What stands in each offer, made when it is sent. None for offers that do not stand any more."""
    values: dict[str, dict[str, str] | None] = dict.fromkeys(references)
    claims = SeatClaim.objects.filter(invitation__in=map(int, references), state=SeatClaim.State.OFFERED)
    offers = {str(claim.invitation_id): claim for claim in claims.select_related("invitation__meeting")}
    for reference, merged in merge_requests(references).items():
        claim = offers.get(reference)
        if merged is None or claim is None:
            continue
        with translation.override(claim.invitation.language):
            url = public_url(reverse("meetings:seat-offer", args=[claim.token]))
            values[reference] = {**merged, "offer_url": url, "offer_ends": offer_end_words(claim)}
    return values


def write_offer(meeting: Meeting, claim: SeatClaim, *, at: datetime.datetime) -> None:
    """Tell somebody in line of a free seat; too late is missed, not sent."""
    key = f"meeting-{meeting.pk}-offer-{claim.pk}-{claim.nonce[:8]}"
    write_mailing(meeting, OFFERED, [claim.invitation], key=key, at=at, not_after=claim.offer_ends_at)

"""Meetings that somebody has not answered."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.waiting import WaitingItem, register_waiting
from meetings.models import Invitation, Meeting

MEETING = "meeting"


def meetings_to_answer(user: User, now: datetime.datetime) -> Iterator[WaitingItem]:
    """Invitations of the user's contacts or address that can still be answered, and are not."""
    found = (
        Invitation.objects.current()
        .unanswered()
        .filter(Q(contact__user=user) | Q(address__iexact=user.email), meeting__state=Meeting.State.ANNOUNCED)
        .alias(closes_at=Coalesce("meeting__answer_by", "meeting__starts_at"))
        .filter(closes_at__gte=now)
        .select_related("meeting")
    )
    for invitation in found:
        meeting = invitation.meeting
        yield WaitingItem(
            title=f"{meeting.title}, {date_format(meeting.starts_local, 'j F Y')}",
            url=reverse("meetings:invitation-respond", args=[invitation.token]),
            since=timezone.localdate(invitation.invited_at),
            kind=MEETING,
        )


def register_sources() -> None:
    """Make them known."""
    register_waiting(MEETING, _("Meetings to answer"), meetings_to_answer, order=40)

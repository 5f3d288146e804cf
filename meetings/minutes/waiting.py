"""What waits for a person: minutes to adjust, comments to heed, and what was promised."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.waiting import WaitingItem, register_waiting
from meetings.models import ActionItem, Adjuster, Meeting, Minutes
from meetings.permissions import can_manage

WRITING = "minutes"
ADJUSTMENT = "adjustment"
ACTIONS = "action-items"


def minutes_to_write(user: User, now: datetime.datetime) -> Iterator[WaitingItem]:
    """Meetings that have begun, of which the user is secretary, and whose minutes are not with the adjusters yet."""
    sent = Minutes.objects.exclude(state=Minutes.State.WRITING).values("meeting")
    meetings = Meeting.objects.announced().filter(secretaries__user=user, starts_at__lte=now).exclude(pk__in=sent)
    for meeting in meetings.order_by("starts_at"):
        yield WaitingItem(
            title=meeting.title,
            url=reverse("meetings_admin:minutes", args=[meeting.pk]),
            since=meeting.starts_local.date(),
            kind=WRITING,
        )


def minutes_to_adjust(user: User, now: datetime.datetime) -> Iterator[WaitingItem]:
    """Minutes that the user was asked to adjust; for coordinators also those that an adjuster has commented."""
    rows = Adjuster.objects.waiting().select_related("minutes__meeting")
    for row in rows.of_person(user.pk, user.email).filter(answer=Adjuster.Answer.NONE):
        yield WaitingItem(
            title=row.minutes.meeting.title,
            url=reverse("meetings:minutes-adjust", args=[row.token]),
            since=timezone.localdate(row.asked_at),
            kind=ADJUSTMENT,
        )
    if not can_manage(user):
        return
    for row in rows.filter(answer=Adjuster.Answer.COMMENTED):
        words = gettext("%(name)s has a comment on the minutes of “%(title)s”")
        yield WaitingItem(
            title=words % {"name": row.name, "title": row.minutes.meeting.title},
            url=reverse("meetings_admin:minutes-adjust", args=[row.minutes.meeting_id]),
            since=timezone.localdate(row.answered_at or row.asked_at),
            kind=ADJUSTMENT,
        )


def actions_to_do(user: User, now: datetime.datetime) -> Iterator[WaitingItem]:
    """What the user has promised at meetings, and has in hand still."""
    for row in ActionItem.objects.open().of_person(user.pk, user.email).for_rows():
        until = gettext("by %(day)s") % {"day": date_format(row.due_on, "j F Y")} if row.due_on else ""
        yield WaitingItem(
            title=f"{row.what}, {until}" if until else row.what,
            url=reverse("meetings:action", args=[row.token]),
            since=timezone.localdate(row.item.minutes.locked_at or now),
            kind=ACTIONS,
        )


def register_sources() -> None:
    """Make them known."""
    register_waiting(WRITING, _("Minutes to write"), minutes_to_write, order=41)
    register_waiting(ADJUSTMENT, _("Minutes to adjust"), minutes_to_adjust, order=42)
    register_waiting(ACTIONS, _("Action items"), actions_to_do, order=44)

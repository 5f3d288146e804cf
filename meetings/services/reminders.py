"""Reminders: to those who have not answered, to those who come, and a word afterwards.

Nothing is planned in rows: what is due follows from the meeting as it is now, so a moved meeting leaves nothing behind.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db import models, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from mailings.models import Mailing
from meetings import emails
from meetings.models import Invitation, Meeting, SeatClaim
from meetings.quiet import quiet_ends_at

# How far ahead reminders are looked for: the longest time before a meeting that a kind may ask for; and how far back.
LOOK_AHEAD = datetime.timedelta(days=60)
LOOK_BACK = datetime.timedelta(days=30)
# A mail afterwards that could not be written within this time is missed.
AFTERWARDS_FOR = datetime.timedelta(days=7)


class Purpose(models.TextChoices):
    """Why people are reminded; the value stands in the key of the mailing."""

    UNANSWERED = "unanswered", _("To those who have not answered")
    COMING = "coming", _("To those who come")
    AFTERWARDS = "afterwards", _("Afterwards, to those who said that they come")


@dataclass(frozen=True)
class PlannedReminder:
    """A reminder of a meeting as it is now: from when, and until when it makes sense."""

    purpose: Purpose
    due_at: datetime.datetime
    not_after: datetime.datetime


def planned_reminders(meeting: Meeting) -> list[PlannedReminder]:
    """What its kind asks for, in the order of time. The meeting has its kind."""
    kind, close = meeting.kind, meeting.answers_close_at
    plans = [
        (Purpose.UNANSWERED, kind.answer_reminder_hours, close - _hours(kind.answer_reminder_hours), close),
        (Purpose.COMING, kind.reminder_hours, meeting.starts_at - _hours(kind.reminder_hours), meeting.starts_at),
    ]
    after = meeting.ends_at + _hours(kind.after_hours)
    plans.append((Purpose.AFTERWARDS, kind.after_hours, after, after + AFTERWARDS_FOR))
    return [PlannedReminder(purpose, due_at, not_after) for purpose, hours, due_at, not_after in plans if hours]


def _hours(number: int) -> datetime.timedelta:
    return datetime.timedelta(hours=number)


def _people(meeting: Meeting, purpose: Purpose) -> QuerySet[Invitation]:
    current = meeting.invitations.current()
    if purpose == Purpose.UNANSWERED:
        return current.unanswered()
    # Whoever waits in line for a seat does not come yet.
    without_seat = (SeatClaim.State.WAITING, SeatClaim.State.LAPSED)
    return current.coming().exclude(pk__in=SeatClaim.objects.filter(state__in=without_seat).values("invitation"))


def reminder_key(meeting: Meeting, purpose: str) -> str:
    """The key of a reminder's mailing: it names the start, so that a moved meeting gets reminders of its own."""
    return f"meeting-{meeting.pk}-reminder-{purpose}-{meeting.starts_at:%Y%m%dT%H%M%SZ}"


def _last_told_at(meeting: Meeting) -> datetime.datetime | None:
    mailings = Mailing.objects.filter(key__startswith=f"meeting-{meeting.pk}-request-")
    return mailings.order_by("-created_at").values_list("created_at", flat=True).first() or meeting.announced_at


def _write(
    meeting: Meeting,
    people: QuerySet[Invitation],
    purpose: str,
    *,
    at: datetime.datetime,
    not_after: datetime.datetime,
    by: User | None = None,
) -> Mailing | None:
    if not people:
        return None
    mail = emails.THANKED if purpose == Purpose.AFTERWARDS else emails.REMINDED
    key = reminder_key(meeting, purpose)
    return emails.write_mailing(meeting, mail, people, key=key, at=at, not_after=not_after, by=by)


@transaction.atomic
def remind(meeting: Meeting, *, at: datetime.datetime, by: User | None = None) -> int:
    """Remind those who have not answered, because the coordinator asks for it; twice in a minute sends once.

    Gives the number of people. Nothing is sent once answers are closed.
    """
    row = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if not row.is_announced or row.answers_close_at <= at:
        return 0
    people = row.invitations.current().unanswered()
    _write(row, people, f"asked-{at:%Y%m%dT%H%M}", at=at, not_after=row.answers_close_at, by=by)
    return people.count()


def remind_due(*, now: datetime.datetime) -> int:
    """Write the reminders whose time has come; gives their number. May run twice: the key names meeting and start."""
    meetings = Meeting.objects.announced().filter(ends_at__gt=now - LOOK_BACK, starts_at__lte=now + LOOK_AHEAD)
    return sum(_remind_of(pk, now=now) for pk in meetings.values_list("pk", flat=True))


@transaction.atomic
def _remind_of(pk: int, *, now: datetime.datetime) -> int:
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("kind").get(pk=pk)
    told_at = _last_told_at(meeting)
    if not meeting.is_announced or told_at is None:
        return 0
    written = 0
    for plan in planned_reminders(meeting):
        if not plan.due_at <= now < plan.not_after or told_at > plan.due_at or _waits(meeting, plan, now=now):
            continue
        if Mailing.objects.filter(key=reminder_key(meeting, plan.purpose)).exists():
            continue
        people = _people(meeting, plan.purpose)
        written += _write(meeting, people, plan.purpose, at=now, not_after=plan.not_after) is not None
    return written


def _waits(meeting: Meeting, plan: PlannedReminder, *, now: datetime.datetime) -> bool:
    """Whether it is quiet, and the morning is early enough."""
    kind = meeting.kind
    end = quiet_ends_at(now, zone=meeting.zone, start=kind.quiet_from, end=kind.quiet_until)
    return end is not None and end < plan.not_after

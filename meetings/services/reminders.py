"""Reminders: to those who have not answered, and to those who come."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from mailings.models import Mailing
from meetings import emails
from meetings.models import Invitation, Meeting

# How long before the last day to answer those who have not answered hear of it again.
BEFORE_DEADLINE = datetime.timedelta(days=3)
# How far ahead reminders are looked for: the longest time before a meeting that a kind may ask for.
LOOK_AHEAD = datetime.timedelta(days=60)


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
    key = f"meeting-{meeting.pk}-reminder-{purpose}-{meeting.starts_at:%Y%m%dT%H%M%SZ}"
    return emails.write_mailing(meeting, emails.REMINDED, people, key=key, at=at, not_after=not_after, by=by)


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
    meetings = Meeting.objects.announced().filter(starts_at__gt=now, starts_at__lte=now + LOOK_AHEAD)
    return sum(_remind_of(pk, now=now) for pk in meetings.values_list("pk", flat=True))


@transaction.atomic
def _remind_of(pk: int, *, now: datetime.datetime) -> int:
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("kind").get(pk=pk)
    told_at = _last_told_at(meeting)
    if not meeting.is_announced or told_at is None:
        return 0
    hours = meeting.kind.reminder_hours
    plans = [
        (
            "coming",
            meeting.starts_at - datetime.timedelta(hours=hours) if hours else None,
            meeting.starts_at,
            meeting.invitations.current().coming(),
        ),
        (
            "unanswered",
            meeting.answers_close_at - BEFORE_DEADLINE,
            meeting.answers_close_at,
            meeting.invitations.current().unanswered(),
        ),
    ]
    written = 0
    for purpose, due_at, not_after, people in plans:
        if due_at is None or not due_at <= now < not_after or told_at > due_at:
            continue
        key = f"meeting-{meeting.pk}-reminder-{purpose}-{meeting.starts_at:%Y%m%dT%H%M%SZ}"
        if Mailing.objects.filter(key=key).exists():
            continue
        written += _write(meeting, people, purpose, at=now, not_after=not_after) is not None
    return written

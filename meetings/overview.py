"""What the coordinator sees of one meeting at a glance: answers, seats, reminders, mails; few queries, many people."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from mailings.kinds import kind_labels
from mailings.models import Mailing
from meetings.models import Invitation, Meeting
from meetings.seats.room import plan_of
from meetings.seats.shown import seat_board
from meetings.services.reminders import planned_reminders, reminder_key

Answer = Invitation.Answer


@dataclass(frozen=True)
class ReminderRow:
    """A planned reminder, when it is due, and what became of it."""

    whom: str
    due_at: datetime.datetime
    state: str


def live_part(meeting: Meeting, *, now: datetime.datetime) -> dict[str, Any]:
    """The answers counted, and the seats: what changes while one looks."""
    plan = plan_of(meeting)
    counts: dict[tuple[str, str], int] = {
        (answer, way): number
        for answer, way, number in meeting.invitations.current()
        .order_by()
        .values_list("answer", "way")
        .annotate(Count("pk"))
    }
    by_answer = {
        value: sum(number for (answer, _way), number in counts.items() if answer == value) for value in Answer.values
    }
    return {
        "answers": [(label, by_answer[value]) for value, label in Answer.choices],
        "unanswered": by_answer[Answer.NONE],
        "online": counts.get((Answer.YES, Invitation.Way.ONLINE), 0),
        "board": seat_board(meeting.pk, plan, now=now) if plan else None,
    }


def mails_of(meeting: Meeting) -> list[Mailing]:
    """The mails about the meeting, the latest first, each with the name of its kind as `kind_label`."""
    labels = kind_labels()
    mailings = list(Mailing.objects.filter(key__startswith=f"meeting-{meeting.pk}-").order_by("-pk"))
    for mailing in mailings:
        mailing.kind_label = labels.get(mailing.kind, mailing.kind)  # type: ignore[attr-defined]
    return mailings


def reminder_rows(meeting: Meeting, mailings: Iterable[Mailing], *, now: datetime.datetime) -> list[ReminderRow]:
    """The reminders that the kind of meeting asks for, with what became of each. Asks the database nothing."""
    states = {mailing.key: str(mailing.get_state_display()) for mailing in mailings}
    rows = []
    for plan in planned_reminders(meeting):
        state = states.get(reminder_key(meeting, plan.purpose))
        if state is None:
            state = _("Missed: too late to send") if plan.not_after <= now else _("Planned")
            if plan.due_at <= now < plan.not_after:
                state = _("Nobody to remind, or told lately")
        rows.append(ReminderRow(str(plan.purpose.label), plan.due_at, state))
    return rows

"""What has to be ready before a meeting, and by when: done, still to do, or late."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from meetings.agenda.shown import ShownAgenda
from meetings.models import AgendaItem, Meeting, PaperNotice


class Mark(TextChoices):
    """How it stands with one thing."""

    DONE = "done", _("Done")
    WAITING = "waiting", _("To do")
    LATE = "late", _("Late")


@dataclass(frozen=True)
class Check:
    """One thing: its words, how it stands, and what there is to say of it."""

    words: str
    mark: Mark
    note: str = ""


def day_words(day: datetime.date | None) -> str:
    """A day as a short note has it; nothing where there is none."""
    return date_format(day, "j F Y") if day else ""


def _by(due_on: datetime.date | None) -> str:
    return gettext("by %(day)s") % {"day": day_words(due_on)} if due_on else ""


def _done_at(words: str, at: datetime.datetime | None, due_on: datetime.date | None, today: datetime.date) -> Check:
    """Something that is done at a moment: in time, late, or not yet."""
    if at is None:
        is_late = due_on is not None and today > due_on
        return Check(words, Mark.LATE if is_late else Mark.WAITING, _by(due_on))
    done_on = timezone.localdate(at)
    is_late = due_on is not None and done_on > due_on
    return Check(words, Mark.LATE if is_late else Mark.DONE, day_words(done_on))


def _ready(words: str, is_ready: bool, due_on: datetime.date | None, today: datetime.date, note: str = "") -> Check:
    if is_ready:
        return Check(words, Mark.DONE)
    is_late = due_on is not None and today > due_on
    return Check(words, Mark.LATE if is_late else Mark.WAITING, note or _by(due_on))


def checklist(
    meeting: Meeting, agenda: ShownAgenda, notices: Sequence[PaperNotice], *, now: datetime.datetime
) -> list[Check]:
    """Everything about the papers of a meeting, in the order in which one does it. Asks the database nothing."""
    due_on, today = meeting.papers_due_on, timezone.localdate(now)
    bare = [
        row.item.title
        for row in agenda.items
        if row.item.kind == AgendaItem.Kind.DECISION and not row.text and not row.papers
    ]
    checks = [
        _ready(gettext("The agenda is written"), bool(agenda.items), due_on, today),
        _ready(
            gettext("Every item for decision has a text or an annex"), not bare, due_on, today, note=", ".join(bare)
        ),
        _done_at(gettext("The meeting is announced"), meeting.announced_at, due_on, today),
        _done_at(gettext("The papers are sent"), notices[0].sent_at if notices else None, due_on, today),
    ]
    late = [paper for paper in agenda.annexes if paper.is_late]
    if late:
        words = ngettext("%(n)d annex came late", "%(n)d annexes came late", len(late)) % {"n": len(late)}
        checks.append(Check(words, Mark.LATE, ", ".join(paper.title for paper in late)))
    new = [paper for paper in agenda.annexes if notices and paper.added_at > notices[-1].sent_at]
    if new:
        words = ngettext("%(n)d annex has not been sent", "%(n)d annexes have not been sent", len(new))
        checks.append(Check(words % {"n": len(new)}, Mark.WAITING, ", ".join(paper.title for paper in new)))
    return checks

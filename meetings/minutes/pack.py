"""Everything about one meeting on paper: agenda, list of annexes, minutes; as data for a page and as PDF.

The PDF is made by Typst from a wheel that holds all it needs, to PDF/UA-1 (ISO 14289-1): tagged, with language and
title, as the law on accessible public service asks (2018:1937). Texts go in as data, so nothing in them is taken for
Typst's own language.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import typst
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext

from core.clock_words import time_words
from core.links import network_name
from meetings.agenda.shown import ShownAgenda
from meetings.minutes.shown import ShownMinutes
from meetings.models import Attendee, Meeting
from meetings.words import place_words, when_words

TEMPLATE = settings.BASE_DIR / "templates" / "meetings" / "pack.typ"


@dataclass(frozen=True)
class Pack:
    """What one reader gets on paper; no minutes where there are none, or none for this reader."""

    meeting: Meeting
    agenda: ShownAgenda
    shown: ShownMinutes | None


def _agenda_data(agenda: ShownAgenda) -> list[dict[str, Any]]:
    return [
        {
            "title": row.item.title,
            "note": " · ".join(
                filter(
                    None,
                    (
                        time_words(row.item.starts_at) if row.item.starts_at else "",
                        str(row.item.get_kind_display()),
                        row.item.speaker,
                    ),
                )
            ),
            "text": row.text,
        }
        for row in agenda.items
    ]


def _annex_data(agenda: ShownAgenda) -> list[str]:
    late = gettext("late, %(day)s")
    return [
        f"{paper.title} ({late % {'day': date_format(paper.added_at, 'j F Y')}})" if paper.is_late else paper.title
        for paper in agenda.annexes
    ]


def _people_data(people: list[Attendee]) -> list[str]:
    return [f"{person.name}, {person.member_name}" if person.member_name else person.name for person in people]


def _minutes_data(shown: ShownMinutes) -> dict[str, Any]:
    minutes = shown.minutes
    until = gettext("by %(day)s")
    return {
        "facts": [
            [str(label), value]
            for label, value in ((gettext("Chair"), minutes.chair), (gettext("Secretary"), minutes.secretary))
            if value
        ],
        "there": _people_data(shown.there),
        "absent": _people_data(shown.absent),
        "items": [
            {
                "title": f"§ {row.number} {row.item.title}",
                "text": row.item.text,
                "decisions": [decision.text for decision in row.decisions],
                "actions": [
                    f"{action.what} – {action.owner_name}"
                    + (f", {until % {'day': date_format(action.due_on, 'j F Y')}}" if action.due_on else "")
                    for action in row.actions
                ],
            }
            for row in shown.items
        ],
        "adjusted": [
            f"{row.name}, {date_format(timezone.localdate(row.answered_at), 'j F Y') if row.answered_at else ''}"
            for row in shown.adjusters
            if minutes.is_locked
        ],
        "checksum": minutes.checksum if minutes.is_locked else "",
    }


def pack_data(pack: Pack) -> dict[str, Any]:
    """Everything that the PDF says, in the active language."""
    return {
        "language": get_language() or settings.LANGUAGE_CODE,
        "network": network_name(),
        "title": pack.meeting.title,
        "facts": [
            [gettext("When"), when_words(pack.meeting)],
            [gettext("Where"), place_words(pack.meeting)],
            [gettext("For whom"), pack.meeting.audience_words],
        ],
        "description": pack.meeting.description,
        "agenda": _agenda_data(pack.agenda),
        "annexes": _annex_data(pack.agenda),
        "minutes": _minutes_data(pack.shown) if pack.shown else None,
        "words": {
            "agenda": gettext("Agenda"),
            "annexes": gettext("Annexes"),
            "minutes": gettext("Minutes"),
            "there": gettext("Present"),
            "absent": gettext("Absent"),
            "decision": gettext("Decision"),
            "actions": gettext("Action items"),
            "adjusted": gettext("Adjusted"),
            "checksum": gettext("Checksum (SHA-256) of the text file:"),
        },
    }


def pack_pdf(pack: Pack) -> bytes:
    """The PDF. A sign that the typeface lacks (an emoji in a name) costs the mark of PDF/UA, never the file."""
    data = {"data": json.dumps(pack_data(pack), ensure_ascii=False)}
    template = TEMPLATE.read_bytes()
    try:
        return bytes(typst.compile(template, sys_inputs=data, pdf_standards="ua-1"))
    except typst.TypstError:
        return bytes(typst.compile(template, sys_inputs=data))

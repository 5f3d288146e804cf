"""The canonical text of minutes, of which the checksum is made.

UTF-8, Unicode normal form C (UAX 15), lines ended by LF, no blanks at the ends of lines: two programs that know this
get the same bytes, and `sha256sum` of the file that the portal gives is the checksum that it shows (FIPS 180-4).
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator

from django.utils import timezone, translation

from meetings.minutes.shown import ShownItem, ShownMinutes
from meetings.models import Attendee, Minutes
from meetings.words import place_words, when_words

# Minutes are kept in the network's own language, whoever reads them.
LANGUAGE = "sv"


def checksum_of(text: str) -> str:
    """SHA-256 of the text's bytes, in hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def normalize(text: str) -> str:
    """One form of a text, whatever system it was typed on."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def _person(person: Attendee) -> str:
    role = f", {person.get_role_display().lower()}" if person.role in {"political", "administrative"} else ""
    member = f", {person.member_name}" if person.member_name else ""
    return f"{person.name}{member}{role}"


def _head(shown: ShownMinutes) -> Iterator[str]:
    meeting, minutes = shown.meeting, shown.minutes
    yield f"PROTOKOLL {meeting.title}"
    yield f"Mötestyp: {meeting.kind.name}"
    yield f"Tid: {when_words(meeting)}"
    yield f"Plats: {place_words(meeting)}"
    yield f"Ordförande: {minutes.chair}"
    yield f"Sekreterare: {minutes.secretary}"
    yield f"Mötets nummer: {meeting.uid}"
    yield ""


def _people(shown: ShownMinutes) -> Iterator[str]:
    yield "NÄRVARANDE"
    for person in shown.there:
        way = " (på distans)" if person.presence == Attendee.Presence.ONLINE else ""
        yield f"- {_person(person)}{way}"
    if shown.absent:
        yield "FRÅNVARANDE"
        yield from (f"- {_person(person)}" for person in shown.absent)
    yield ""


def _paragraph(row: ShownItem) -> Iterator[str]:
    yield f"§ {row.number} {row.item.title} ({row.item.get_kind_display()})"
    if row.item.text.strip():
        yield row.item.text
    for decision in row.decisions:
        yield f"BESLUT: {decision.text}"
    for action in row.actions:
        until = f", senast {action.due_on.isoformat()}" if action.due_on else ""
        yield f"ÅTGÄRD: {action.what} ({action.owner_name}{until})"
    yield ""


def _rows(shown: ShownMinutes) -> Iterator[str]:
    yield from _people(shown)
    for row in shown.items:
        yield from _paragraph(row)


def _adjusted(shown: ShownMinutes) -> Iterator[str]:
    yield "JUSTERAT"
    for adjuster in shown.adjusters:
        day = timezone.localdate(adjuster.answered_at).isoformat() if adjuster.answered_at else ""
        yield f"- {adjuster.name}, {day}"


def draft_text(shown: ShownMinutes) -> str:
    """What the adjusters read and approve; ends with a line feed, as text files do."""
    with translation.override(LANGUAGE):
        return normalize("\n".join([*_head(shown), *_rows(shown)])) + "\n"


def adjusted_text(shown: ShownMinutes, approved: str) -> str:
    """The approved text with those who approved it, and when."""
    with translation.override(LANGUAGE):
        return approved + "\n" + normalize("\n".join(_adjusted(shown))) + "\n"


def is_intact(minutes: Minutes, shown: ShownMinutes) -> bool:
    """Whether the locked text has its checksum, and the rows say what the text says."""
    with translation.override(LANGUAGE):
        rows = normalize("\n".join(_rows(shown)))
    return checksum_of(minutes.text) == minutes.checksum and rows in minutes.text

"""How the columns of a member list are called, and how their cells are read (docs/import-members.md)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext

from core.models import TargetArea
from core.places import Place, places_by_code
from core.tables import Table, TableError, TableRow
from core.validators import has_control_characters
from members.models import Contact, Member

MEMBER_COLUMNS = {
    "code": ("kod", "kommunkod", "länskod"),
    "name": ("namn",),
    "kind": ("typ",),
    "official_name": ("officiellt namn",),
    "population": ("folkmängd",),
    "population_year": ("folkmängd år",),
    "website": ("webbplats",),
    "member_since": ("medlem sedan",),
    "letter_body": ("avsiktsförklaring beslutad av",),
    "letter_decided_on": ("avsiktsförklaring datum",),
    "letter_registry_number": ("avsiktsförklaring diarienummer", "diarienummer"),
    "target_areas": ("målområden",),
}
CONTACT_FIELDS = {"name": "namn", "title": "titel", "email": "e-post", "phone": "telefon"}
CONTACT_KINDS = {Contact.Kind.POLITICAL: "politisk kontakt", Contact.Kind.ADMINISTRATIVE: "administrativ kontakt"}
KIND_WORDS = {
    "kommun": Member.Kind.MUNICIPALITY,
    "municipality": Member.Kind.MUNICIPALITY,
    "region": Member.Kind.REGION,
}


def _plain(heading: str) -> str:
    return re.sub(r"[\s_-]+", " ", heading).strip().lower()


def known_columns() -> dict[str, str]:
    """Give every accepted heading, English and Swedish, with the column it means."""
    columns = {}
    for column, others in MEMBER_COLUMNS.items():
        columns.update({_plain(heading): column for heading in (column, *others)})
    for kind, swedish_kind in CONTACT_KINDS.items():
        for field, swedish_field in CONTACT_FIELDS.items():
            column = f"{kind.value}_{field}"
            columns.update({_plain(column): column, _plain(f"{swedish_kind} {swedish_field}"): column})
    return columns


def column_words() -> list[str]:
    """The columns as a Swedish list calls them, in the order of the documentation."""
    words = [others[0] for others in MEMBER_COLUMNS.values()]
    return words + [f"{kind} {field}" for kind in CONTACT_KINDS.values() for field in CONTACT_FIELDS.values()]


def _contact_columns() -> list[str]:
    return [f"{kind.value}_{field}" for kind in CONTACT_KINDS for field in CONTACT_FIELDS]


def columns_of(table: Table) -> dict[str, str]:
    """Give the column that each heading means. Raises `TableError` for unknown, doubled and missing ones."""
    known = known_columns()
    columns: dict[str, str] = {}
    for heading in table.header:
        column = known.get(_plain(heading))
        if column is None:
            reason = gettext("No such column is known. Take it away, or see the list in docs/import-members.md.")
            raise TableError(1, heading, reason)
        if column in columns.values():
            raise TableError(1, heading, gettext("Two columns mean the same."))
        columns[heading] = column
    if "code" not in columns.values():
        found = ", ".join(table.header)
        raise TableError(1, "code", gettext("The column is missing. The file has: %(found)s.") % {"found": found})
    return columns


class RowReader:
    """Reads one row: its place, and the values of its filled cells. Errors carry the heading as the file has it."""

    def __init__(self, row: TableRow, columns: Mapping[str, str]) -> None:
        self.row = row
        self.headings = {column: heading for heading, column in columns.items()}
        self.cells = {column: row.values[heading] for heading, column in columns.items()}

    def heading(self, column: str) -> str:
        """What the file calls a column, or what a Swedish list would call it."""
        words = dict(zip([*MEMBER_COLUMNS, *_contact_columns()], column_words(), strict=True))
        return self.headings.get(column, words.get(column, column))

    def error(self, column: str, reason: str) -> TableError:
        """Say what is wrong with a cell."""
        return TableError(self.row.line, self.headings.get(column, column), reason)

    def check_lines(self) -> None:
        """Refuse line breaks in any cell."""
        for column, text in self.cells.items():
            if has_control_characters(text):
                raise self.error(column, gettext("Write it on one line, without line breaks."))

    def place(self) -> tuple[Place, str]:
        """Give the place of the code, and a note where zeros had to be put back."""
        text, note = self.cells["code"], ""
        if not text:
            raise self.error("code", gettext("The code is missing."))
        if re.fullmatch(r"\d|\d{3}", text):
            note = gettext("The code %(short)s was read as 0%(short)s: spreadsheets drop leading zeros.") % {
                "short": text
            }
            text = f"0{text}"
        place = places_by_code().get(text)
        if place is None:
            raise self.error(
                "code", gettext("No municipality or region has the code %(code)s.") % {"code": self.cells["code"]}
            )
        return place, note

    def facts(self) -> dict[str, Any]:
        """Give the member's fields that the row fills in. Raises `TableError`."""
        facts: dict[str, Any] = {}
        for column in MEMBER_COLUMNS:
            text = self.cells.get(column, "")
            if text and column != "code":
                facts[column] = READERS.get(column, _text)(self, column, text)
        if "population" in facts and "population_year" not in facts:
            raise self.error("population_year", gettext("A population needs its year."))
        return facts

    def contact(self, kind: Contact.Kind) -> dict[str, str]:
        """Give the filled cells of a contact; empty where there is none. Raises `TableError` without a name."""
        values = {field: self.cells.get(f"{kind.value}_{field}", "") for field in CONTACT_FIELDS}
        filled = {field: value for field, value in values.items() if value}
        if filled and "name" not in filled:
            raise self.error(f"{kind.value}_name", gettext("A contact needs a name."))
        return filled


def _text(reader: RowReader, column: str, text: str) -> str:
    return text


def _number(reader: RowReader, column: str, text: str) -> int:
    digits = re.sub(r"[\s\u00a0\u202f]", "", text)
    if not digits.isdecimal():
        raise reader.error(column, gettext("“%(text)s” is not a whole number.") % {"text": text})
    return int(digits)


def _date(reader: RowReader, column: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        reason = gettext("“%(text)s” is not a date. Write it as 2025-03-14.") % {"text": text}
        raise reader.error(column, reason) from None


def _kind(reader: RowReader, column: str, text: str) -> str:
    kind = KIND_WORDS.get(text.lower())
    if kind is None:
        raise reader.error(column, gettext("“%(text)s” is neither kommun nor region.") % {"text": text})
    return kind.value


def _areas(reader: RowReader, column: str, text: str) -> list[TargetArea]:
    by_word: dict[str, TargetArea] = {}
    for area in TargetArea.objects.all():
        by_word.update({word.lower(): area for word in (area.key, str(area.sort_order), area.name_sv, area.name_en)})
    found = []
    for word in filter(None, (part.strip().lower() for part in re.split(r"[;|]", text))):
        if word not in by_word:
            raise reader.error(column, gettext("“%(text)s” is no target area.") % {"text": word})
        found.append(by_word[word])
    return found


READERS: dict[str, Callable[[RowReader, str, str], Any]] = {
    "kind": _kind,
    "population": _number,
    "population_year": _number,
    "member_since": _number,
    "letter_decided_on": _date,
    "target_areas": _areas,
}

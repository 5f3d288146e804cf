"""Bringing in a list of members: all of it, or nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from core.models import TargetArea
from core.places import Place
from core.tables import Table, TableError, TableRow
from members.import_columns import CONTACT_FIELDS, RowReader, columns_of
from members.models import Contact, Member
from members.services import create_member, provision_member


class Outcome(Enum):
    """What happened to a row's member."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


class ImportChangedError(ValueError):
    """The rows would no longer do what the report said."""


@dataclass(frozen=True)
class Change:
    """One cell that changes something: the heading as the file has it, what was there, and what comes."""

    heading: str
    before: str
    after: str


@dataclass(frozen=True)
class RowReport:
    """One row that could be read."""

    line: int
    code: str
    name: str
    outcome: Outcome
    note: str = ""
    changes: tuple[Change, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """The row as JSON has it."""
        return {**asdict(self), "outcome": self.outcome.value}


@dataclass(frozen=True)
class ImportReport:
    """Every row, either as a report or as an error. With an error, nothing was kept."""

    rows: tuple[RowReport, ...]
    errors: tuple[TableError, ...]
    is_dry_run: bool

    @property
    def is_kept(self) -> bool:
        """Whether the database has changed."""
        return not self.errors and not self.is_dry_run

    def count(self, outcome: Outcome) -> int:
        """How many rows had this outcome."""
        return sum(row.outcome is outcome for row in self.rows)

    @property
    def fingerprint(self) -> str:
        """What stands for all that happens, in any language of the notes: SHA-256 of rows and changes."""
        rows = [{**row.as_data(), "note": ""} for row in self.rows]
        return hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()


def import_members(table: Table, *, dry_run: bool = False, expected: str = "") -> ImportReport:
    """Create or update a member for each row, by code. Empty cells change nothing.

    Raises `TableError` for a header that cannot be used; errors of rows are in the report, all of them. With
    `expected`, the fingerprint of an earlier report: raises `ImportChangedError`, and keeps nothing, where the rows
    would do anything else today than they would have done then.
    """
    columns = columns_of(table)
    if not table.rows:
        raise TableError(1, "", gettext("The file has a header but no rows."))
    rows: list[RowReport] = []
    errors: list[TableError] = []
    lines: dict[str, int] = {}
    with transaction.atomic():
        for row in table.rows:
            try:
                with transaction.atomic():
                    rows.append(_import_row(row, columns, lines))
            except TableError as error:
                errors.append(error)
            except IntegrityError as error:  # somebody else brings in the same member at this moment
                raise ImportChangedError(row.line) from error
        report = ImportReport(tuple(rows), tuple(errors), dry_run)
        if expected and (errors or report.fingerprint != expected):
            raise ImportChangedError
        if errors or dry_run:
            transaction.set_rollback(True)
    return report


def _import_row(row: TableRow, columns: Mapping[str, str], lines: dict[str, int]) -> RowReport:
    reader = RowReader(row, columns)
    reader.check_lines()
    place, note = reader.place()
    if place.code in lines:
        reason = gettext("Line %(line)d has the same code.") % {"line": lines[place.code]}
        raise reader.error("code", reason)
    lines[place.code] = row.line
    facts = reader.facts()
    try:
        member, outcome, changes = _save_member(reader, place, facts)
        for kind in (Contact.Kind.POLITICAL, Contact.Kind.ADMINISTRATIVE):
            changes += _save_contact(member, kind, reader)
    except ValidationError as error:
        raise _as_table_error(reader, error) from error
    if outcome is Outcome.UNCHANGED and changes:
        outcome = Outcome.UPDATED
    return RowReport(row.line, place.code, member.name, outcome, note, tuple(changes))


def _save_member(reader: RowReader, place: Place, facts: dict[str, Any]) -> tuple[Member, Outcome, list[Change]]:
    kind = Member.Kind.REGION if len(place.code) == 2 else Member.Kind.MUNICIPALITY
    if facts.get("kind", kind.value) != kind.value:
        raise reader.error("kind", gettext("The code %(code)s is of the other kind.") % {"code": place.code})
    facts["kind"] = kind.value
    # Locked, so that nobody changes the member between what is read here and what is written.
    member = Member.objects.select_for_update().filter(code=place.code).first()
    if member is not None:
        changes = list(_changes(reader, member, facts))
        _update(member, facts)
        return member, Outcome.UPDATED if changes else Outcome.UNCHANGED, changes
    if kind is Member.Kind.REGION and "name" not in facts:
        raise reader.error("name", gettext("A region needs its name."))
    defaults: dict[str, Any] = {"name": place.name, "latitude": place.latitude, "longitude": place.longitude}
    changes = list(_changes(reader, None, facts))
    created = create_member(
        code=place.code, county_code=place.county_code, county_name=place.county_name, **(defaults | facts)
    )
    return created, Outcome.CREATED, changes


def _changes(reader: RowReader, member: Member | None, facts: Mapping[str, Any]) -> Iterator[Change]:
    """What the filled cells change of the member, or what a new one gets."""
    for name, value in facts.items():
        if name == "kind" and member is None:
            continue  # follows from the code
        before = "" if member is None else _words(member, name)
        if before != _word(value):
            yield Change(reader.heading(name), before, _word(value))


def _words(member: Member, name: str) -> str:
    return _word(list(member.target_areas.all()) if name == "target_areas" else getattr(member, name))


def _word(value: Any) -> str:
    """A value in words that are the same in both languages."""
    if isinstance(value, list):
        areas: list[TargetArea] = sorted(value, key=lambda area: (area.sort_order, area.pk))
        return ", ".join(f"{area.sort_order} {area.key}" for area in dict.fromkeys(areas))
    return "" if value is None else str(value)


def _update(member: Member, facts: Mapping[str, Any]) -> None:
    values = dict(facts)
    areas = values.pop("target_areas", None)
    changed = [name for name, value in values.items() if getattr(member, name) != value]
    areas_changed = areas is not None and set(areas) != set(member.target_areas.all())
    if not changed and not areas_changed:
        return
    for name in changed:
        setattr(member, name, values[name])
    member.full_clean()
    if areas_changed and areas is not None:
        member.target_areas.set(areas)
    member.save()
    provision_member(member)


def _save_contact(member: Member, kind: Contact.Kind, reader: RowReader) -> list[Change]:
    """Write the contact of a kind: the one of that name, else the first, else a new one. Tell what changes."""
    values = reader.contact(kind)
    if not values:
        return []
    of_kind = Contact.objects.select_for_update().filter(member=member, kind=kind).order_by("sort_order", "pk")
    contact = of_kind.filter(name=values["name"]).first() or of_kind.first() or Contact(member=member, kind=kind)
    if _is_somebody_else(contact, values):
        # What the one before is reached at is not where the new one is.
        values = dict.fromkeys(CONTACT_FIELDS, "") | values
        contact.user = None
    changes = [
        Change(reader.heading(f"{kind.value}_{field}"), getattr(contact, field), value)
        for field, value in values.items()
        if getattr(contact, field) != value
    ]
    if not changes:
        return []
    for field, value in values.items():
        setattr(contact, field, value)
    try:
        contact.full_clean()
    except ValidationError as error:
        named = {f"{kind.value}_{field}": messages for field, messages in error.message_dict.items()}
        raise ValidationError(named) from error
    contact.save()
    return changes


def _is_somebody_else(contact: Contact, values: Mapping[str, str]) -> bool:
    """Whether the row names another person than the contact: another name, and not the same address."""
    email = values.get("email", "").lower()
    return contact.name != values["name"] and not (email and email == contact.email.lower())


def _as_table_error(reader: RowReader, error: ValidationError) -> TableError:
    column, messages = next(iter(error.message_dict.items()))
    return reader.error("" if column == "__all__" else column, " ".join(messages))

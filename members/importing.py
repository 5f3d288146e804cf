"""Bringing in a list of members: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext

from core.places import Place
from core.tables import Table, TableError, TableRow
from members.import_columns import RowReader, columns_of
from members.models import Contact, Member
from members.services import create_member, provision_member


class Outcome(Enum):
    """What happened to a row's member."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class RowReport:
    """One row that could be read."""

    line: int
    code: str
    name: str
    outcome: Outcome
    note: str = ""


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


def import_members(table: Table, *, dry_run: bool = False) -> ImportReport:
    """Create or update a member for each row, by code. Empty cells change nothing.

    Raises `TableError` for a header that cannot be used; errors of rows are in the report, all of them.
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
        if errors or dry_run:
            transaction.set_rollback(True)
    return ImportReport(tuple(rows), tuple(errors), dry_run)


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
        member, outcome = _save_member(reader, place, facts)
        contacts_changed = [
            _save_contact(member, kind, reader.contact(kind))
            for kind in (Contact.Kind.POLITICAL, Contact.Kind.ADMINISTRATIVE)
        ]
    except ValidationError as error:
        raise _as_table_error(reader, error) from error
    if outcome is Outcome.UNCHANGED and any(contacts_changed):
        outcome = Outcome.UPDATED
    return RowReport(row.line, place.code, member.name, outcome, note)


def _save_member(reader: RowReader, place: Place, facts: dict[str, Any]) -> tuple[Member, Outcome]:
    kind = Member.Kind.REGION if len(place.code) == 2 else Member.Kind.MUNICIPALITY
    if facts.get("kind", kind.value) != kind.value:
        raise reader.error("kind", gettext("The code %(code)s is of the other kind.") % {"code": place.code})
    facts["kind"] = kind.value
    member = Member.objects.filter(code=place.code).first()
    if member is not None:
        return member, _update(member, facts)
    if kind is Member.Kind.REGION and "name" not in facts:
        raise reader.error("name", gettext("A region needs its name."))
    defaults: dict[str, Any] = {"name": place.name, "latitude": place.latitude, "longitude": place.longitude}
    created = create_member(
        code=place.code, county_code=place.county_code, county_name=place.county_name, **(defaults | facts)
    )
    return created, Outcome.CREATED


def _update(member: Member, facts: dict[str, Any]) -> Outcome:
    areas = facts.pop("target_areas", None)
    changed = [name for name, value in facts.items() if getattr(member, name) != value]
    areas_changed = areas is not None and set(areas) != set(member.target_areas.all())
    if not changed and not areas_changed:
        return Outcome.UNCHANGED
    for name in changed:
        setattr(member, name, facts[name])
    member.full_clean()
    if areas_changed and areas is not None:
        member.target_areas.set(areas)
    member.save()
    provision_member(member)
    return Outcome.UPDATED


def _save_contact(member: Member, kind: Contact.Kind, values: dict[str, str]) -> bool:
    """Write the contact of a kind: the one of that name, else the first, else a new one. Tell whether it changed."""
    if not values:
        return False
    of_kind = Contact.objects.filter(member=member, kind=kind).order_by("sort_order", "pk")
    contact = of_kind.filter(name=values["name"]).first() or of_kind.first()
    if contact is None:
        contact = Contact(member=member, kind=kind)
    elif all(getattr(contact, field) == value for field, value in values.items()):
        return False
    for field, value in values.items():
        setattr(contact, field, value)
    try:
        contact.full_clean()
    except ValidationError as error:
        named = {f"{kind.value}_{field}": messages for field, messages in error.message_dict.items()}
        raise ValidationError(named) from error
    contact.save()
    return True


def _as_table_error(reader: RowReader, error: ValidationError) -> TableError:
    column, messages = next(iter(error.message_dict.items()))
    return reader.error("" if column == "__all__" else column, " ".join(messages))

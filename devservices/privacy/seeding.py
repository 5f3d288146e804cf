"""A person of whom something stands in every inventoried column, each with a mark of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from allauth.account.models import EmailAddress
from django.core.files.base import ContentFile
from django.db import connection
from django.db.models import Field, FileField, ForeignKey, Model
from wagtail.models import Page

from accounts.models import User
from core.personal_data import INVENTORY, Clue, Holding, Kept, Mentions, Traces, model_of
from devservices.privacy.rows import Maker
from members.models import Contact, Member
from privacy.inventory import may_hold_personal_data
from privacy.places import reindex_rows

ADDRESS = "kanarie.kz0000q@example.org"
WORK_ADDRESS = "kanarie.jobb.kz0000q@example.org"
NAME = "Åsa Kz0000qöberg"
PHONE = "070-000 47 11"
IP = "203.0.113.147"


@dataclass(frozen=True)
class Canary:
    """What was put into one column, and how it is to be found in the export."""

    table: str
    column: str
    text: str
    is_secret: bool = False
    is_mention: bool = False


@dataclass
class Seeded:
    """The person, and all that was put in."""

    user: User
    contact: Contact
    canaries: list[Canary] = field(default_factory=list)
    traces: list[tuple[str, str, Any]] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    too_short: list[str] = field(default_factory=list)

    def marks(self) -> Iterator[str]:
        """What may stand nowhere after the erasure."""
        yield from (ADDRESS, WORK_ADDRESS, NAME, PHONE, IP, "asa-kz0000qoberg")
        yield from (canary.text for canary in self.canaries if not canary.is_mention)


class Seeder:
    """Puts the person into every table."""

    def __init__(self) -> None:
        self.number = 0
        self.maker = Maker()
        user = self.maker.make(User, email=ADDRESS, first_name="Åsa", last_name="Kz0000qöberg", language="sv")
        member = self.maker.make(Member)
        contact = self.maker.make(
            Contact, member=member, user=user, name=NAME, email=WORK_ADDRESS, phone=PHONE, kind="political"
        )
        for number, address in enumerate((ADDRESS, WORK_ADDRESS)):
            self.maker.make(EmailAddress, user=user, email=address, verified=True, primary=not number)
        self.seeded = Seeded(user, contact)
        self.maker.shared |= {Member: member}

    def mark(self) -> str:
        """A text that stands nowhere else."""
        self.number += 1
        return f"kz{self.number:04d}q"

    def seed(self) -> Seeded:
        """Every table."""
        for holding in sorted(INVENTORY.of_kind(Holding), key=lambda one: -one.order):
            self.hold(holding)
        for traces in INVENTORY.of_kind(Traces):
            self.trace(traces)
        for mentions in INVENTORY.of_kind(Mentions):
            self.mention(mentions)
        for kept in INVENTORY.of_kind(Kept):
            self.seeded.kept += [f"{kept.model}.{name}" for name in kept.names]
        return self.seeded

    # --- Rows that are the person's ---------------------------------------------------------------------------------

    def hold(self, holding: Holding) -> None:
        """A row of a table that belongs to the person, each column with a mark."""
        model = model_of(holding.model)
        row = self.own_row(model)
        values: dict[str, Any] = {}
        for name in holding.names:
            column = model._meta.get_field(name)
            assert isinstance(column, Field)
            self.fill(holding, row, column, values)
        for name, value in values.items():
            setattr(row, name, value)
        row.save(**({"clean": False} if isinstance(row, Page) else {}))
        reindex_rows(model, [row.pk])

    def own_row(self, model: type[Any]) -> Any:
        """The account, the contact, or a new row."""
        if model is User:
            return self.seeded.user
        if model is Contact:
            return self.seeded.contact
        if model is EmailAddress:
            return EmailAddress.objects.get(email=ADDRESS)
        return self.maker.make(model, **self.maker.own(model, self.seeded.user, self.seeded.contact))

    def fill(self, holding: Holding, row: Any, column: Field[Any, Any], values: dict[str, Any]) -> None:
        """Decide what stands in one column."""
        name, table = column.name, holding.model
        if isinstance(column, ForeignKey):
            value: Any = {User: self.seeded.user, Contact: self.seeded.contact}[column.related_model]
            values[name] = value
            self.seeded.traces.append((table, name, value.pk))
            return
        if column.many_to_many or not may_hold_personal_data(column):
            return
        if (known := self.known(table, name, row)) is not None:
            values[name] = known
            self.note(holding, name, known)
        elif isinstance(column, FileField):
            mark = self.mark()
            values[name] = ContentFile(f"{mark} {NAME}", name=f"{mark}.txt")
            self.note(holding, name, mark)
        elif column.get_internal_type() == "GenericIPAddressField":
            values[name] = IP
            self.note(holding, name, IP)
        elif column.max_length and column.max_length < 7:
            self.seeded.too_short.append(f"{table}.{name}")
        else:
            mark = self.mark()
            values[name] = {"note": mark} if column.get_internal_type() == "JSONField" else mark
            self.note(holding, name, mark)

    def known(self, table: str, name: str, row: Any) -> str | None:
        """Addresses, and the names and numbers of the contact and the account, stay what they are."""
        for clue in INVENTORY.of_kind(Clue):
            if clue.model == table and name == clue.address:
                return WORK_ADDRESS if table == "members.Contact" else ADDRESS
        if table in {"members.Contact", "accounts.User"} and name in {"name", "phone", "first_name", "last_name"}:
            return str(getattr(row, name))
        return ADDRESS if table == "mailings.Suppression" else None

    def note(self, holding: Holding, name: str, text: str) -> None:
        """Remember what was put where."""
        self.seeded.canaries.append(Canary(holding.model, name, text, is_secret=name in holding.secrets.split()))

    # --- What the person did ----------------------------------------------------------------------------------------

    def trace(self, traces: Traces) -> None:
        """A row of somebody else's for each column, with the person as who did it."""
        for name in traces.names:
            row = self.maker.make(model_of(traces.model), **{name: self.seeded.user})
            self.seeded.traces.append((traces.model, name, row.pk))

    # --- Texts that name the person ---------------------------------------------------------------------------------

    def mention(self, mentions: Mentions) -> None:
        """A row whose texts name the person, each by another of the names and addresses."""
        model = model_of(mentions.model)
        row = self.maker.make(model)
        for name in mentions.names:
            column = model._meta.get_field(name)
            assert isinstance(column, Field)
            mark = self.mark()
            identifier = (NAME, ADDRESS, WORK_ADDRESS, PHONE)[self.number % 4]
            if column.max_length and column.max_length < len(identifier) + 10:
                identifier = PHONE
            write_raw(row, column, _text(column, mark, identifier))
            self.seeded.canaries.append(Canary(mentions.model, name, mark, is_mention=True))
        reindex_rows(model, [row.pk])


def _text(column: Field[Any, Any], mark: str, identifier: str) -> str:
    """The mention as such a column would hold it."""
    if column.get_internal_type() == "JSONField":
        block = [{"type": "paragraph", "value": f'<p>{mark} <a href="mailto:{quote(identifier)}">{identifier}</a></p>'}]
        # As a page's revision holds its StreamField: JSON within JSON.
        inner = json.dumps(block)
        return inner if column.name in {"body", "resources"} else json.dumps({"title": identifier, "body": inner})
    if column.name.endswith("_json"):
        return json.dumps({"text": f"{mark} {identifier}"})
    return f"{mark} {identifier}"


def write_raw(row: Model, column: Field[Any, Any], text: str) -> None:
    """Put a text into a column past all that would look at it."""
    quote_name = connection.ops.quote_name
    is_json = column.get_internal_type() == "JSONField" and connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {quote_name(row._meta.db_table)} SET {quote_name(str(column.column))} = "
            f"{'%s::jsonb' if is_json else '%s'} WHERE {quote_name(str(row._meta.pk.column))} = %s",
            [text, row.pk],
        )

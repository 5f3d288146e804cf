"""The inventory of personal data: which column holds what of a person, why, for how long, and how it is let go.

Each app declares its own tables in `personal_data.py`, which the portal reads when it starts. From this come the record
of processing (GDPR art. 30), the table on the public page, the export (art. 15 and 20), the erasure (art. 17), the
retention (art. 5.1 e), and a test that knows every column of every installed model.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from django.apps import apps
from django.core.files.storage import Storage
from django.db import transaction
from django.db.models import FileField, Model, Q, QuerySet, TextChoices, TextField, Value
from django.db.models.functions import Cast, Concat
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise
SECRETARIAT = _("Nobody outside the network's secretariat")
T = TypeVar("T")
PSEUDONYM = "@removed.invalid"


class Ground(TextChoices):
    """The legal ground, GDPR art. 6.1."""

    CONSENT = "a", _("Consent (art. 6.1 a)")
    LEGAL_OBLIGATION = "c", _("Legal obligation (art. 6.1 c)")
    PUBLIC_TASK = "e", _("Task in the public interest (art. 6.1 e)")


class Outcome(TextChoices):
    """What becomes of rows when a person is erased."""

    DELETED = "deleted", _("deleted")
    EMPTIED = "emptied", _("stays without the person: numbers and days only")
    REDACTED = "redacted", _("name and addresses are taken out of the text")
    KEPT = "kept", _("kept, because the law says so")


@dataclass(frozen=True)
class Purpose:
    """One processing activity (GDPR art. 30.1 b–f). `what` names the kinds of data, `retention` the
    rules."""

    key: str
    title: Words
    why: Words
    ground: Ground
    whose: Words
    what: Words
    retention: Words
    recipients: Words = SECRETARIAT
    kept_by_law: Words = ""
    order: int = 50


@dataclass(frozen=True)
class Person:
    """Whose data: what tells the rows of this person from those of others. Addresses are in lower case."""

    addresses: frozenset[str]
    user_id: int | None = None
    names: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    rows: frozenset[tuple[str, int]] = frozenset()
    # Names that others bear, too: they are not looked for in texts.
    shared_names: frozenset[str] = frozenset()
    # People whose contact rows share the address and who are known by another name: nobody can tell whose is what.
    others: frozenset[str] = frozenset()
    # Whether a coordinator has looked: people write their own names and numbers, and could name somebody else's.
    is_vouched: bool = False

    def keys(self, label: str) -> list[int]:
        """The keys of this person's rows of a table, as they were when the person was looked up."""
        return sorted(key for table, key in self.rows if table == label)

    @property
    def identifiers(self) -> list[str]:
        """What is looked for in texts: proven addresses; where somebody vouches for them, telephone numbers and full
        names that nobody else bears."""
        if not self.is_vouched:
            return sorted(self.addresses)
        full = {name for name in self.names - self.shared_names if " " in name.strip()}
        return sorted({*self.addresses, *self.phones, *full})

    def as_json(self) -> dict[str, Any]:
        """For the request that remembers the person until the erasure is done."""
        texts = {name: sorted(getattr(self, name)) for name in ("addresses", "names", "phones", "shared_names")}
        return {**texts, "user_id": self.user_id, "is_vouched": self.is_vouched, "rows": sorted(map(list, self.rows))}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Person:
        """The person that `as_json` wrote down."""
        texts = {name: frozenset(data[name]) for name in ("addresses", "names", "phones", "shared_names")}
        rows = frozenset((label, key) for label, key in data["rows"])
        return cls(**texts, user_id=data["user_id"], is_vouched=data["is_vouched"], rows=rows)


class NotYetError(Exception):
    """Something has the row in its hands; the erasure goes on later."""


Finder = Callable[[Person], Q]
Eraser = Callable[[QuerySet[Any], Person, datetime.datetime], int]
NOBODY = Q(pk__in=[])


def by_account(*columns: str) -> Finder:
    """Rows that point at the person's account."""

    def find(person: Person) -> Q:
        if person.user_id is None:
            return NOBODY
        return _any_of(Q(**{column: person.user_id}) for column in columns)

    return find


def by_address(column: str) -> Finder:
    """Rows with one of the person's addresses, whatever the letter case."""
    return lambda person: _any_of(Q(**{f"{column}__iexact": address}) for address in person.addresses)


def by_row(label: str, column: str = "pk") -> Finder:
    """Rows that are, or point at, rows which were found to be the person's when the person was looked up."""
    return lambda person: Q(**{f"{column}__in": person.keys(label)})


def either(*finders: Finder) -> Finder:
    """Rows that any of these finds."""
    return lambda person: _any_of(finder(person) for finder in finders)


def _any_of(conditions: Iterable[Q]) -> Q:
    found = NOBODY
    for condition in conditions:
        found |= condition
    return found


def delete_rows(rows: QuerySet[Any], _person: Person, _at: datetime.datetime) -> int:
    """Delete them, with what hangs on them; signals are sent, so that search forgets them, too."""
    number = rows.count()
    rows.delete()
    return number


def delete_with_files(rows: QuerySet[Any], _person: Person, _at: datetime.datetime) -> int:
    """Delete rows and their files."""
    found = list(rows)
    for row in found:
        for column in row._meta.concrete_fields:
            if isinstance(column, FileField) and (file := getattr(row, column.name)):
                delete_when_committed(file.storage, file.name)
        row.delete()
    return len(found)


def delete_when_committed(storage: Storage, name: str) -> None:
    """Delete a file once the row that named it is gone for good."""
    transaction.on_commit(lambda: storage.delete(name))


def empty(**values: Any) -> Eraser:
    """Put these values where the person stood; the row stays for its numbers and days."""
    return lambda rows, _person, _at: rows.update(**values)


def pseudonym() -> Concat:
    """An address that leads nowhere and is another for each row."""
    return Concat(Cast("pk", TextField()), Value(PSEUDONYM))


@dataclass(frozen=True)
class Holding:
    """A table with rows that belong to one person each: who is found by `find`, let go by `erase`.

    Names of columns stand in one string, divided by blanks. `secrets` are named in the export, never shown (hashes and
    keys of links, which would open doors); `files` go along as files.
    """

    model: str
    purpose: str
    columns: str
    find: Finder
    erase: Eraser = delete_rows
    outcome: Outcome = Outcome.DELETED
    secrets: str = ""
    files: str = ""
    order: int = 50

    @property
    def names(self) -> tuple[str, ...]:
        """All columns with something of the person in them."""
        return (*self.columns.split(), *self.files.split(), *self.secrets.split())


@dataclass(frozen=True)
class Mentions:
    """Texts that are not the person's own and may name the person; name and addresses are taken out of them."""

    model: str
    purpose: str
    columns: str

    @property
    def names(self) -> tuple[str, ...]:
        """The columns."""
        return tuple(self.columns.split())


@dataclass(frozen=True)
class Traces:
    """Columns that point at an account: who made, asked for, decided. They stay, and lead to an account without a name.

    `tell` names the columns of the row that the export shows; they hold nothing of others.
    """

    model: str
    purpose: str
    columns: str
    tell: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The columns."""
        return tuple(self.columns.split())


@dataclass(frozen=True)
class Kept:
    """Columns that the law demands to be kept as they are; `reason` is told to whoever asks for erasure."""

    model: str
    purpose: str
    columns: str
    reason: Words

    @property
    def names(self) -> tuple[str, ...]:
        """The columns."""
        return tuple(self.columns.split())


@dataclass(frozen=True)
class NotPersonal:
    """Columns that hold nothing of a person, and why that is so. "*" stands for all that are not named elsewhere."""

    model: str
    reason: str
    columns: str = "*"

    @property
    def names(self) -> tuple[str, ...]:
        """The columns."""
        return tuple(self.columns.split())


@dataclass(frozen=True)
class Clue:
    """By which columns a table tells addresses, names and telephone numbers of one person.

    A `strong` one is a person of the portal's own (an account, a contact): it says whether a name or address is shared.
    `proven` names the column that says whether the address was shown to be the person's own; without one, an address
    tells of no other, since whoever writes it could write another's.
    """

    model: str
    address: str
    names: str = ""
    phones: str = ""
    account: str = ""
    proven: str = ""
    strong: bool = False


@dataclass(frozen=True)
class Place:
    """Where something of a person may be beside the tables: files, the cache, journals.

    `look` gives what is there in words, `clear` removes it and gives the number of things removed.
    """

    key: str
    purpose: str
    title: Words
    look: Callable[[Person], list[str]]
    clear: Callable[[Person], int]
    order: int = 80


@dataclass(frozen=True)
class Rule:
    """A rule of retention. `apply` deletes or empties what is too old and gives the number of rows; `forbidden` counts
    what should not be there any more at that time."""

    key: str
    purpose: str
    title: Words
    outcome: Outcome
    apply: Callable[[datetime.datetime], int]
    forbidden: Callable[[datetime.datetime], int]


@dataclass(frozen=True)
class Controller:
    """Who answered for the data from one day to another (GDPR art. 4.7, 30.1 a)."""

    name: str
    organization_number: str
    email: str
    protection_officer: str
    since: datetime.date
    until: datetime.date | None
    note: str


@dataclass(frozen=True)
class ControllerLog:
    """Where the controllers are written down, the present one first."""

    read: Callable[[], list[Controller]]


Entry = ControllerLog | Purpose | Holding | Mentions | Traces | Kept | NotPersonal | Clue | Place | Rule
Table = Holding | Mentions | Traces | Kept


@dataclass
class Inventory:
    """All that was declared."""

    entries: list[Entry] = field(default_factory=list)

    def of_kind(self, kind: type[T]) -> list[T]:
        """Those of one kind, as they were declared."""
        return [entry for entry in self.entries if isinstance(entry, kind)]

    def purposes(self) -> dict[str, Purpose]:
        """The activities by key, in the order in which they are told."""
        return {purpose.key: purpose for purpose in sorted(self.of_kind(Purpose), key=lambda p: (p.order, p.key))}

    def controllers(self) -> list[Controller]:
        """Who answers for the data and did so before, the present one first."""
        return [controller for log in self.of_kind(ControllerLog) for controller in log.read()]

    def tables(self) -> Iterator[Table]:
        """Each table with something of people."""
        for entry in self.entries:
            if isinstance(entry, Holding | Mentions | Traces | Kept):
                yield entry


INVENTORY = Inventory()


def register(*entries: Entry) -> None:
    """Declare; called at import by each app's `personal_data`."""
    INVENTORY.entries.extend(entries)


def model_of(label: str) -> type[Model]:
    """The model of a label such as "members.Contact". Raises `LookupError`."""
    return apps.get_model(label)


def rows_of(holding: Holding, person: Person) -> QuerySet[Any]:
    """The person's rows of a table."""
    return model_of(holding.model)._default_manager.filter(holding.find(person))


def with_row(person: Person, label: str, key: int) -> Person:
    """The same person, with one more row."""
    return replace(person, rows=person.rows | {(label, key)})

"""Bringing in a list of subscribers who have agreed elsewhere: all of it, or nothing."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import models, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.tables import Table, TableError
from core.tokens import new_nonce
from mailings.addresses import InvalidAddressError, normalize_address
from newsletters.links import set_hashes
from newsletters.models import Subscriber

BATCH = 1000
LONGEST_NAME = 100
# A heading in any of these words names the column; the first of each stands in the documentation.
HEADINGS = {
    "address": ("e-post", "epost", "e-postadress", "epostadress", "email", "e-mail", "email address", "address"),
    "name": ("namn", "name"),
    "language": ("språk", "sprak", "language"),
}
LANGUAGE_WORDS = {"": "sv", "sv": "sv", "svenska": "sv", "swedish": "sv", "en": "en", "engelska": "en", "english": "en"}


class Outcome(models.TextChoices):
    """What becomes of a row."""

    ADD = "add", _("Will be added")
    CONFIRM = "confirm", _("Was waiting for confirmation, will be added")
    KNOWN = "known", _("Subscribes already")
    LISTED = "listed", _("Stands on the list already")
    LEFT = "left", _("Has left the newsletter, is not added again")
    REPEATED = "repeated", _("Stands earlier in the file")
    BAD = "bad", _("Cannot be brought in")


class ImportRefusedError(ValueError):
    """A list that cannot be brought in as it is; the report says which rows."""

    def __init__(self, report: ImportReport) -> None:
        super().__init__(gettext("Nothing was brought in: mend the rows that are marked."))
        self.report = report


@dataclass(frozen=True)
class ImportRow:
    """One row of the list and what becomes of it; `error` says where and why it cannot be brought in."""

    line: int
    address: str
    name: str
    language: str
    outcome: Outcome
    error: TableError | None = None


@dataclass(frozen=True)
class ImportReport:
    """Every row of a list, in its order."""

    rows: Sequence[ImportRow] = field(default_factory=tuple)
    # How many stand on the list now and not in the file that replaces it.
    removed: int = 0

    @property
    def errors(self) -> list[TableError]:
        """What is wrong, row by row."""
        return [row.error for row in self.rows if row.error is not None]

    @property
    def counts(self) -> list[tuple[Outcome, int]]:
        """How many rows have which outcome, those that occur only."""
        counter = Counter(row.outcome for row in self.rows)
        return [(outcome, counter[outcome]) for outcome in Outcome if counter[outcome]]

    @property
    def added(self) -> list[ImportRow]:
        """The rows that become subscribers."""
        return [row for row in self.rows if row.outcome in (Outcome.ADD, Outcome.CONFIRM)]


Outcomes = Callable[[Sequence[str]], Mapping[str, Outcome]]
STATE_OUTCOMES = {
    Subscriber.State.PENDING.value: Outcome.CONFIRM,
    Subscriber.State.CONFIRMED.value: Outcome.KNOWN,
    Subscriber.State.UNSUBSCRIBED.value: Outcome.LEFT,
}


def outcomes_of_subscribers(addresses: Sequence[str]) -> dict[str, Outcome]:
    """What becomes of those that are known; all others are added."""
    states = Subscriber.objects.filter(address__in=addresses).values_list("address", "state")
    return {address: STATE_OUTCOMES[state] for address, state in states}


def report_on(table: Table, *, outcomes_of: Outcomes = outcomes_of_subscribers) -> ImportReport:
    """Say what would become of each row, and change nothing; `outcomes_of` judges a batch of known addresses.

    Raises `TableError` where the file has no column of addresses or no row.
    """
    columns = {field_name: _column(table, headings) for field_name, headings in HEADINGS.items()}
    if columns["address"] is None:
        table.require(HEADINGS["address"][0])
    if not table.rows:
        raise TableError(2, "", gettext("The file has a header and no rows."))
    known: dict[str, Outcome] = {}
    addresses = [_wire_address(row.values[columns["address"] or ""]) for row in table.rows]
    for batch in _batches(addresses):
        known.update(outcomes_of(batch))
    rows: list[ImportRow] = []
    seen: set[str] = set()
    for row, address in zip(table.rows, addresses, strict=True):
        values = {name: row.values[column] if column else "" for name, column in columns.items()}
        values["address"] = address
        rows.append(_judge(row.line, values, columns, known.get(address, Outcome.ADD), is_repeated=address in seen))
        seen.add(address)
    return ImportReport(tuple(rows))


def _column(table: Table, headings: Iterable[str]) -> str | None:
    return next((heading for heading in headings if heading in table.header), None)


def _batches(addresses: Sequence[str]) -> Iterable[Sequence[str]]:
    for start in range(0, len(addresses), BATCH):
        yield addresses[start : start + BATCH]


def _judge(
    line: int, values: dict[str, str], columns: dict[str, str | None], outcome: Outcome, *, is_repeated: bool
) -> ImportRow:
    language = LANGUAGE_WORDS.get(values["language"].lower())
    error = None
    for name, reason in _faults(values, language):
        error = TableError(line, columns[name] or name, reason)
        break
    if error is not None:
        outcome = Outcome.BAD
    elif is_repeated:
        outcome = Outcome.REPEATED
    return ImportRow(line, values["address"], values["name"], language or "sv", outcome, error)


def _faults(values: dict[str, str], language: str | None) -> Iterable[tuple[str, str]]:
    if not values["address"]:
        yield "address", gettext("The address is missing.")
    elif reason := _fault_of_address(values["address"]):
        yield "address", f"{_shown(values['address'])}: {reason}"
    if len(values["name"]) > LONGEST_NAME:
        yield "name", gettext("The name is longer than %(most)d characters.") % {"most": LONGEST_NAME}
    elif not values["name"].isprintable():
        yield "name", gettext("The name has a line break or another character that cannot be seen.")
    if language is None:
        yield (
            "language",
            gettext("“%(text)s” is not a language of the newsletter: write sv or en.")
            % {"text": _shown(values["language"])},
        )


def _fault_of_address(text: str) -> str:
    try:
        normalize_address(text)
    except InvalidAddressError as error:
        return str(error)
    return ""


def _wire_address(text: str) -> str:
    """The address as it is kept and written to; a bad one as it stands, for the report."""
    try:
        return normalize_address(text)
    except InvalidAddressError:
        return text.lower()


def _shown(text: str) -> str:
    """The text on one line and not for ever, for a message."""
    return " ".join(text.split())[:80]


@transaction.atomic
def import_subscribers(table: Table, *, consent_wording: str, source: str, at: datetime.datetime) -> ImportReport:
    """Subscribe everybody on the list who has not left before; `consent_wording` says how they agreed.

    Nothing is brought in where it raises: `ImportRefusedError` for bad rows, `TableError` for a file that is no list,
    `ValueError` without consent.
    """
    if not consent_wording.strip():
        raise ValueError("A list without a statement of consent is not brought in (GDPR art. 7.1).")
    report = report_on(table)
    if report.errors:
        raise ImportRefusedError(report)
    for start in range(0, len(report.added), BATCH):
        _add(report.added[start : start + BATCH], consent_wording=consent_wording, source=source, at=at)
    return report


def _add(rows: Sequence[ImportRow], *, consent_wording: str, source: str, at: datetime.datetime) -> None:
    consent = {"consent_wording": consent_wording, "consent_source": source[:200], "consented_at": at}
    new = Subscriber.objects.bulk_create(
        Subscriber(
            address=row.address,
            name=row.name,
            language=row.language,
            state=Subscriber.State.CONFIRMED,
            confirmed_at=at,
            nonce=new_nonce(),
            **consent,
        )
        for row in rows
        if row.outcome == Outcome.ADD
    )
    for subscriber in new:
        set_hashes(subscriber)
    Subscriber.objects.bulk_update(new, ["manage_hash", "unsubscribe_hash"], batch_size=BATCH)
    waiting = [row.address for row in rows if row.outcome == Outcome.CONFIRM]
    Subscriber.objects.pending().filter(address__in=waiting).update(
        state=Subscriber.State.CONFIRMED, confirmed_at=at, **consent
    )

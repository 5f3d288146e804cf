"""The record of processing activities (GDPR art. 30), written from the inventory."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from core.personal_data import INVENTORY, Controller, Holding, Kept, Mentions, Outcome, Purpose, Rule, Table, Traces


@dataclass(frozen=True)
class Activity:
    """One purpose with its tables, rules and what is kept."""

    purpose: Purpose
    tables: list[Table]
    rules: list[Rule]

    @property
    def kept(self) -> list[Kept]:
        """What the law demands to be kept."""
        return [table for table in self.tables if isinstance(table, Kept)]


def activities() -> list[Activity]:
    """Every activity, in the order in which they are told."""
    tables, rules = list(INVENTORY.tables()), INVENTORY.of_kind(Rule)
    return [
        Activity(
            purpose,
            [table for table in tables if table.purpose == key],
            [rule for rule in rules if rule.purpose == key],
        )
        for key, purpose in INVENTORY.purposes().items()
    ]


def outcome_of(table: Table) -> str:
    """What becomes of the table's rows when a person is erased."""
    if isinstance(table, Holding):
        return str(table.outcome.label)
    if isinstance(table, Mentions):
        return str(Outcome.REDACTED.label)
    if isinstance(table, Traces):
        return _("leads to an account without a name")
    return f"{Outcome.KEPT.label}: {table.reason}"


def header() -> list[str]:
    """The columns of the record as a table."""
    return [
        _("Activity"),
        _("Why"),
        _("Legal ground"),
        _("Whose data"),
        _("Which data"),
        _("How long"),
        _("Who gets them"),
        _("Table"),
        _("Column"),
        _("In the export"),
        _("When a person is erased"),
    ]


def lines() -> Iterator[list[str]]:
    """One line for each column of each table."""
    for activity in activities():
        purpose = activity.purpose
        told = [purpose.title, purpose.why, purpose.ground.label, purpose.whose, purpose.what, purpose.retention]
        for table in activity.tables:
            secrets = set(table.secrets.split()) if isinstance(table, Holding) else set()
            for name in table.names:
                yield [
                    *(str(value) for value in (*told, purpose.recipients)),
                    str(apps.get_model(table.model)._meta.label),
                    name,
                    _export_of(table, is_secret=name in secrets),
                    outcome_of(table),
                ]


def _export_of(table: Table, *, is_secret: bool) -> str:
    if is_secret:
        return _("named, not shown: it opens doors")
    if isinstance(table, Mentions):
        return _("the places in the text")
    if isinstance(table, Traces):
        return _("which rows, and when")
    return _("named; the document is given out on request") if isinstance(table, Kept) else _("shown")


def as_markdown(*, at: datetime.datetime) -> str:
    """The record as a document."""
    parts = [
        f"# {_('Record of processing activities')}",
        "",
        f"{settings.WAGTAIL_SITE_NAME} · {timezone.localdate(at)}",
    ]
    parts += [_("Made from the inventory in the code; GDPR art. 30."), "", f"## {_('Data controller')}", ""]
    parts += [_controller_line(row) for row in INVENTORY.controllers()] or [_("Nobody is named yet.")]
    for activity in activities():
        parts += ["", *_activity_lines(activity)]
    return "\n".join(parts) + "\n"


def _controller_line(row: Controller) -> str:
    officer = f"{_('data protection officer')}: {row.protection_officer}" if row.protection_officer else ""
    facts = [row.name, row.organization_number, row.email, officer, row.note]
    return f"- {row.since} – {row.until or ''}: ".replace(" – :", " –:") + ", ".join(filter(None, facts))


def _activity_lines(activity: Activity) -> list[str]:
    purpose = activity.purpose
    facts = [
        (_("Why"), purpose.why),
        (_("Legal ground"), purpose.ground.label),
        (_("Whose data"), purpose.whose),
        (_("Which data"), purpose.what),
        (_("How long"), purpose.retention),
        (_("Who gets them"), purpose.recipients),
        (_("Kept by law"), purpose.kept_by_law),
    ]
    parts = [f"## {purpose.title}", ""]
    parts += [f"- **{name}**: {text}" for name, text in facts if text]
    if activity.rules:
        parts += ["", f"### {_('Rules of retention')}", ""]
        parts += [f"- {rule.title} ({rule.outcome.label})" for rule in activity.rules]
    parts += ["", f"| {_('Table')} | {_('Columns')} | {_('When a person is erased')} |", "|---|---|---|"]
    parts += [f"| {table.model} | {', '.join(table.names)} | {outcome_of(table)} |" for table in activity.tables]
    return parts

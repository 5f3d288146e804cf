"""Everything about one person in one file: JSON for machines, CSV for spreadsheets, HTML to read."""

from __future__ import annotations

import datetime
import json
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from tempfile import TemporaryFile
from typing import IO, Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Field, FileField, Model
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.personal_data import INVENTORY, Holding, Kept, Mentions, Person, Place, Purpose, Traces, model_of, rows_of
from core.redaction import find_mentions
from core.tables import write_csv
from privacy.places import redactor_of
from privacy.titles import title_of

Row = dict[str, Any]


@dataclass
class Part:
    """One table's part of the export: where it is, and its rows."""

    table: str
    title: str
    purpose: str
    rows: list[Row]
    files: list[Any] = field(default_factory=list)

    @property
    def header(self) -> list[str]:
        """All columns of the rows, in the order in which they come."""
        return list(dict.fromkeys(name for row in self.rows for name in row))

    @property
    def lines(self) -> list[list[Any]]:
        """The rows for a table."""
        return [[row.get(name, "") for name in self.header] for row in self.rows]


@dataclass(frozen=True)
class Export:
    """What is known of one person."""

    person: Person
    at: datetime.datetime
    parts: list[Part]

    @property
    def purposes(self) -> list[tuple[Purpose, list[Part]]]:
        """The parts by activity, those with nothing left out."""
        found = [
            (purpose, [part for part in self.parts if part.purpose == key and part.rows])
            for key, purpose in INVENTORY.purposes().items()
        ]
        return [(purpose, parts) for purpose, parts in found if parts]

    @property
    def row_count(self) -> int:
        """How many rows and places."""
        return sum(len(part.rows) for part in self.parts)


def _value(row: Model, column: Field[Any, Any]) -> Any:
    if isinstance(column, FileField):
        file = getattr(row, column.name)
        return file.name if file else ""
    value = getattr(row, column.attname)
    if isinstance(value, bytes | memoryview):
        return f"{len(bytes(value))} bytes"
    if isinstance(value, str | int | float | bool | dict | list | None | datetime.datetime | datetime.date):
        return value
    return str(value)


def _holding(holding: Holding, person: Person) -> Part:
    secrets = set(holding.secrets.split())
    part = Part(holding.model, title_of(holding.model), holding.purpose, [])
    for row in rows_of(holding, person).order_by("pk"):
        told = {
            column.name: _("kept as a secret, not shown") if column.name in secrets else _value(row, column)
            for column in row._meta.concrete_fields
        }
        for relation in row._meta.many_to_many:
            if relation.name in holding.names:
                told[relation.name] = [str(related) for related in getattr(row, relation.name).all()]
        part.rows.append(told)
        part.files.extend(file for name in holding.files.split() if (file := getattr(row, name)))
    return part


def _mentions(mentions: Mentions, person: Person) -> Part:
    model, redactor = model_of(mentions.model), redactor_of(person)
    part = Part(
        mentions.model, _("%(table)s: texts that name you") % {"table": title_of(mentions.model)}, mentions.purpose, []
    )
    for column in mentions.names:
        for key, text in find_mentions(model, column, redactor):
            part.rows += [{"id": key, "column": column, "text": found} for found in redactor.excerpts(text)]
    return part


def _traces(traces: Traces, person: Person) -> Part:
    model = model_of(traces.model)
    part = Part(
        traces.model, _("%(table)s: where your account stands") % {"table": title_of(traces.model)}, traces.purpose, []
    )
    for column in traces.names:
        if person.user_id is None:
            break
        rows = model._default_manager.filter(**{column: person.user_id}).order_by("pk")
        part.rows += [{"id": key, "column": column, **told} for key, told in _told(rows, traces)]
    return part


def _told(rows: Any, traces: Traces) -> Iterator[tuple[Any, Row]]:
    for row in rows.values("pk", *traces.tell.split()):
        yield row.pop("pk"), row


def _place(place: Place, person: Person) -> Part:
    return Part(place.key, str(place.title), place.purpose, [{"text": text} for text in place.look(person)])


def collect(person: Person, *, at: datetime.datetime) -> Export:
    """Read everything that is known of the person."""
    parts = [_holding(holding, person) for holding in INVENTORY.of_kind(Holding)]
    parts += [_mentions(mentions, person) for mentions in INVENTORY.of_kind(Mentions)]
    parts += [_traces(traces, person) for traces in INVENTORY.of_kind(Traces)]
    parts += [_place(place, person) for place in INVENTORY.of_kind(Place)]
    return Export(person, at, [part for part in parts if part.rows])


def as_json(export: Export) -> str:
    """The export for machines."""
    data = {
        "network": settings.WAGTAIL_SITE_NAME,
        "made_at": export.at.isoformat(),
        "addresses": sorted(export.person.addresses),
        "names": sorted(export.person.names),
        "tables": [
            {"table": part.table, "purpose": part.purpose, "title": part.title, "rows": part.rows}
            for part in export.parts
        ],
    }
    return json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)


def as_html(export: Export) -> str:
    """The export to read."""
    context = {
        "export": export,
        "kept": INVENTORY.of_kind(Kept),
        "language": get_language(),
        "network": settings.WAGTAIL_SITE_NAME,
    }
    return render_to_string("privacy/export.html", context)


def write_export(export: Export) -> IO[bytes]:
    """All of it in one ZIP file, on disk, from its start. Whoever calls closes it."""
    with ExitStack() as stack:
        file = stack.enter_context(TemporaryFile())
        _fill(file, export)
        file.seek(0)
        stack.pop_all()
        return file


def _fill(file: IO[bytes], export: Export) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{_('my-data')}.html", as_html(export))
        archive.writestr(f"{_('my-data')}.json", as_json(export))
        if stylesheet := finders.find("css/export.css"):
            archive.write(str(stylesheet), "export.css")
        for number, part in enumerate(export.parts, start=1):
            header, lines = part.header, [[_cell(value) for value in line] for line in part.lines]
            archive.writestr(f"csv/{number:02d}-{part.table.lower().replace('.', '-')}.csv", write_csv(header, lines))
            for stored in part.files:
                if stored.storage.exists(stored.name):
                    with stored.storage.open(stored.name) as source:
                        archive.writestr(f"{_('files')}/{stored.name}", source.read())


def _cell(value: Any) -> Any:
    if isinstance(value, dict | list):
        return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
    if isinstance(value, datetime.datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M:%S")
    return value


def file_name(at: datetime.datetime) -> str:
    """What the ZIP file is called."""
    return f"{_('my-data')}-{timezone.localdate(at):%Y-%m-%d}.zip"

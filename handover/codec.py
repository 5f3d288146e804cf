"""Values of columns as JSON, the same from SQLite and from PostgreSQL.

A row is one line: a JSON array in the order of the table's columns, keys of objects sorted, no spaces, UTF-8.
"""

from __future__ import annotations

import base64
import datetime
import json
import re
import uuid
from collections.abc import Callable, Sequence
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.db import models
from django.db.models import ExpressionWrapper, F, JSONField, Value
from django.db.models.expressions import Combinable

from handover.errors import CannotExportError
from handover.names import Names
from handover.tables import Model, columns_of, is_named

# Texts in which the number of a content type is buried: revisions, and what translations were made from.
BURIED = {("wagtailcore.Revision", "content"), ("wagtail_localize.TranslationSource", "content_json")}
BURIED_KEY = "content_type"
# U+0000, which PostgreSQL keeps in no text; json writes it so. An even number of backslashes before it is text.
NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")

PLAIN = (str, int, float, bool, type(None))


class Column:
    """One column: how it is asked for, how its values are written, and how they are read back."""

    def __init__(self, model: Model, field: models.Field, names: Names) -> None:
        self.field = field
        self.attname: str = field.attname
        self.places: int = 0
        self._names = names
        self._kind = _kind_of(field)
        self._is_buried = (model._meta.label, field.attname) in BURIED
        self._longest = field.max_length if self._kind in {"CharField", "SlugField", "EmailField"} else None
        if isinstance(target := _target(field), models.DecimalField):
            self.places = target.decimal_places
        self._decode = DECODERS.get(self._kind)

    @property
    def expression(self) -> Combinable | ExpressionWrapper:
        """What to select. JSON comes as it stands there, whatever the field would make of it."""
        column = F(self.attname)
        return ExpressionWrapper(column, output_field=JSONField()) if self._kind == "JSONField" else column

    def encode(self, value: Any) -> Any:
        """The value as JSON knows it. Raises `CannotExportError`."""
        if value is None:
            return None
        if is_named(self.field):
            return self._names.name_of(self.field.related_model, value)
        if self._is_buried:
            return self._unbury(value, self._names.name_of_content_type)
        if self._kind == "JSONField":
            return value
        if isinstance(value, str) and self._longest is not None and len(value) > self._longest:
            raise CannotExportError(f"{self.attname} is longer than {self._longest} characters")
        return self._encode_other(value)

    def _encode_other(self, value: Any) -> Any:
        if isinstance(value, Decimal):
            return f"{value:.{self.places}f}"
        if isinstance(value, datetime.datetime):
            return value.astimezone(datetime.UTC).isoformat(timespec="microseconds")
        if isinstance(value, datetime.date | datetime.time):
            return value.isoformat()
        if isinstance(value, uuid.UUID):
            return str(value)
        if isinstance(value, bytes | memoryview | bytearray):
            return base64.b64encode(value).decode()
        if isinstance(value, PLAIN):
            return value
        raise CannotExportError(f"{self.attname} is of a kind that no archive knows: {type(value).__name__}")

    def decode(self, value: Any) -> Any:
        """The value as the column takes it. Raises `ValueError`, `TypeError` or `LookupError` for what is none."""
        if value is None:
            is_json_null = self._kind == "JSONField" and not self.field.null
            return Value(None, JSONField()) if is_json_null else None
        if is_named(self.field):
            return self._names.id_of(self.field.related_model, value)
        if self._is_buried:
            return self._unbury(value, self._names.id_of_content_type)
        return self._decode(value) if self._decode else value

    def _unbury(self, value: Any, change: Callable[[Any], Any]) -> Any:
        is_text = isinstance(value, str)
        content = json.loads(value) if is_text else value
        if isinstance(content, dict) and content.get(BURIED_KEY) is not None:
            content = {**content, BURIED_KEY: change(content[BURIED_KEY])}
        return json.dumps(content, sort_keys=True) if is_text else content


DECODERS: dict[str, Callable[[Any], Any]] = {
    "DateTimeField": datetime.datetime.fromisoformat,
    "DateField": datetime.date.fromisoformat,
    "TimeField": datetime.time.fromisoformat,
    "DecimalField": Decimal,
    "UUIDField": uuid.UUID,
    "BinaryField": lambda text: base64.b64decode(text, validate=True),
}


def _target(field: models.Field) -> models.Field:
    """The field at the end of a chain of foreign keys: the one whose values the column holds."""
    while field.is_relation and field.remote_field is not None:
        field = field.target_field  # type: ignore[attr-defined]
    return field


def _kind_of(field: models.Field) -> str:
    return _target(field).get_internal_type()


class Codec:
    """Rows of one table as lines, and back."""

    def __init__(self, model: Model, names: Names) -> None:
        self.model = model
        self.columns = [Column(model, field, names) for field in columns_of(model)]

    @property
    def fields(self) -> list[models.Field]:
        """The columns, as Django knows them."""
        return [column.field for column in self.columns]

    def encode(self, row: Sequence[Any]) -> bytes:
        """One row as a line. Raises `CannotExportError` with the row's key for what PostgreSQL could not keep."""
        try:
            values = [column.encode(value) for column, value in zip(self.columns, row, strict=True)]
            line = dump(values)
        except (CannotExportError, UnicodeEncodeError) as error:
            raise CannotExportError(f"{self.model._meta.label} {row[0]}: {error}") from error
        if NUL.search(line):
            raise CannotExportError(f"{self.model._meta.label} {row[0]}: a text holds the character U+0000")
        return line

    def decode(self, line: bytes) -> SimpleNamespace:
        """One line as an object with the table's columns. Raises `ValueError`, `TypeError` or `LookupError`."""
        values = json.loads(line)
        return SimpleNamespace(
            **{column.attname: column.decode(value) for column, value in zip(self.columns, values, strict=True)}
        )


def dump(value: Any) -> bytes:
    """JSON in its one canonical form here, with a line break. Raises `UnicodeEncodeError` for half a character."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"

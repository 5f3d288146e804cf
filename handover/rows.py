"""Rows of a table out of the database as lines, and lines back into it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import SimpleNamespace
from typing import Any

from django.db import DatabaseError, connection

from handover.codec import Codec
from handover.errors import ImportFailedError
from handover.files import NamedFiles, file_columns
from handover.names import Names
from handover.tables import Model, is_named

BATCH = 1000


def read_lines(model: Model, names: Names, *, files: NamedFiles | None = None) -> Iterator[bytes]:
    """All rows of the model's own table as lines, in the order of their keys; the files that they name are noted.

    Raises `CannotExportError`.
    """
    codec = Codec(model, names)
    places = file_columns(model)
    rows = model._base_manager.order_by("pk").values_list(*(column.expression for column in codec.columns))

    def lines() -> Iterator[bytes]:
        for row in rows.iterator(chunk_size=BATCH):
            for place, store in places.items():
                if files is not None:
                    files.add(store, row[place] or "")
            yield codec.encode(row)

    # A key that is a number of its own in each database gives no order that both know.
    return iter(sorted(lines())) if is_named(model._meta.pk) else lines()


def write_lines(model: Model, names: Names, lines: Iterable[bytes]) -> None:
    """Write lines into the model's own table. Raises `ImportFailedError`."""
    codec = Codec(model, names)
    batch: list[SimpleNamespace] = []
    for number, line in enumerate(lines, start=1):
        try:
            batch.append(codec.decode(line))
        except (ValueError, TypeError, LookupError) as error:
            raise ImportFailedError(f"{model._meta.label}, line {number}: {error}") from error
        if len(batch) == BATCH:
            _insert(codec, batch, before=number)
            batch = []
    if batch:
        _insert(codec, batch, before=number)


def _insert(codec: Codec, batch: list[SimpleNamespace], *, before: int) -> None:
    """Insert rows as they are, without what models add when they are saved.

    What `bulk_create` does inside (django.db.models.query), which itself refuses tables of pages.
    """
    manager: Any = codec.model._base_manager
    size = connection.ops.bulk_batch_size(codec.fields, batch)
    try:
        for start in range(0, len(batch), size):
            manager._insert(batch[start : start + size], fields=codec.fields, using=connection.alias, raw=True)
    except (DatabaseError, ValueError, TypeError) as error:
        lines = f"lines {before - len(batch) + 1} to {before}"
        raise ImportFailedError(f"{codec.model._meta.label}, {lines}: {error}") from error

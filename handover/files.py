"""The files that rows name, and the two places where they are kept."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.files.storage import Storage, default_storage
from django.db.models import FileField

from core.private_files import get_private_storage
from handover.errors import CannotExportError
from handover.tables import Model, columns_of


def stores() -> dict[str, Storage]:
    """What the public may see, and what nobody sees without permission."""
    return {"media": default_storage, "private": get_private_storage()}


def store_of(field: FileField) -> str:
    """The name of the place where a field's files are kept. Raises `CannotExportError` for an unknown one."""
    for name, storage in stores().items():
        if field.storage is storage:
            return name
    raise CannotExportError(f"{field} keeps its files where the hand-over does not look")


def file_columns(model: Model) -> dict[int, str]:
    """Where the model's columns name files: the column's place → the store."""
    return {place: store_of(field) for place, field in enumerate(columns_of(model)) if isinstance(field, FileField)}


class NamedFiles:
    """The files that were named by rows so far, each once."""

    def __init__(self) -> None:
        self._names: set[tuple[str, str]] = set()

    def add(self, store: str, name: str) -> None:
        """Note a file; the empty name is none."""
        if name:
            self._names.add((store, name))

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(sorted(self._names))

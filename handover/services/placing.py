"""The files of an import: all of them, or none, even where the import is killed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.core.exceptions import SuspiciousOperation
from django.core.files.base import ContentFile, File

from handover.errors import ImportFailedError, NotEmptyError
from handover.files import stores

# Lies beside the private files while an import runs, and names what it may have written.
UNDER_WAY = "import-under-way.json"


class FilesOfImport:
    """Places files, and takes them away again when the import fails. A portal without rows has no files to lose."""

    def __init__(self, names: Sequence[tuple[str, str]]) -> None:
        self._names = names
        self._stores = stores()

    @contextmanager
    def all_or_none(self) -> Iterator[None]:
        """Clear what a killed import left; note what this one may write; remove it should anything go wrong.

        Only for a portal that has no rows yet. Raises `NotEmptyError` where another's file has one of the names.
        """
        self._clear_killed()
        self._refuse_others()
        note = self._stores["private"]
        note.save(UNDER_WAY, ContentFile(json.dumps(self._names).encode()))
        try:
            yield
        except BaseException:
            if self._remove(self._names):
                note.delete(UNDER_WAY)
            raise
        note.delete(UNDER_WAY)

    def place(self, store: str, name: str, content: File[bytes]) -> None:
        """Write one file under exactly its name. Raises `ImportFailedError`."""
        try:
            kept_as = self._stores[store].save(name, content)
        except (SuspiciousOperation, KeyError, OSError) as error:
            raise ImportFailedError(f"{store}/{name} cannot be written: {error}") from error
        if kept_as != name:
            self._stores[store].delete(kept_as)
            raise ImportFailedError(f"{store}/{name} is there already")

    def _clear_killed(self) -> None:
        note = self._stores["private"]
        if note.exists(UNDER_WAY):
            with note.open(UNDER_WAY) as content:
                names = json.load(content)
            if not self._remove(names):
                raise ImportFailedError("Files that an import left behind cannot be removed: see who may write there.")
            note.delete(UNDER_WAY)

    def _refuse_others(self) -> None:
        try:
            there = [f"{store}/{name}" for store, name in self._names if self._stores[store].exists(name)]
        except (SuspiciousOperation, KeyError) as error:
            raise ImportFailedError(f"A file's name leads elsewhere: {error}") from error
        if there:
            raise NotEmptyError("Files of the same names are here already: " + ", ".join(there[:10]))

    def _remove(self, names: Sequence[tuple[str, str]]) -> bool:
        """Remove what is there of these files; whether all are gone. Where not, the note stays for the next import."""
        are_gone = True
        for store, name in names:
            try:
                if self._stores[store].exists(name):
                    self._stores[store].delete(name)
            except OSError:
                are_gone = False
        return are_gone

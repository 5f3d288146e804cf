"""From a portal to an archive."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from handover.archive import ArchiveWriter
from handover.codec import dump
from handover.credentials import CREDENTIALS, without_password
from handover.errors import CannotExportError
from handover.files import NamedFiles, stores
from handover.manifest import FileEntry, Manifest, TableEntry, describe_portal, read_schema
from handover.names import Names
from handover.rows import read_lines
from handover.tables import LEFT_OUT, columns_of, exported_models


def export_network(
    path: Path, *, at: datetime.datetime, has_credentials: bool = True, may_miss_files: bool = False
) -> tuple[Manifest, str]:
    """Write everything that the portal holds to an archive; give its manifest and the manifest's checksum.

    Rows are those of one moment, whoever works meanwhile. Without credentials, passwords and second factors stay
    behind. Raises `CannotExportError`, also for files that rows name and that are gone, unless they may be missing.
    """
    if path.exists():
        raise CannotExportError(f"{path} is there already")
    files = NamedFiles()
    with ArchiveWriter(path) as archive:
        with one_moment():
            schema = read_schema()
            tables = list(_add_tables(archive, files, has_credentials=has_credentials))
        entries, missing = _add_files(archive, files)
        if missing and not may_miss_files:
            raise CannotExportError(
                "Files are missing that rows name (--allow-missing exports without them):\n"
                + "\n".join(f"- {name}" for name in missing[:20])
            )
        manifest = Manifest(
            made_at=at.astimezone(datetime.UTC).isoformat(timespec="seconds"),
            made_by=describe_portal(),
            schema=schema,
            has_credentials=has_credentials,
            tables=tables,
            files=entries,
            missing_files=missing,
            left_out=LEFT_OUT | ({} if has_credentials else CREDENTIALS),
        )
        return manifest, archive.add_manifest(manifest)


@contextmanager
def one_moment() -> Iterator[None]:
    """A transaction that sees one state of the whole database, and holds nobody up."""
    if connection.in_atomic_block:
        yield
        return
    wrapper: Any = connection
    # SQLite: a reader that asks for no lock, whatever the portal's own transactions do (settings.SQLITE_OPTIONS).
    mode = getattr(wrapper, "transaction_mode", None)
    wrapper.transaction_mode = None
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    finally:
        wrapper.transaction_mode = mode


def _add_tables(archive: ArchiveWriter, files: NamedFiles, *, has_credentials: bool) -> Iterator[TableEntry]:
    names = Names()
    for model in exported_models():
        columns = [field.attname for field in columns_of(model)]
        lines: Iterable[bytes] = read_lines(model, names, files=files)
        if not has_credentials:
            lines = _without_credentials(model._meta.label, columns, lines)
        yield archive.add_table(model._meta.label, columns, lines)


def _without_credentials(label: str, columns: list[str], lines: Iterable[bytes]) -> Iterable[bytes]:
    if label in CREDENTIALS:
        return ()
    if label != "accounts.User":
        return lines
    place = columns.index("password")
    return (dump(without_password(json.loads(line), place)) for line in lines)


def _add_files(archive: ArchiveWriter, files: NamedFiles) -> tuple[list[FileEntry], list[str]]:
    entries, missing = [], []
    storages = stores()
    for store, name in files:
        try:
            with storages[store].open(name, "rb") as source:
                entries.append(archive.add_file(store, name, source.file))  # type: ignore[arg-type]
        except FileNotFoundError:
            missing.append(f"{store}/{name}")
    return entries, missing

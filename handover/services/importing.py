"""From an archive to an empty portal: everything, or nothing at all."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from allauth.mfa.models import Authenticator
from django.core.files.base import File
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import IntegrityError, connection, transaction
from wagtail.models import Site

from handover.archive import ArchiveReader
from handover.controllers import Successor, note_successor
from handover.credentials import unreadable_second_factors
from handover.errors import ImportFailedError, NotEmptyError
from handover.links import renew_links
from handover.manifest import FileEntry, Manifest, TableEntry, check_schema
from handover.names import Names
from handover.rows import read_lines, write_lines
from handover.services.checking import check_parts
from handover.services.placing import FilesOfImport
from handover.tables import Model, columns_of, exported_models, find_content
from mailings.models import Dispatcher


@dataclass
class Imported:
    """What an import did: for the person at the terminal."""

    manifest: Manifest
    made_names: list[str] = field(default_factory=list)
    dropped_second_factors: int = 0
    renewed_links: int = 0


def import_network(
    path: Path,
    *,
    at: datetime.datetime,
    fingerprint: str = "",
    drops_second_factors: bool = False,
    successor: Successor | None = None,
) -> Imported:
    """Fill an empty portal from an archive, in one transaction; sending of mail is off afterwards.

    The rows are read back and compared with the archive before anything counts. Where something fails, no row and no
    file of it is left; what an import left that was killed is cleared by the next one. With `drops_second_factors`,
    those go that this portal's `SECRET_KEY` does not open. Raises `HandOverError`.
    """
    with ArchiveReader(path) as archive:
        check_schema(archive.manifest, models_columns=_columns_here())
        if found := find_content():
            raise NotEmptyError("This portal is not empty: " + ", ".join(found[:10]))
        check_parts(archive, fingerprint=fingerprint)
        imported = Imported(archive.manifest)
        files = FilesOfImport([(entry.store, entry.name) for entry in archive.manifest.files])
        with files.all_or_none(), transaction.atomic():
            _replace_rows(archive, imported)
            _settle_second_factors(imported, drops=drops_second_factors)
            imported.renewed_links = renew_links()
            if successor is not None:
                note_successor(successor, fingerprint=archive.fingerprint)
            Dispatcher.objects.turn(off=True, at=at)
            call_command("wagtail_update_index", verbosity=0)
            for entry in archive.manifest.files:
                _place_file(archive, files, entry)
    Site.clear_site_root_paths_cache()
    return imported


def _columns_here() -> dict[str, list[str]]:
    return {model._meta.label: [field.attname for field in columns_of(model)] for model in exported_models()}


def _replace_rows(archive: ArchiveReader, imported: Imported) -> None:
    """The archive's rows instead of those that migrations made; constraints and checksums hold afterwards."""
    models = {model._meta.label: model for model in exported_models()}
    names = Names()
    _empty_tables(list(models.values()))
    for entry in archive.manifest.tables:
        with archive.open(entry.path) as part:
            write_lines(models[entry.label], names, part.lines())
    try:
        connection.check_constraints()
    except IntegrityError as error:
        raise ImportFailedError(f"Rows point to rows that are not there: {error}") from error
    _reset_sequences(list(models.values()))
    imported.made_names = names.made
    with _named():
        for entry in archive.manifest.tables:
            _compare(models[entry.label], names, entry)


def _empty_tables(models: list[Model]) -> None:
    with connection.cursor() as cursor:
        for model in models:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")


def _reset_sequences(models: list[Model]) -> None:
    """Let new rows get numbers after those that came along."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


@contextmanager
def _named() -> Iterator[None]:
    try:
        yield
    except KeyError as error:
        raise ImportFailedError(f"A row points to a content type or permission that is not there: {error}") from error


def _compare(model: Model, names: Names, entry: TableEntry) -> None:
    """Read a table back as an export would. Raises `ImportFailedError` where it is not what the archive says."""
    digest, rows = hashlib.sha256(), 0
    for line in read_lines(model, names):
        digest.update(line)
        rows += 1
    if (rows, digest.hexdigest()) != (entry.rows, entry.sha256):
        raise ImportFailedError(f"{entry.label} reads otherwise than in the archive ({rows} rows of {entry.rows})")


def _settle_second_factors(imported: Imported, *, drops: bool) -> None:
    unreadable = unreadable_second_factors()
    if unreadable and not drops:
        raise ImportFailedError(
            f"{len(unreadable)} second factors were encrypted with another SECRET_KEY. Start this portal with the old "
            "host's key, or import with --drop-second-factors: these people then set theirs up anew."
        )
    Authenticator.objects.filter(pk__in=unreadable).delete()
    imported.dropped_second_factors = len(unreadable)


def _place_file(archive: ArchiveReader, files: FilesOfImport, entry: FileEntry) -> None:
    with archive.open(entry.path) as part:
        files.place(entry.store, entry.name, File(part, name=entry.name))  # type: ignore[arg-type]
    if part.sha256 != entry.sha256:
        raise ImportFailedError(f"{entry.path} changed while it was read")

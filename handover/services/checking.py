"""Whether an archive is what was exported."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from handover.archive import MANIFEST, ArchiveReader
from handover.errors import DamagedArchiveError
from handover.manifest import FileEntry, Manifest, TableEntry


def check_archive(path: Path, *, fingerprint: str = "") -> tuple[Manifest, str]:
    """Read every byte of an archive; give its manifest and the manifest's checksum. Nothing is imported.

    Raises `DamagedArchiveError` that names all that is wrong. Only a `fingerprint` that came by another way shows that
    nobody has written manifest and content anew.
    """
    with ArchiveReader(path) as archive:
        check_parts(archive, fingerprint=fingerprint)
        return archive.manifest, archive.fingerprint


def check_parts(archive: ArchiveReader, *, fingerprint: str = "") -> None:
    """Compare all parts of an open archive with its manifest. Raises `DamagedArchiveError`."""
    problems = []
    if fingerprint and fingerprint.strip().lower() != archive.fingerprint:
        problems.append(f"its fingerprint is {archive.fingerprint}, not the expected one")
    entries: list[TableEntry | FileEntry] = [*archive.manifest.tables, *archive.manifest.files]
    problems += _wrong_names(archive, entries)
    for entry in entries:
        try:
            problems += _wrong_content(archive, entry)
        except DamagedArchiveError as error:
            problems += error.problems
    if problems:
        raise DamagedArchiveError(problems)


def _wrong_names(archive: ArchiveReader, entries: list[TableEntry | FileEntry]) -> list[str]:
    there = Counter(archive.names)
    told = Counter([MANIFEST, *(entry.path for entry in entries)])
    too_many = there - told
    return [f"{name} is not in the manifest, or there twice" for name in sorted(too_many)]


def _wrong_content(archive: ArchiveReader, entry: TableEntry | FileEntry) -> list[str]:
    rows = 0
    with archive.open(entry.path) as part:
        if isinstance(entry, TableEntry):
            rows = sum(1 for _line in part.lines())
        else:
            while part.read():
                pass
    if isinstance(entry, TableEntry) and rows != entry.rows:
        return [f"{entry.path} has {rows} rows, not {entry.rows}"]
    if isinstance(entry, FileEntry) and part.size != entry.size:
        return [f"{entry.path} has {part.size} bytes, not {entry.size}"]
    if part.sha256 != entry.sha256:
        return [f"{entry.path} was altered: its checksum is another one"]
    return []

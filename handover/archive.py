"""The archive: a ZIP file (APPNOTE 6.3.10, with ZIP64), written and read as a stream.

`tables/LABEL.jsonl` hold rows (deflated), `files/STORE/NAME` hold files (stored as they are), and `manifest.json`,
written last, names each of them with its checksum. Nothing is unpacked by the names in the ZIP file: what is read is
what the manifest names.
"""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO

from handover.errors import DamagedArchiveError
from handover.manifest import FileEntry, Manifest, TableEntry

MANIFEST = "manifest.json"
CHUNK = 1 << 20
LARGEST_MANIFEST = 1 << 28
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)


class ArchiveWriter:
    """Writes an archive part by part. The file has its name only when it is whole, and is its owner's alone to read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._part = path.with_name(f"{path.name}.part")
        self._part.unlink(missing_ok=True)
        self._part.touch(mode=0o600)
        self._zip = zipfile.ZipFile(self._part, "w", allowZip64=True)

    def __enter__(self) -> ArchiveWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()
        if kind is None:
            self._part.replace(self.path)
        else:
            self._part.unlink(missing_ok=True)

    def add_table(self, label: str, columns: list[str], lines: Iterable[bytes]) -> TableEntry:
        """Write a table's rows."""
        digest, rows = hashlib.sha256(), 0
        with self._open(f"tables/{label}.jsonl", zipfile.ZIP_DEFLATED) as stream:
            for line in lines:
                stream.write(line)
                digest.update(line)
                rows += 1
        return TableEntry(label, columns, rows, digest.hexdigest())

    def add_file(self, store: str, name: str, source: IO[bytes]) -> FileEntry:
        """Write a file."""
        digest, size = hashlib.sha256(), 0
        with self._open(f"files/{store}/{name}", zipfile.ZIP_STORED) as stream:
            while chunk := source.read(CHUNK):
                stream.write(chunk)
                digest.update(chunk)
                size += len(chunk)
        return FileEntry(store, name, size, digest.hexdigest())

    def add_manifest(self, manifest: Manifest) -> str:
        """Write the manifest, last of all; give its checksum, by which the archive is known."""
        content = manifest.to_bytes()
        with self._open(MANIFEST, zipfile.ZIP_DEFLATED) as stream:
            stream.write(content)
        return hashlib.sha256(content).hexdigest()

    def _open(self, name: str, compression: int) -> IO[bytes]:
        entry = zipfile.ZipInfo(name)
        entry.compress_type = compression
        entry.external_attr = 0o600 << 16
        return self._zip.open(entry, "w", force_zip64=True)


class Counted:
    """A part of the archive while it is read: its bytes so far, and their checksum."""

    def __init__(self, stream: IO[bytes], name: str) -> None:
        self._stream = stream
        self._name = name
        self._digest = hashlib.sha256()
        self.size = 0

    def read(self, size: int = CHUNK) -> bytes:
        """The next bytes; none at the end. Raises `DamagedArchiveError`."""
        with self._naming():
            return self._count(self._stream.read(size if size and size > 0 else CHUNK))

    def lines(self) -> Iterator[bytes]:
        """The lines that are left. Raises `DamagedArchiveError`."""
        while True:
            with self._naming():
                line = self._stream.readline()
            if not line:
                return
            yield self._count(line)

    @property
    def sha256(self) -> str:
        """The checksum of what was read."""
        return self._digest.hexdigest()

    @contextmanager
    def _naming(self) -> Iterator[None]:
        try:
            yield
        except BROKEN as error:
            raise DamagedArchiveError([f"{self._name} cannot be read ({error})"]) from error

    def _count(self, content: bytes) -> bytes:
        self._digest.update(content)
        self.size += len(content)
        return content


class ArchiveReader:
    """Reads an archive; the manifest at once. Raises `DamagedArchiveError` (`OtherSchemaError` for another format)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._zip = zipfile.ZipFile(path)
        except FileNotFoundError:
            raise DamagedArchiveError([f"{path} is not there"]) from None
        except BROKEN as error:
            raise DamagedArchiveError([f"{path.name} is cut off, or is no archive ({error})"]) from error
        try:
            with self.open(MANIFEST) as stream:
                content = stream.read(LARGEST_MANIFEST)
            self.fingerprint = hashlib.sha256(content).hexdigest()
            self.manifest = Manifest.from_bytes(content)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> ArchiveReader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._zip.close()

    @property
    def names(self) -> list[str]:
        """The names of all parts, as the ZIP file lists them."""
        return self._zip.namelist()

    @contextmanager
    def open(self, name: str) -> Iterator[Counted]:
        """Read one part. Raises `DamagedArchiveError` where it is missing or its bytes cannot be read."""
        try:
            stream = self._zip.open(name)
        except KeyError:
            raise DamagedArchiveError([f"{name} is missing"]) from None
        except BROKEN as error:
            raise DamagedArchiveError([f"{name} cannot be read ({error})"]) from error
        with stream:
            yield Counted(stream, name)

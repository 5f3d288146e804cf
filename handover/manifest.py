"""What an archive says of itself: versions, and a count or size and a checksum for each table and file in it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field, fields
from typing import Any

import django
import wagtail
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from handover.errors import CannotExportError, DamagedArchiveError, OtherSchemaError

# Raised when an archive is written in another way than before.
FORMAT = 1


@dataclass(frozen=True)
class TableEntry:
    """One table: its rows in the order of their keys. The checksum is that of its lines, on any database."""

    label: str
    columns: list[str]
    rows: int
    sha256: str

    @property
    def path(self) -> str:
        """Where its lines stand in the archive."""
        return f"tables/{self.label}.jsonl"


@dataclass(frozen=True)
class FileEntry:
    """One file: the store that it lies in ("media" or "private") and its name there."""

    store: str
    name: str
    size: int
    sha256: str

    @property
    def path(self) -> str:
        """Where its bytes stand in the archive."""
        return f"files/{self.store}/{self.name}"


@dataclass(frozen=True)
class Manifest:
    """The archive's table of contents. Everything else in the archive stands here with its checksum."""

    made_at: str
    made_by: dict[str, str]
    schema: dict[str, str]
    has_credentials: bool
    tables: list[TableEntry]
    files: list[FileEntry]
    missing_files: list[str] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def rows(self) -> int:
        """The rows of all tables."""
        return sum(table.rows for table in self.tables)

    @property
    def size(self) -> int:
        """The bytes of all files."""
        return sum(file.size for file in self.files)

    @property
    def content_sha256(self) -> str:
        """One checksum of all rows and files: two portals with the same content have the same one."""
        lines = [f"{table.path} {table.rows} {table.sha256}" for table in self.tables]
        lines += [f"{file.path} {file.size} {file.sha256}" for file in self.files]
        return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()

    def to_bytes(self) -> bytes:
        """The manifest as JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()

    @classmethod
    def from_bytes(cls, content: bytes) -> Manifest:
        """Read a manifest. Raises `DamagedArchiveError` for what is none, `OtherSchemaError` for another format."""
        try:
            told = json.loads(content)
            if told["format"] != FORMAT:
                raise OtherSchemaError(
                    f"The archive is of format {told['format']}, this portal reads {FORMAT}: "
                    "import it with the version of the portal that made it, then update."
                )
            known = {name.name: told[name.name] for name in fields(cls)}
            known["tables"] = [TableEntry(**table) for table in told["tables"]]
            known["files"] = [FileEntry(**file) for file in told["files"]]
            return cls(**known)
        except (ValueError, KeyError, TypeError) as error:
            raise DamagedArchiveError([f"manifest.json cannot be read ({error})"]) from error


def read_schema() -> dict[str, str]:
    """The last migration of each app of this portal. Raises `CannotExportError` where one was not applied."""
    loader = MigrationLoader(connection)
    leaves = loader.graph.leaf_nodes()
    if missing := sorted(".".join(leaf) for leaf in leaves if leaf not in loader.applied_migrations):
        raise CannotExportError(f"The database is not up to date: run  manage.py migrate  ({', '.join(missing[:5])})")
    installed = {config.label for config in apps.get_app_configs()}
    return {app: name for app, name in sorted(leaves) if app in installed}


def describe_portal() -> dict[str, str]:
    """What the archive is made by, for people to read. No setting that is secret."""
    return {
        "database": connection.vendor,
        "django": django.get_version(),
        "site": settings.SITE_URL,
        "wagtail": wagtail.__version__,
    }


def check_schema(manifest: Manifest, *, models_columns: dict[str, list[str]]) -> None:
    """Raise `OtherSchemaError` where the archive was made by another version of the portal, and say what differs."""
    here: dict[str, Any] = read_schema()
    differences = [
        f"{app}: {manifest.schema.get(app, 'not there')} in the archive, {here.get(app, 'not there')} here"
        for app in sorted({*here, *manifest.schema})
        if here.get(app) != manifest.schema.get(app)
    ]
    told = {table.label: table.columns for table in manifest.tables}
    if not differences and told != models_columns:
        differences = sorted(name for name in {*told, *models_columns} if told.get(name) != models_columns.get(name))
    if differences:
        raise OtherSchemaError(
            "The archive was made by another version of the portal:\n"
            + "\n".join(f"- {difference}" for difference in differences[:20])
            + "\nInstall the version that made it, import there, then update."
        )

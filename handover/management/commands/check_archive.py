"""`manage.py check_archive FILE`: whether an archive is whole. Nothing is imported."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from handover.errors import HandOverError
from handover.services import check_archive


class Command(BaseCommand):
    """Check."""

    help = "Read every byte of an archive and compare it with its checksums."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file and the fingerprint."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--fingerprint", default="", help="What export_network said, told by another way.")
        parser.add_argument("--tables", action="store_true", help="List all tables with rows and checksums.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, and say what is in the archive."""
        try:
            manifest, fingerprint = check_archive(options["file"], fingerprint=options["fingerprint"])
        except HandOverError as error:
            raise CommandError(str(error)) from error
        if options["tables"]:
            for table in manifest.tables:
                self.stdout.write(f"{table.rows:>9}  {table.sha256}  {table.label}")
        made_by = ", ".join(f"{name} {value}" for name, value in manifest.made_by.items())
        self.stdout.write(
            f"whole: {manifest.rows} rows of {len(manifest.tables)} tables, "
            f"{len(manifest.files)} files ({manifest.size / 1e6:.1f} MB)\n"
            f"made {manifest.made_at} ({made_by}), {'with' if manifest.has_credentials else 'without'} credentials\n"
            f"content      {manifest.content_sha256}\n"
            f"fingerprint  {fingerprint}"
        )

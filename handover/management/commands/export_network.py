"""`manage.py export_network FILE`: the whole portal as one archive."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from handover.errors import HandOverError
from handover.services import export_network
from mailings.models import Dispatcher


class Command(BaseCommand):
    """Export."""

    help = "Write everything in the portal (rows, files, people, mail, history) to one archive for another host."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file and what may stay behind."""
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--without-credentials",
            action="store_true",
            help="Leave hashes of passwords and second factors behind: everybody sets up new ones.",
        )
        parser.add_argument("--allow-missing", action="store_true", help="Export although files are missing.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Export, and say what is in the archive."""
        if not Dispatcher.objects.is_off():
            self.stderr.write("Mail may still leave this portal. Before the last export run  manage.py dispatch --off")
        try:
            manifest, fingerprint = export_network(
                options["file"],
                at=timezone.now(),
                has_credentials=not options["without_credentials"],
                may_miss_files=options["allow_missing"],
            )
        except HandOverError as error:
            raise CommandError(str(error)) from error
        for name in manifest.missing_files:
            self.stderr.write(f"missing: {name}")
        self.stdout.write(
            f"{manifest.rows} rows of {len(manifest.tables)} tables, "
            f"{len(manifest.files)} files ({manifest.size / 1e6:.1f} MB)\n"
            f"content      {manifest.content_sha256}\n"
            f"fingerprint  {fingerprint}\n"
            "The archive holds personal data and hashes of passwords: hand it over encrypted, the fingerprint by "
            "another way. SECRET_KEY is not in it."
        )

"""`manage.py import_network FILE`: an archive into an empty portal."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from handover.controllers import Successor
from handover.errors import HandOverError
from handover.services import Imported, import_network


class Command(BaseCommand):
    """Import."""

    help = "Fill an empty portal from an archive: everything, or nothing. Mail stays off afterwards."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file, its fingerprint, and who takes over."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--fingerprint", default="", help="What export_network said, told by another way.")
        parser.add_argument(
            "--drop-second-factors",
            action="store_true",
            help="Drop those that this portal's SECRET_KEY does not open; these people set theirs up anew.",
        )
        parser.add_argument("--controller", default="", help="Who is responsible for the personal data from today on.")
        parser.add_argument("--controller-email", default="", help="Where to ask about personal data.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, and say what is left to do."""
        successor = None
        if options["controller"]:
            successor = Successor(options["controller"], timezone.localdate(), options["controller_email"])
        try:
            imported = import_network(
                options["file"],
                at=timezone.now(),
                fingerprint=options["fingerprint"],
                drops_second_factors=options["drop_second_factors"],
                successor=successor,
            )
        except HandOverError as error:
            raise CommandError(str(error)) from error
        self.report(imported)

    def report(self, imported: Imported) -> None:
        """Say what came, what was changed, and what a person has to do."""
        manifest = imported.manifest
        self.stdout.write(
            f"{manifest.rows} rows of {len(manifest.tables)} tables, {len(manifest.files)} files "
            f"({manifest.size / 1e6:.1f} MB), read back and found equal\n"
            f"content      {manifest.content_sha256}"
        )
        if imported.made_names:
            self.stdout.write(f"kept from apps that are gone: {', '.join(imported.made_names)}")
        if imported.dropped_second_factors:
            self.stdout.write(f"second factors dropped: {imported.dropped_second_factors}")
        if imported.renewed_links:
            self.stdout.write(
                f"links renewed for this SECRET_KEY: {imported.renewed_links}; those in old mails no longer work"
            )
        self.stdout.write("Sending of mail is off. Look at the mailings, then run  manage.py dispatch --on")

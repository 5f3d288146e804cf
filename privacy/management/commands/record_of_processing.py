"""`manage.py record_of_processing`: the record that GDPR art. 30 asks for, from the inventory in the code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone, translation

from core.tables import write_xlsx
from privacy.record import as_markdown, header, lines


class Command(BaseCommand):
    """Markdown to the output, or a file for a spreadsheet."""

    help = "Write the record of processing activities (GDPR art. 30)."

    def add_arguments(self, parser: CommandParser) -> None:
        """How to run it."""
        parser.add_argument("--language", choices=["sv", "en"], default="sv")
        parser.add_argument("--xlsx", type=Path, help="write this file instead")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it."""
        with translation.override(options["language"]):
            if options["xlsx"]:
                options["xlsx"].write_bytes(write_xlsx(header(), lines()))
                return
            self.stdout.write(as_markdown(at=timezone.now()))

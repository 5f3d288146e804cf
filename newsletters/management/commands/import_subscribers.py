"""Bring in a list of subscribers from the command line."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.tables import TableError, read_table
from newsletters.importing import ImportRefusedError, ImportReport, import_subscribers, report_on


class Command(BaseCommand):
    """`manage.py import_subscribers FILE --consent "…" [--dry-run]`."""

    help = "Subscribes everybody in a CSV or XLSX file (columns: e-post, and if you like namn, språk)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file and the statement of consent."""
        parser.add_argument("file", type=Path, help="a CSV or XLSX file")
        parser.add_argument("--consent", required=True, help="how and when these people agreed to get the newsletter")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, report, and bring in unless it is a dry run."""
        path: Path = options["file"]
        try:
            table = read_table(path.read_bytes(), path.name)
            if options["dry_run"]:
                report = report_on(table)
            else:
                report = import_subscribers(
                    table, consent_wording=options["consent"], source=f"import: {path.name}", at=timezone.now()
                )
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        except TableError as error:
            raise CommandError(str(error)) from error
        except ImportRefusedError as error:
            self._write(error.report)
            raise CommandError(str(error)) from error
        except ValueError as error:
            raise CommandError(str(error)) from error
        self._write(report)
        if report.errors:
            raise CommandError("The list cannot be brought in as it is.")

    def _write(self, report: ImportReport) -> None:
        for row in report.rows:
            reason = f": {row.error}" if row.error else ""
            self.stdout.write(f"{row.line}\t{row.address}\t{row.outcome.label}{reason}")
        for outcome, count in report.counts:
            self.stdout.write(f"{outcome.label}: {count}")

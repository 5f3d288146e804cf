"""`manage.py import_members FILE [--dry-run] [--language sv|en]`: the network's members from CSV or XLSX."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext

from core.tables import TableError, read_table
from members.importing import ImportReport, Outcome, import_members


class Command(BaseCommand):
    help = "Create or update members from a CSV or XLSX file, all of them or none (docs/import-members.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen")
        parser.add_argument("--language", choices=["sv", "en"], default="sv", help="language of the messages")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(options["language"]):
            self._import(options["file"], dry_run=options["dry_run"])

    def _import(self, path: Path, *, dry_run: bool) -> None:
        try:
            content = path.read_bytes()
        except OSError:
            raise CommandError(gettext("%(path)s cannot be read.") % {"path": path}) from None
        try:
            report = import_members(read_table(content, path.name), dry_run=dry_run)
        except TableError as error:
            raise CommandError(f"{error}\n{gettext('Nothing was brought in.')}") from None
        self._write(report)
        if report.errors:
            lines = [str(error) for error in report.errors]
            raise CommandError("\n".join([*lines, gettext("Nothing was brought in.")]))

    def _write(self, report: ImportReport) -> None:
        words = {
            Outcome.CREATED: gettext("new"),
            Outcome.UPDATED: gettext("changed"),
            Outcome.UNCHANGED: gettext("unchanged"),
        }
        for row in report.rows:
            text = gettext("Line %(line)d: %(code)s %(name)s: %(outcome)s") % {
                "line": row.line,
                "code": row.code,
                "name": row.name,
                "outcome": words[row.outcome],
            }
            self.stdout.write(f"{text}. {row.note}" if row.note else text)
        if not report.errors:
            counts = {outcome.value: report.count(outcome) for outcome in Outcome}
            self.stdout.write(gettext("%(created)d new, %(updated)d changed, %(unchanged)d unchanged.") % counts)
        if report.is_dry_run:
            self.stdout.write(gettext("This was a dry run: nothing was kept."))

"""`manage.py delete_stale_personal_data`: apply every rule of retention now, and say what was let go."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from privacy.retention import count_forbidden, keep_retention, rules


class Command(BaseCommand):
    """One line a rule; the last line is one JSON object."""

    help = "Delete or empty what is older than the inventory of personal data allows."

    def add_arguments(self, parser: CommandParser) -> None:
        """How to run it."""
        parser.add_argument("--dry-run", action="store_true", help="only count what is too old")

    def handle(self, *args: Any, **options: Any) -> None:
        """Apply, and report."""
        now = timezone.now()
        found = count_forbidden(now=now) if options["dry_run"] else keep_retention(now=now)
        for rule in rules():
            self.stdout.write(f"{found[rule.key]:8d}  {rule.outcome.value:8s}  {rule.purpose}: {rule.title}")
        self.stdout.write(json.dumps({"dry_run": options["dry_run"], "rows": sum(found.values()), **found}))

"""`manage.py mail_status [--check]`: the figures of the mail in words."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from mailings.status import MailStatus, read_status


class Command(BaseCommand):
    """Say how the mail is."""

    help = "Say how the mail is: dispatcher, relay, deliveries by state, and what waits for a person."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --check."""
        parser.add_argument("--check", action="store_true", help="end with 1 when the dispatcher is silent")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the figures, what to look at last."""
        status = read_status(now=timezone.now())
        for line in self._lines(status):
            self.stdout.write(line)
        alarms = list(status.alarms())
        self.stdout.write("")
        self.stdout.write("\n".join(alarms) if alarms else "All is well.")
        if options["check"] and status.is_silent:
            sys.exit(1)

    def _lines(self, status: MailStatus) -> list[str]:
        engine = status.engine
        seen = f"{engine.seen_ago.total_seconds():.0f} s ago" if engine.seen_ago is not None else "never"
        relay = "does not take mail" if engine.relay_is_away else "takes mail"
        if engine.next_try_at:
            relay += f"; next try in {(engine.next_try_at - engine.now).total_seconds():.0f} s"
        lines = [f"Dispatcher last seen: {seen}", f"Relay: {relay}"]
        if engine.is_off:
            lines.append("Sending is turned off: manage.py dispatch --on")
        for priority, waited in status.waited.items():
            lines.append(f"Oldest due {priority.name.lower()} mail has waited: {waited.total_seconds():.0f} s")
        for title, counts in (
            ("Deliveries", status.deliveries),
            ("Mailings", status.mailings),
            ("Addresses that get no mail", status.suppressions),
            ("Came back within 24 hours", status.returned),
        ):
            lines.append(f"{title}: {sum(counts.values())}")
            lines += [f"  {state:<16} {number:>9}" for state, number in counts.items() if number]
        lines.append(f"Deliveries that came back later, in all: {status.bounced}")
        lines.append(f"Uncertain, waiting for a person: {status.asking}")
        return lines

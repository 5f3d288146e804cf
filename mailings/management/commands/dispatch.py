"""`manage.py dispatch`: the engine without Celery."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from mailings.services import dispatch_due

TICK_SECONDS = 15


class Command(BaseCommand):
    """Send what is due, once or until stopped."""

    help = "Send due mail without Celery."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --once."""
        parser.add_argument("--once", action="store_true", help="Stop when nothing more is due.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run turns of the engine."""
        while True:
            accepted = dispatch_due(waits=True)
            self.stdout.write(f"{accepted} accepted")
            if accepted:
                continue  # a turn ends by the clock, too: there may be more
            if options["once"]:
                return
            time.sleep(TICK_SECONDS)

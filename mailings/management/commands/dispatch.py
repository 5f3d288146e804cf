"""`manage.py dispatch`: the engine without Celery."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from mailings.models import Dispatcher
from mailings.services import dispatch_due

TICK_SECONDS = 15


class Command(BaseCommand):
    """Send what is due, once or until stopped."""

    help = "Send due mail without Celery."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --once, --off and --on."""
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument("--once", action="store_true", help="Stop when nothing more is due.")
        choice.add_argument("--off", action="store_true", help="Let nothing be sent, by nobody, until --on.")
        choice.add_argument("--on", action="store_true", help="Let mail be sent again.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run turns of the engine, or turn it off or on for all."""
        if options["off"] or options["on"]:
            Dispatcher.objects.turn(off=options["off"], at=timezone.now())
            self.stdout.write("Sending is off." if options["off"] else "Sending is on.")
            return
        while True:
            accepted = dispatch_due(waits=True)
            self.stdout.write(f"{accepted} accepted")
            if accepted:
                continue  # a turn ends by the clock, too: there may be more
            if options["once"]:
                return
            time.sleep(TICK_SECONDS)

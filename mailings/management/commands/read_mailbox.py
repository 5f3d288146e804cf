"""`manage.py read_mailbox`: read the bounces and complaints that have come back."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from mailings.bounces.mailboxes import MailboxError, open_mailbox
from mailings.bounces.reader import read_mailbox


class Command(BaseCommand):
    """Reads the mailbox once, as the worker does every five minutes."""

    help = "Read the bounces and complaints in the mailbox of MAILBOX_URL, once."

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, and say what was there."""
        if not settings.MAILBOX_URL:
            raise CommandError("MAILBOX_URL is not set: there is no mailbox to read.")
        try:
            counts = read_mailbox(open_mailbox(settings.MAILBOX_URL), now=timezone.now())
        except MailboxError as error:
            raise CommandError(str(error)) from None
        for verdict, number in sorted(counts.items()):
            self.stdout.write(f"{number:6} {verdict}")
        self.stdout.write(f"{counts.total():6} in all")

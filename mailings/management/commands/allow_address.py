"""`manage.py allow_address ADDRESS`: send mail again to an address whose mail came back."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mailings.addresses import InvalidAddressError
from mailings.services.suppress import allow_again


class Command(BaseCommand):
    """Lifts what bounces have stopped; never what the owner of the address has."""

    help = "Send mail again to an address whose mail came back. Who has unsubscribed or complained stays so."

    def add_arguments(self, parser: CommandParser) -> None:
        """The address."""
        parser.add_argument("address")

    def handle(self, *args: Any, **options: Any) -> None:
        """Lift, and say what was lifted."""
        try:
            number = allow_again(options["address"])
        except InvalidAddressError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{number} suppressions lifted.")

"""`manage.py create_coordinator --email NAME@EXAMPLE --name "First Last"`: the person who runs the network."""

import getpass
import os
import sys
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction

from accounts.addresses import vouch_for_address
from accounts.models import User
from members.permissions import COORDINATOR_GROUP_NAME, provision_coordinators
from members.services import appoint_coordinator

# What --check ends with when there is no coordinator; other errors end with 1.
NOBODY = 3


class Command(BaseCommand):
    help = "Create a coordinator. The password is read from COORDINATOR_PASSWORD, or asked for."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email")
        parser.add_argument("--name", help="first name and last name")
        parser.add_argument(
            "--check", action="store_true", help=f"only say whether there is one: ends with 0 or {NOBODY}"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"]:
            sys.exit(0 if User.objects.filter(groups__name=COORDINATOR_GROUP_NAME, is_active=True).exists() else NOBODY)
        if not options["email"] or not options["name"]:
            raise CommandError("Give both --email and --name.")
        first_name, _, last_name = options["name"].strip().partition(" ")
        user = User(email=options["email"].strip().lower(), first_name=first_name, last_name=last_name)
        password = os.environ.get("COORDINATOR_PASSWORD") or getpass.getpass("Password: ")
        try:
            validate_email(user.email)
            validate_password(password, user)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        if User.objects.filter(email__iexact=user.email).exists():
            raise CommandError(f"{user.email} has an account already; make it a coordinator in the administration.")
        with transaction.atomic():
            user.set_password(password)
            user.save()
            vouch_for_address(user)
            provision_coordinators()
            appoint_coordinator(user)
        self.stdout.write(f"{user.email} is a coordinator now.")

"""What people sign in with: passwords are hashes; secrets of second factors are encrypted with the `SECRET_KEY`."""

from __future__ import annotations

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken

# What an export without credentials leaves out, beside the hashes of passwords.
CREDENTIALS = {
    "mfa.Authenticator": "second factors were left out on request",
    "account.EmailConfirmation": "links that were not followed yet were left out on request",
}
# No password matches a hash that begins so (django.contrib.auth.hashers.is_password_usable).
NO_PASSWORD = "!left-out"
# Fields of allauth's authenticators that are encrypted by `accounts.adapters.SecondFactorAdapter`.
SECRETS = ("secret", "seed")


def without_password(row: list[Any], place: int) -> list[Any]:
    """The row of an account whose owner has to choose a new password."""
    return [*row[:place], NO_PASSWORD, *row[place + 1 :]]


def unreadable_second_factors() -> list[int]:
    """The keys of those that this portal's `SECRET_KEY` does not open. Passkeys need none."""
    return [pk for pk, data in Authenticator.objects.values_list("pk", "data") if not _is_readable(data)]


def _is_readable(data: dict[str, Any]) -> bool:
    try:
        for name in SECRETS:
            if data.get(name):
                get_adapter().decrypt(data[name])
        for code in data.get("migrated_codes") or ():
            get_adapter().decrypt(code)
    except InvalidToken:
        return False
    return True

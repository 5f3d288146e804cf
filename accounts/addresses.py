"""Which addresses are known to be a person's own."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.http import HttpRequest

from accounts.models import User


def verified_addresses(user: User) -> list[str]:
    """The addresses that this person has shown to receive mail at, in lower case. None that is only claimed."""
    rows = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return sorted({address.lower() for address in rows})


def vouch_for_address(user: User) -> None:
    """Note that the account's address is the person's own: whoever made the account knows."""
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})


def ask_to_verify(user: User, request: HttpRequest) -> None:
    """Send a link to the account's address, with which its owner shows that mail arrives there."""
    EmailAddress.objects.get_or_create(user=user, email=user.email)[0].send_confirmation(request)

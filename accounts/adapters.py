"""How the portal uses django-allauth."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse

from core.links import public_url


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are given by the coordinator: nobody signs up alone. Mailed links begin with `SITE_URL`."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse open sign-up."""
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Give the mailed link, never built from the request's Host header."""
        # allauth splits the key at its first hyphen: the user's number in base 36, then Django's token.
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return public_url(path.replace("UID-KEY", key))

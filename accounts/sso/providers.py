"""What both kinds of providers have in common."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest

from accounts.sso.people import Identity


class ReadsIdentity:
    """A provider of allauth's that keeps nothing of an answer but the person's name there."""

    app: Any

    def read_identity(self, data: Any) -> Identity:
        """Who it is."""
        raise NotImplementedError

    def sociallogin_from_response(self, request: HttpRequest, response: Any) -> Any:
        """Allauth's login, with the identity beside it. Raises `ValueError` for an answer without a subject."""
        login = super().sociallogin_from_response(request, response)  # type: ignore[misc]
        login.identity = self.read_identity(response)
        return login

    def extract_uid(self, data: Any) -> str:
        """The provider's own name of the person."""
        return self.read_identity(data).subject

    def extract_extra_data(self, data: Any) -> dict[str, Any]:
        """Nothing is kept."""
        return {}

    def extract_common_fields(self, data: Any) -> dict[str, Any]:
        """No account is made of it."""
        return {}

    def extract_email_addresses(self, data: Any) -> list[Any]:
        """Addresses are judged by `accounts.sso.people`."""
        return []


def is_any_of(values: Iterable[str], said: Any) -> bool:
    """Whether a claim, one text or several, says one of the values."""
    texts = said if isinstance(said, list | tuple) else [said]
    return not {str(text) for text in texts}.isdisjoint(values)

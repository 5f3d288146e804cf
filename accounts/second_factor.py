"""Whether a person has shown a second factor in this session."""

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import User

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
ELSEWHERE = "provider"


def has_shown_second_factor(request: HttpRequest, user: User) -> bool:
    """Whether this session began, or was confirmed, with a second factor (a passkey is both factors in one)."""
    # Without the user, allauth gives no records, and says nothing.
    return any(record["method"] == "mfa" for record in get_authentication_records(request, user))


def has_shown_it_elsewhere(request: HttpRequest, user: User | None) -> bool:
    """Whether the provider that signed this person in just now says that it asked for a second factor."""
    return any(record.get("type") == ELSEWHERE for record in get_authentication_records(request, user))


def note_second_factor_elsewhere(request: HttpRequest, user: User, *, provider_id: str) -> None:
    """Count what the provider has asked for as a second factor shown here."""
    record_authentication(request, user, method="mfa", type=ELSEWHERE, provider=provider_id)


def is_missing_second_factor(request: HttpRequest, user: User) -> bool:
    """Whether this person has yet to show a second factor before the admin opens."""
    return bool(settings.SECOND_FACTOR_REQUIRED) and not has_shown_second_factor(request, user)


def address_to_show_it(user: User, onward: str) -> str:
    """Where the person sets a second factor up or, having one, shows it; then on to `onward`."""
    if not is_mfa_enabled(user, FACTORS):
        name = "mfa_index"
    elif is_mfa_enabled(user, [Authenticator.Type.TOTP]):
        name = "mfa_reauthenticate"
    else:
        name = "mfa_reauthenticate_webauthn"
    return f"{reverse(name)}?{urlencode({'next': onward})}"

"""How the portal uses django-allauth."""

import base64
import hashlib
import time
from types import SimpleNamespace
from typing import Any

from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from core.links import public_url, site_address
from core.rate_limits import client_address


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are given by the coordinator: nobody signs up alone. Mailed links begin with `SITE_URL`."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse open sign-up."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The visitor's address as our own proxies saw it, never as the visitor claims."""
        return client_address(request)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask for the password or a factor again before second factors change, unless it was shown just now."""
        request = allauth_context.request
        oldest = time.time() - account_settings.REAUTHENTICATION_TIMEOUT
        shown = (record["at"] for record in get_authentication_records(request, request.user))
        return super().is_reauthentication_required(app=app, **kwargs) and max(shown, default=0) < oldest

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send one of allauth's mails under the network's name, whatever Host the request claimed."""
        site = SimpleNamespace(name=_("Healthy Cities Network"), domain=site_address())
        super().send_mail(template_prefix, email, {"current_site": site, **context})

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Give the mailed link, never built from the request's Host header."""
        # allauth splits the key at its first hyphen: the user's number in base 36, then Django's token.
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return public_url(path.replace("UID-KEY", key))


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors: their secrets are encrypted at rest, so that a copy of the database signs nobody in."""

    def encrypt(self, text: str) -> str:
        """Encrypt a secret with a key made from `SECRET_KEY` (Fernet: AES-128-CBC with HMAC-SHA256)."""
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Read a secret back. Raises `cryptography.fernet.InvalidToken` after `SECRET_KEY` has changed."""
        return _fernet().decrypt(encrypted_text.encode()).decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Who asks for the passkey (https://www.w3.org/TR/webauthn-3/#dictionary-rp-credential-params)."""
        return {**super().get_public_key_credential_rp_entity(), "name": _("Healthy Cities Network")}


def _fernet() -> Fernet:
    digest = hashlib.sha256(b"accounts.second-factor\n" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))

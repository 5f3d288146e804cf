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
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.attempts import give_try_back, known_device, remember_device, spend_try
from accounts.devices import device_in_words
from accounts.second_factor import note_second_factor_elsewhere
from core.links import public_url, site_address
from core.rate_limits import client_address, is_too_often

# One address on the net may be a whole town hall: enough for a morning, too few for guessing.
MOST_A_MINUTE_FROM_ONE_PLACE = 20


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are given by the coordinator: nobody signs up alone. Mailed links begin with `SITE_URL`."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": gettext_lazy(
            "Too many wrong passwords. For an hour, none is looked at from this device. "
            "Sign in with a passkey or a mailed code, or on a device that you have used before."
        ),
    }

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

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try before the password is looked at; refuse it where too many were wrong within the hour."""
        address = str(credentials.get("email", ""))
        device = known_device(request, address)
        if is_too_often("sign-in", client_address(request), most=MOST_A_MINUTE_FROM_ONE_PLACE, seconds=60):
            raise self.validation_error("too_many_login_attempts")
        if not spend_try(address, device=device, at=timezone.now()):
            raise self.validation_error("too_many_login_attempts")
        self._spent = (address, device)

    def _rollback_login_failed_rl_usage(self) -> None:
        """Allauth's hook after a right password."""
        address, device = self._spent
        give_try_back(address, device=device)

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        """Count a second factor that the municipality's own sign-in has asked for."""
        sociallogin = (kwargs.get("signal_kwargs") or {}).get("sociallogin")
        identity = getattr(sociallogin, "identity", None)
        if identity is not None and identity.has_second_factor:
            note_second_factor_elsewhere(request, user, provider_id=identity.provider_id)
        return super().pre_login(request, user, **kwargs)

    def get_login_stages(self) -> list[str]:
        """Allauth's, with the portal's own second factor."""
        stages: list[str] = super().get_login_stages()
        return [
            "accounts.stages.SecondFactorStage" if stage == "allauth.mfa.stages.AuthenticateStage" else stage
            for stage in stages
        ]

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Remember the device, now that all that was asked for has been shown."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        remember_device(request, response, user.email)
        return response

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

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """Propose the name of a new key: where it is made."""
        return device_in_words(allauth_context.request.headers.get("user-agent", ""))

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Who asks for the passkey (https://www.w3.org/TR/webauthn-3/#dictionary-rp-credential-params)."""
        return {**super().get_public_key_credential_rp_entity(), "name": _("Healthy Cities Network")}


def _fernet() -> Fernet:
    digest = hashlib.sha256(b"accounts.second-factor\n" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))

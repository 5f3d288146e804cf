"""How the portal uses django-allauth's sign-in by providers."""

from __future__ import annotations

import logging
from typing import Any, NoReturn

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, _build_apps_from_settings
from allauth.socialaccount.providers.base.constants import AuthError
from django.http import HttpRequest
from django.utils import timezone

from accounts.sso.people import find_person
from accounts.sso.refusals import Reason, refuse

logger = logging.getLogger(__name__)


class SocialAdapter(DefaultSocialAccountAdapter):
    """Providers are configured by whoever runs the portal; they sign in those alone who are known or invited."""

    def list_apps(self, request: HttpRequest, provider: str | None = None, client_id: str | None = None) -> list[Any]:
        """Those of the settings. A row in the database opens no door."""
        found = _build_apps_from_settings(provider=provider, client_id=client_id)
        return [app for apps in found.values() for app in apps]

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Refuse open sign-up."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Find the person, or refuse."""
        person = find_person(sociallogin.identity, at=timezone.now())
        if person is None:
            raise ImmediateHttpResponse(refuse(request, Reason.UNKNOWN))
        sociallogin.user = sociallogin.account.user = person

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> NoReturn:
        """Say why in the log, and to the person that it did not work."""
        logger.warning("Sign-in by %s failed: %s %s", provider.sub_id, error, exception or "")
        is_cancelled = error == AuthError.CANCELLED
        raise ImmediateHttpResponse(refuse(request, Reason.CANCELLED if is_cancelled else Reason.FAILED))

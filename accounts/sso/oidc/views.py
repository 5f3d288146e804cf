"""Where OpenID Connect providers send people back to."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.sso.configuration import OIDC
from accounts.sso.oidc.provider import OidcAdapter
from accounts.sso.refusals import Reason, language_of_start, refuse


class OidcCallback(OAuth2CallbackView):
    """Allauth's, which tells the adapter what the sign-in was begun with."""

    def _get_state(self, request: HttpRequest, provider: Any) -> tuple[dict[str, Any] | None, HttpResponse | None]:
        state, refusal = super()._get_state(request, provider)
        if state is not None:
            self.adapter.nonce = state.get("nonce", "")
        return state, refusal


@never_cache
@require_safe
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Sign in, or refuse. The `state` of the address is good once, in the browser that began."""
    adapter = OidcAdapter(request, provider_id)
    try:
        is_other_kind = adapter.get_provider().id != OIDC
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
    if is_other_kind:
        raise Http404
    with language_of_start(request):
        try:
            response: HttpResponse = OidcCallback.adapter_view(adapter)(request)
        except (KeyError, ValueError):
            # An answer without a token or a subject.
            return refuse(request, Reason.FAILED)
    return response

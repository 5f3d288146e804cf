"""Off to a provider, and the page for those whom it did not sign in."""

from __future__ import annotations

import logging

from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.generic.base import View
from requests import RequestException

from accounts.sso.refusals import LANGUAGE, Reason, refuse
from core.rate_limits import client_address, is_too_often

logger = logging.getLogger(__name__)
# One address on the net may be a whole town hall.
MOST_A_MINUTE_FROM_ONE_PLACE = 60


@method_decorator(never_cache, name="dispatch")
class StartView(View):
    """Begins a sign-in at a provider; by POST, so that no other site begins one."""

    def get(self, request: HttpRequest, provider_id: str) -> HttpResponse:
        """Lead to where it is begun."""
        return redirect("account_login")

    def post(self, request: HttpRequest, provider_id: str) -> HttpResponse:
        """Answer with a page that goes on to the provider: forms may not be sent elsewhere (docs/adr/0004)."""
        try:
            provider = get_adapter(request).get_provider(request, provider=provider_id)
        except SocialApp.DoesNotExist as error:
            raise Http404 from error
        request.session[LANGUAGE] = get_language()
        if is_too_often("sso", client_address(request), most=MOST_A_MINUTE_FROM_ONE_PLACE, seconds=60):
            return refuse(request, Reason.FAILED)
        onward = get_next_redirect_url(request) or reverse("accounts:account")
        try:
            answer = provider.redirect(request, AuthProcess.LOGIN, next_url=onward)
        except (OAuth2Error, RequestException, OSError, KeyError) as error:
            logger.warning("Sign-in by %s could not begin: %s", provider_id, error)
            return refuse(request, Reason.FAILED)
        response = render(request, "accounts/sso_onward.html", {"provider": provider, "url": answer["Location"]})
        response.headers["Refresh"] = f"0; url={answer['Location']}"
        return response


class RefusedView(View):
    """Says why nobody was signed in."""

    def get(self, request: HttpRequest, reason: str) -> HttpResponse:
        """Say it."""
        if reason not in set(Reason):
            raise Http404
        return render(request, "accounts/sso_refused.html", {"reason": reason}, status=403)

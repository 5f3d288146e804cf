"""Where the newsletter is asked for: on the portal, and in a frame on other websites.

No view asks for a cookie, not even for the one against cross-site requests: a browser sends none to a frame of another
site. What protects instead is that nothing happens before the owner of the address has confirmed by mail, a limit for
each place, and a trap for machines.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import TemplateView, View

from core.links import network_name, public_url
from core.middleware import PUBLIC_POLICY
from core.rate_limits import client_address, is_too_often
from newsletters import services
from newsletters.consent import ConsentSource, current_consent
from newsletters.forms import SignUpForm

SIGN_UPS_PER_HOUR = 10
HOUR = 3600
# As on every public page, but any website may put it into a frame.
EMBED_POLICY = PUBLIC_POLICY.replace("frame-ancestors 'self'", "frame-ancestors *")


def take_sign_up(form: SignUpForm, *, source: str) -> None:
    """Send the confirmation mail for a valid form, where one is due; a machine in the trap gets nothing."""
    if form.is_trapped:
        return
    services.request_subscription(form.wish, consent=current_consent(), source=source, at=timezone.now())


def too_many_from(request: HttpRequest) -> bool:
    """Count one more sign-up from where the visitor is, and say whether that is too many for this hour."""
    return is_too_often("newsletter-sign-up", client_address(request), most=SIGN_UPS_PER_HOUR, seconds=HOUR)


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class SignUpView(View):
    """Asks for an address, and answers the same whether it is known or not."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form."""
        return render(request, "newsletters/sign_up.html", {"form": SignUpForm()})

    def post(self, request: HttpRequest) -> HttpResponse:
        """Send the confirmation mail, where one is due."""
        form = SignUpForm(request.POST)
        if not form.is_valid():
            return render(request, "newsletters/sign_up.html", {"form": form}, status=422)
        if too_many_from(request):
            return render(request, "newsletters/too_often.html", status=429)
        take_sign_up(form, source=form.cleaned_data["source"] or ConsentSource.SIGN_UP_PAGE)
        return redirect("newsletters:subscription-requested")


class RequestedView(TemplateView):
    """Tells everybody who signed up to look in the inbox."""

    template_name = "newsletters/requested.html"


@method_decorator([csrf_exempt, never_cache, xframe_options_exempt], name="dispatch")
class EmbedView(View):
    """The sign-up form for a frame on another website: the only address that may stand in one.

    The answer to a sign-up is given here, too, so that no other page has to be let into frames.
    """

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Answer, and let any website frame it (CSP level 3, frame-ancestors)."""
        response = super().dispatch(request, *args, **kwargs)
        response.headers["Content-Security-Policy"] = EMBED_POLICY
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form."""
        return self._frame(request, form=SignUpForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Send the confirmation mail, where one is due, and give thanks in the frame."""
        form = SignUpForm(request.POST)
        if not form.is_valid():
            return self._frame(request, form=form, status=422)
        if too_many_from(request):
            return self._frame(request, is_too_often=True, status=429)
        take_sign_up(form, source=ConsentSource.EMBED)
        return self._frame(request, is_asked=True)

    def _frame(self, request: HttpRequest, *, status: int = 200, **context: object) -> HttpResponse:
        home = public_url(reverse("wagtail_serve", args=[""]))
        context = {"home_url": home, "network": network_name(), **context}
        return render(request, "newsletters/embed.html", context, status=status)

"""Applying for membership. The mailed link only ever shows a form; the application is confirmed by POST.

No page here asks for a cookie: the form is anybody's, and the confirming page's address carries its own secret.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import TemplateView, View

from core.rate_limits import client_address, is_too_often
from ledger import services
from ledger.forms import ApplicationForm

APPLICATIONS_PER_HOUR = 5
HOUR = 3600


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class ApplyView(View):
    """Takes an application, and answers the same whether the address is known or not."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form."""
        return render(request, "ledger/apply.html", {"form": ApplicationForm()})

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep the application and write to the address."""
        form = ApplicationForm(request.POST)
        if not form.is_valid():
            return render(request, "ledger/apply.html", {"form": form}, status=422)
        if is_too_often("membership-application", client_address(request), most=APPLICATIONS_PER_HOUR, seconds=HOUR):
            return render(request, "ledger/too_often.html", status=429)
        if not form.is_trapped:
            facts = {name: value for name, value in form.cleaned_data.items() if name != "website"}
            services.apply_for_membership(language=get_language() or "sv", at=timezone.now(), **facts)
        return redirect("ledger:requested")


class RequestedView(TemplateView):
    """Tells everybody who applied to look in the inbox."""

    template_name = "ledger/requested.html"


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class ConfirmView(View):
    """The page that the mail leads to."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Answer, with the headers that keep the address of the page a secret."""
        response = super().dispatch(request, *args, **kwargs)
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """Show the button. A scanner that follows the link changes nothing."""
        return render(request, "ledger/confirm.html")

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """Let the application be decided on."""
        try:
            services.confirm_application(token, at=timezone.now())
        except services.ApplicationError:
            return render(request, "ledger/link_gone.html", status=404)
        return render(request, "ledger/confirmed.html")

"""The page "still right". The mailed link only ever shows a form; what is confirmed is confirmed by POST.

The address carries its own secret (a token), so the page asks for no sign-in and no cookie.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

from reviews import services
from reviews.models import ReviewRequest


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class StillRightView(View):
    """What one contact was asked to look through."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Answer, with the headers that keep the address of the page a secret."""
        response = super().dispatch(request, *args, **kwargs)
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """Show the list. A scanner that follows the link changes nothing."""
        return self._answer(request, token)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """Write down what was ticked; only what this link was sent for."""
        return self._answer(request, token, ticked=set(request.POST.getlist("review")))

    def _answer(self, request: HttpRequest, token: str, ticked: set[str] | None = None) -> HttpResponse:
        asked = (
            ReviewRequest.objects.open_at(timezone.now()).with_token(token).select_related("member", "contact").first()
        )
        if asked is None or asked.contact is None:
            return render(request, "reviews/link_gone.html", status=404)
        today = timezone.localdate()
        confirmed = 0
        if ticked is not None:
            chosen = [review for review in asked.reviews.stale(today) if str(review.pk) in ticked]
            confirmed = services.confirm_reviews(chosen, on=today, by=asked.contact.name)
        context = {
            "asked": asked,
            "waiting": list(asked.reviews.stale(today)),
            "done": list(asked.reviews.fresh(today)),
            "confirmed": confirmed,
            "has_posted": ticked is not None,
            "profile": asked.member.pages.filter(locale__language_code=request.LANGUAGE_CODE).live().first(),
        }
        return render(request, "reviews/still_right.html", context)

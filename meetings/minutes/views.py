"""Minutes as people read them, the adjuster's page and the page of an action item.

A mailed link only ever shows a page; what is approved or done is so by POST. Its address carries its own secret.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from django.views.generic import View

from core.tokens import hash_token
from meetings.minutes import services
from meetings.minutes.forms import RIGHT, VerdictForm
from meetings.minutes.shown import show_minutes
from meetings.models import ActionItem, Adjuster, Invitation, Minutes
from meetings.permissions import can_read_minutes
from meetings.words import place_words, when_words


def minutes_context(minutes: Minutes) -> dict[str, Any]:
    """What every page with minutes says of them."""
    meeting = minutes.meeting
    return {
        "minutes": minutes,
        "meeting": meeting,
        "shown": show_minutes(minutes),
        "when": when_words(meeting),
        "place": place_words(meeting),
    }


def readable_minutes(request: HttpRequest, pk: int) -> Minutes:
    """The minutes of a meeting, for those who may read them; for others it is as if there were none."""
    minutes: Minutes = get_object_or_404(
        Minutes.objects.select_related("meeting__kind", "meeting__theme_group"), meeting=pk
    )
    if not can_read_minutes(request.user, minutes):
        raise Http404
    return minutes


def invited_minutes(token: str) -> Minutes:
    """The adjusted minutes, by the link in somebody's invitation."""
    invitation = get_object_or_404(Invitation.objects.current().with_token(token))
    found = Minutes.objects.select_related("meeting__kind", "meeting__theme_group")
    return get_object_or_404(found, meeting=invitation.meeting_id, state=Minutes.State.LOCKED)


def _keep_secret(response: HttpResponseBase) -> HttpResponseBase:
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _as_text(minutes: Minutes) -> HttpResponse:
    response = HttpResponse(minutes.text.encode(), content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="protokoll-{minutes.meeting_id}.txt"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_safe
def minutes_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes of a meeting."""
    return render(request, "meetings/minutes.html", minutes_context(readable_minutes(request, pk)))


@require_safe
def minutes_text(request: HttpRequest, pk: int) -> HttpResponse:
    """The canonical text, whose SHA-256 is the checksum that the page shows."""
    return _as_text(readable_minutes(request, pk))


@never_cache
@require_safe
def invited_minutes_page(request: HttpRequest, token: str) -> HttpResponseBase:
    """The minutes, for somebody with a link and perhaps without an account."""
    context = {**minutes_context(invited_minutes(token)), "token": token}
    return _keep_secret(render(request, "meetings/minutes.html", context))


@require_safe
def invited_minutes_text(request: HttpRequest, token: str) -> HttpResponseBase:
    """The canonical text by the same link."""
    return _keep_secret(_as_text(invited_minutes(token)))


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class TokenPage(View):
    """A page that a mail's link leads to."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Answer, with the headers that keep the address of the page a secret."""
        return _keep_secret(super().dispatch(request, *args, **kwargs))


class AdjustmentView(TokenPage):
    """An adjuster reads the minutes, and approves them or says what is wrong."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """Show the minutes and the form. Nothing is changed."""
        adjuster = self._find(token)
        if adjuster is None:
            return render(request, "meetings/link_gone.html", status=404)
        return self._show(request, adjuster, self._form(adjuster))

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """Take the adjuster's word about the text that the page showed."""
        adjuster = self._find(token)
        if adjuster is None:
            return render(request, "meetings/link_gone.html", status=404)
        form = VerdictForm(request.POST)
        if not form.is_valid():
            return self._show(request, adjuster, form, status=422)
        values = form.cleaned_data
        if values["checksum"] != adjuster.minutes.checksum:
            return self._show(request, adjuster, self._form(adjuster), status=409)
        try:
            services.answer_adjustment(
                adjuster, is_right=values["verdict"] == RIGHT, comment=values["comment"], at=timezone.now()
            )
        except services.NotAskedError:
            return self._show(request, adjuster, form, status=409)
        found = self._find(token)
        return self._show(request, found or adjuster, None, is_answered=True)

    def _find(self, token: str) -> Adjuster | None:
        rows = Adjuster.objects.filter(token_hash=hash_token(token))
        return rows.select_related("minutes__meeting__kind", "minutes__meeting__theme_group").first()

    def _form(self, adjuster: Adjuster) -> VerdictForm:
        return VerdictForm(initial={"checksum": adjuster.minutes.checksum, "comment": adjuster.comment})

    def _show(
        self,
        request: HttpRequest,
        adjuster: Adjuster,
        form: VerdictForm | None,
        *,
        is_answered: bool = False,
        status: int = 200,
    ) -> HttpResponse:
        minutes = adjuster.minutes
        is_asked = minutes.is_adjusting and adjuster.round == minutes.adjustment_round
        # What is written while nobody is asked is not for adjusters' eyes yet.
        is_shown = is_asked or minutes.is_locked
        context = {
            **minutes_context(minutes),
            "adjuster": adjuster,
            "form": form if is_asked else None,
            "is_asked": is_asked,
            "is_shown": is_shown,
            "is_answered": is_answered,
            "is_refused": status == 409,
        }
        return render(request, "meetings/adjust.html", context, status=status)


class ActionView(TokenPage):
    """What somebody promised; a POST says that it is done."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """Show it. Nothing is changed."""
        return self._show(request, token)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """It is done."""
        action = ActionItem.objects.agreed().with_token(token).first()
        if action is not None:
            services.mark_done(action, at=timezone.now())
        return self._show(request, token)

    def _show(self, request: HttpRequest, token: str) -> HttpResponse:
        action = ActionItem.objects.agreed().with_token(token).for_rows().first()
        if action is None:
            return render(request, "meetings/link_gone.html", status=404)
        context = {"action": action, "meeting": action.meeting, "is_late": action.is_late(timezone.localdate())}
        return render(request, "meetings/action.html", context)

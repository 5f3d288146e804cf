"""Pages about one meeting. A link in a mail only ever shows a form; the answer is given by POST.

The address of an answer page carries its own secret (a token), so the page asks for no cookie: not even the one against
cross-site requests, which would guard nothing here, since whoever can write the address can read the token.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from django.views.generic import View
from wagtail.models import Locale

from meetings import services
from meetings.agenda.shown import agenda_for
from meetings.forms import DetailedAnswerForm, SubstituteForm
from meetings.minutes.services import open_actions_before
from meetings.minutes.shown import minutes_of
from meetings.models import Invitation, Meeting, MeetingDocument, MeetingIndexPage
from meetings.permissions import can_manage, can_read, can_read_minutes, can_write_minutes, sees_inside
from meetings.seats.shown import seat_words, substitute_of
from meetings.words import deadline_words, place_words, when_words


def meeting_words(meeting: Meeting) -> dict[str, Any]:
    """What every page about a meeting says of it."""
    return {
        "meeting": meeting,
        "when": when_words(meeting),
        "place": place_words(meeting),
        "deadline": deadline_words(meeting),
    }


@require_safe
def meeting(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """One meeting, with what this reader may see of it."""
    meetings = Meeting.objects.all() if can_manage(request.user) else Meeting.objects.shown()
    found: Meeting = get_object_or_404(meetings.for_rows(), pk=pk)
    if slug != found.slug:
        return redirect(found.get_absolute_url(), permanent=True)
    is_inside = sees_inside(request.user, found)
    minutes = minutes_of(found)
    context = {
        **meeting_words(found),
        "sees_inside": is_inside,
        "agenda": agenda_for(found, is_inside=is_inside),
        "writes_minutes": found.state != Meeting.State.DRAFT and can_write_minutes(request.user, found),
        "minutes": minutes if minutes and can_read_minutes(request.user, minutes) else None,
        "follow_up": open_actions_before(found, now=timezone.now()) if is_inside else [],
        "is_over": found.ends_at <= timezone.now(),
        "takes_registrations": found.takes_registrations(timezone.now()),
        "index": MeetingIndexPage.objects.live().filter(locale=Locale.get_active()).first(),
    }
    return render(request, "meetings/meeting.html", context)


def give_file(paper: MeetingDocument) -> FileResponse:
    """The file, to be saved and never shown as a page of ours."""
    try:
        response = FileResponse(paper.file.open("rb"), as_attachment=True, filename=paper.download_name)
    except FileNotFoundError:
        raise Http404 from None
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
def document(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """A paper, for those who may read it; for others it is as if there were none."""
    paper = get_object_or_404(MeetingDocument.objects.select_related("meeting"), key=uuid)
    if not can_read(request.user, paper):
        raise Http404
    return give_file(paper)


def find_invitation(token: str) -> Invitation | None:
    """The invitation that a token opens; None for one that is forged, or was replaced."""
    return (
        Invitation.objects.with_token(token)
        .select_related("meeting__kind", "meeting__theme_group", "meeting__series")
        .first()
    )


@require_safe
def invited_document(request: HttpRequest, token: str, pk: int) -> HttpResponseBase:
    """A paper, by the link in somebody's invitation."""
    invitation = find_invitation(token)
    if invitation is None or invitation.removed_at is not None:
        raise Http404
    response = give_file(get_object_or_404(MeetingDocument, pk=pk, meeting=invitation.meeting))
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class RespondView(View):
    """The answer page: works without signing in, until answers are closed."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Answer, with the headers that keep the address of the page a secret."""
        response = super().dispatch(request, *args, **kwargs)
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """Show the form, with the answer of before; `?svar=` chooses one in advance. Nothing is changed."""
        invitation = find_invitation(token)
        if invitation is None:
            return render(request, "meetings/link_gone.html", status=404)
        chosen = {"answer": request.GET["svar"]} if "svar" in request.GET else {}
        return self.show(request, invitation, form=DetailedAnswerForm(invitation=invitation, initial=chosen))

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """Take the answer."""
        invitation = find_invitation(token)
        if invitation is None:
            return render(request, "meetings/link_gone.html", status=404)
        if "give-back" in request.POST:
            return self.give_back(request, invitation)
        form = DetailedAnswerForm(request.POST, invitation=invitation)
        if not form.is_valid():
            return self.show(request, invitation, form=form, status=422)
        try:
            row = form.save(invitation, at=timezone.now())
        except services.AnswerRefusedError:
            return self.show(request, invitation, form=form, status=409)
        return self.show(request, row, form=DetailedAnswerForm(invitation=row), is_answered=True)

    def give_back(self, request: HttpRequest, invitation: Invitation) -> HttpResponse:
        """Take a no after the last day to answer."""
        form = DetailedAnswerForm(invitation=invitation)
        try:
            row = services.give_back(invitation, at=timezone.now())
        except services.AnswerRefusedError:
            return self.show(request, invitation, form=form, status=409)
        return self.show(request, row, form=form, is_given_back=True)

    def show(
        self,
        request: HttpRequest,
        invitation: Invitation,
        *,
        form: DetailedAnswerForm,
        status: int = 200,
        **more: Any,
    ) -> HttpResponse:
        """The page, with what it says of the answer, the seat and the substitute."""
        found = invitation.meeting
        is_over = found.ends_at <= timezone.now()
        context = {
            **meeting_words(found),
            "invitation": invitation,
            "form": form,
            "seat": seat_words(invitation, now=timezone.now()),
            "substitute": substitute_of(invitation),
            "substitute_form": SubstituteForm(),
            "is_refused": status == 409,
            "is_open": invitation.is_open(timezone.now()),
            "can_give_back": invitation.can_give_back(timezone.now()),
            "is_over": is_over,
            "token": request.resolver_match.kwargs["token"] if request.resolver_match else "",
            **self._inside(invitation),
            **more,
        }
        return render(request, "meetings/respond.html", context, status=status)

    def _inside(self, invitation: Invitation) -> dict[str, Any]:
        """What those invited see; nothing once the invitation is taken back."""
        if invitation.removed_at:
            return {"agenda": None}
        found = invitation.meeting
        minutes = minutes_of(found)
        return {
            "agenda": agenda_for(found, is_inside=True),
            "minutes": minutes if minutes and minutes.is_locked else None,
            "follow_up": open_actions_before(found, now=timezone.now()),
        }

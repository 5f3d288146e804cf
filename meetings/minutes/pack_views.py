"""The printable pack of a meeting, as a page and as PDF: each reader gets what the meeting's page shows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from meetings.agenda.shown import agenda_for
from meetings.minutes.pack import Pack, pack_pdf
from meetings.minutes.shown import minutes_of, show_minutes
from meetings.models import Invitation, Meeting
from meetings.permissions import can_manage, can_read_minutes, sees_inside
from meetings.words import place_words, when_words


def pack_for(request: HttpRequest, pk: int) -> Pack:
    """What this reader may have."""
    meetings = Meeting.objects.all() if can_manage(request.user) else Meeting.objects.shown()
    meeting: Meeting = get_object_or_404(meetings.for_rows(), pk=pk)
    minutes = minutes_of(meeting)
    if minutes is not None:
        minutes.meeting = meeting
    is_readable = minutes is not None and can_read_minutes(request.user, minutes)
    agenda = agenda_for(meeting, is_inside=sees_inside(request.user, meeting))
    return Pack(meeting, agenda, show_minutes(minutes) if minutes and is_readable else None)


def pack_by_token(token: str) -> Pack:
    """What somebody invited may have, by the link in a mail."""
    rows = Invitation.objects.current().select_related("meeting__kind", "meeting__theme_group")
    meeting = get_object_or_404(rows.with_token(token)).meeting
    minutes = minutes_of(meeting)
    is_readable = minutes is not None and minutes.is_locked
    return Pack(
        meeting, agenda_for(meeting, is_inside=True), show_minutes(minutes) if minutes and is_readable else None
    )


def _page(request: HttpRequest, pack: Pack, *, pdf_url: str, token: str = "") -> HttpResponse:
    context: dict[str, Any] = {
        "meeting": pack.meeting,
        "agenda": pack.agenda,
        "shown": pack.shown,
        "minutes": pack.shown.minutes if pack.shown else None,
        "when": when_words(pack.meeting),
        "place": place_words(pack.meeting),
        "pdf_url": pdf_url,
        "token": token,
    }
    return render(request, "meetings/pack.html", context)


def _pdf(pack: Pack) -> HttpResponse:
    response = HttpResponse(pack_pdf(pack), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{pack.meeting.slug}.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _keep_secret(response: HttpResponse) -> HttpResponse:
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def pack_page(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The pack as a page that prints well."""
    return _page(request, pack_for(request, pk), pdf_url=reverse("meetings:pack-pdf", args=[pk]))


@require_safe
def pack_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The pack as PDF."""
    return _pdf(pack_for(request, pk))


@never_cache
@require_safe
def invited_pack_page(request: HttpRequest, token: str) -> HttpResponseBase:
    """The page, by the link in somebody's invitation."""
    url = reverse("meetings:invitation-pack-pdf", args=[token])
    return _keep_secret(_page(request, pack_by_token(token), pdf_url=url, token=token))


@require_safe
def invited_pack_file(request: HttpRequest, token: str) -> HttpResponseBase:
    """The PDF, by the same link."""
    return _keep_secret(_pdf(pack_by_token(token)))

"""Meetings for calendars: one meeting as a file, and the public feed."""

from __future__ import annotations

import datetime
import hashlib

from django.conf import settings
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from core.links import public_url, site_address
from meetings import ical
from meetings.models import Meeting
from meetings.permissions import can_manage, sees_inside

CONTENT_TYPE = "text/calendar; charset=utf-8"
FEED_REACHES_BACK = datetime.timedelta(days=365)


@require_safe
def meeting_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting as a file; the online link is in it only for those who may see it."""
    meetings = Meeting.objects.all() if can_manage(request.user) else Meeting.objects.shown()
    meeting: Meeting = get_object_or_404(meetings, pk=pk)
    text = ical.meeting_text(
        meeting,
        language=get_language() or "sv",
        at=meeting.changed_at,
        is_invited=sees_inside(request.user, meeting),
        url=public_url(meeting.get_absolute_url()),
    )
    response = HttpResponse(text, content_type=CONTENT_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{meeting.slug}.ics"'
    patch_cache_control(response, private=True)
    return response


@require_safe
def public_calendar(request: HttpRequest) -> HttpResponse:
    """All shown meetings of the last year and to come, as everybody may see them: no link, no names, no papers.

    DTSTAMP is each meeting's last change, so that the feed is the same, byte for byte, until something changes.
    """
    now = timezone.now()
    language = get_language() or "sv"
    meetings = Meeting.objects.shown().filter(ends_at__gte=now - FEED_REACHES_BACK).order_by("starts_at", "pk")
    state = meetings.aggregate(last=Max("changed_at"))["last"]
    pks = ",".join(str(pk) for pk in meetings.values_list("pk", flat=True))
    etag = quote_etag(hashlib.sha256(f"{language}|{state}|{pks}|{site_address()}".encode()).hexdigest()[:32])
    response = get_conditional_response(request, etag=etag)
    if response is None:
        rows = list(meetings)
        events = [
            ical.make_event(
                meeting,
                language=language,
                at=meeting.changed_at,
                is_invited=False,
                url=public_url(meeting.get_absolute_url()),
            )
            for meeting in rows
        ]
        zones = {meeting.time_zone for meeting in rows} or {ical.STOCKHOLM}
        calendar = ical.make_calendar(events, method=ical.PUBLISH, zones=zones, name=settings.WAGTAIL_SITE_NAME)
        response = HttpResponse(calendar.to_ical(), content_type=CONTENT_TYPE)
    response.headers["ETag"] = etag
    patch_cache_control(response, public=True, max_age=300)
    return response

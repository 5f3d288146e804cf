"""Meetings for calendars: one meeting as a file, and feeds: the public one, one per theme group, and a person's own."""

from __future__ import annotations

import datetime
import hashlib

from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.links import network_name, public_url, site_address
from core.tokens import hash_token
from meetings import ical
from meetings.models import CalendarKey, Invitation, Meeting
from meetings.models.meeting import MeetingQuerySet
from meetings.permissions import can_manage, sees_inside
from members.models import ThemeGroup

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
    """All shown meetings of the last year and to come, as everybody may see them: no link, no names, no papers."""
    return _answer(request, Meeting.objects.shown(), name=network_name())


@require_safe
def group_calendar(request: HttpRequest, key: str) -> HttpResponse:
    """The meetings of one theme group, as everybody may see them."""
    group = get_object_or_404(ThemeGroup, key=key)
    meetings = Meeting.objects.shown().filter(audience=Meeting.Audience.THEME_GROUP, theme_group=group)
    return _answer(request, meetings, name=f"{group.name} – {network_name()}")


@require_safe
def own_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """A person's own feed, by the secret in its address: what they are invited to and have not said no to, with links.

    An address that was taken back, and that of a closed account, lead nowhere.
    """
    key = get_object_or_404(
        CalendarKey.objects.select_related("user"), token_hash=hash_token(token), user__is_active=True
    )
    name = _("My meetings – %(network)s") % {"network": network_name()}
    own = Invitation.objects.current().of_user(key.user).exclude(answer=Invitation.Answer.NO)
    meetings = Meeting.objects.shown().filter(pk__in=own.values("meeting"))
    response = _answer(request, meetings, name=name, is_invited=True)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _answer(request: HttpRequest, meetings: MeetingQuerySet, *, name: str, is_invited: bool = False) -> HttpResponse:
    """The feed, or 304 where the reader has it (RFC 9110, 13.1.2).

    DTSTAMP is each meeting's last change, so that a feed is the same, byte for byte, until something changes.
    """
    language = get_language() or "sv"
    meetings = meetings.filter(ends_at__gte=timezone.now() - FEED_REACHES_BACK).order_by("starts_at", "pk")
    state = meetings.aggregate(last=Max("changed_at"))["last"]
    pks = ",".join(str(pk) for pk in meetings.values_list("pk", flat=True))
    facts = f"{language}|{state}|{pks}|{site_address()}|{name}|{is_invited}"
    etag = quote_etag(hashlib.sha256(facts.encode()).hexdigest()[:32])
    response = get_conditional_response(request, etag=etag)
    if response is None:
        text = _feed_text(list(meetings), language=language, name=name, is_invited=is_invited)
        response = HttpResponse(text, content_type=CONTENT_TYPE)
    response.headers["ETag"] = etag
    if is_invited:
        patch_cache_control(response, private=True, no_cache=True)
    else:
        patch_cache_control(response, public=True, max_age=300)
    return response


def _feed_text(meetings: list[Meeting], *, language: str, name: str, is_invited: bool) -> bytes:
    events = [
        ical.make_event(
            meeting,
            language=language,
            at=meeting.changed_at,
            is_invited=is_invited,
            url=public_url(meeting.get_absolute_url()),
        )
        for meeting in meetings
    ]
    zones = {meeting.time_zone for meeting in meetings} or {ical.STOCKHOLM}
    return ical.make_calendar(events, method=ical.PUBLISH, zones=zones, name=name).to_ical()

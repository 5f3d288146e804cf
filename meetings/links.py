"""Where meetings stand."""

from __future__ import annotations

from wagtail.models import Locale

from meetings.models import Meeting, MeetingIndexPage


def calendar_path() -> str:
    """The path of the calendar in the active language; "" before there is one."""
    page = MeetingIndexPage.objects.live().filter(locale=Locale.get_active()).first()
    return (page.url or "") if page is not None else ""


def meeting_path(meeting: Meeting, *, calendar: str | None = None) -> str:
    """The path of a meeting's page in the active language. For a list, ask for the calendar's path once and pass it."""
    base = calendar_path() if calendar is None else calendar
    return f"{base}{meeting.pk}-{meeting.slug}/" if base else ""

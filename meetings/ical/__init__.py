"""Meetings as iCalendar text (RFC 5545) and as scheduling messages (RFC 5546)."""

from meetings.ical.events import make_calendar, make_event, meeting_text
from meetings.ical.messages import (
    ATTENDEE_MARKER,
    attendee_lines,
    scheduling_text,
    series_text,
)
from meetings.ical.zones import STOCKHOLM, vtimezone

REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"

__all__ = [
    "ATTENDEE_MARKER",
    "CANCEL",
    "PUBLISH",
    "REQUEST",
    "STOCKHOLM",
    "attendee_lines",
    "make_calendar",
    "make_event",
    "meeting_text",
    "scheduling_text",
    "series_text",
    "vtimezone",
]

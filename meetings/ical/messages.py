"""Scheduling messages (RFC 5546): what is sent about a meeting, about one time of a series, and about a whole series.

Each message names its one ATTENDEE and the ORGANIZER that this person's calendar answers to; both are filled in when
the mail is sent. Every message about a series carries the series' counter as SEQUENCE, so that among all of them the
newer one is known (see `MeetingSeries`).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

from django.utils import translation
from icalendar import Calendar, Event, vCalAddress, vText

from core.links import public_url
from meetings.ical.events import clean_text, make_calendar, make_event, portal_address
from meetings.models import Meeting, MeetingSeries

REQUEST, CANCEL = "REQUEST", "CANCEL"
# Stands alone on a line of a mail's calendar part; the outbox puts one recipient's lines there.
ATTENDEE_MARKER = "attendee"


def _as_date(series: MeetingSeries, instant: datetime.datetime) -> datetime.datetime | datetime.date:
    """A start that the rule gave, as DTSTART writes it: also one that a spring night skips, which no instant has."""
    wanted = instant.astimezone(datetime.UTC)
    start = next(start for start in series.dates if start.astimezone(datetime.UTC) == wanted)
    return start.date() if series.is_all_day else start


def _event(meeting: Meeting, *, method: str, language: str, at: datetime.datetime) -> Event:
    with translation.override(language):
        url = public_url(meeting.get_absolute_url())
    event = make_event(meeting, language=language, at=at, is_invited=method == REQUEST, url=url)
    if method == CANCEL:
        # Cancelled for its reader even where the meeting takes place (RFC 5546, 3.2.5).
        event["status"] = vText("CANCELLED")
    series = meeting.series
    if series is not None and meeting.recurs_at is not None:
        del event["uid"], event["sequence"]
        event.add("uid", series.uid)
        event.add("sequence", series.sequence)
        event.add("recurrence-id", _as_date(series, meeting.recurs_at))
    return event


def _with_markers(events: Sequence[Event], *, method: str, zones: Iterable[str]) -> str:
    for event in events:
        del event["organizer"]
    calendar: Calendar = make_calendar(events, method=method, zones=zones)
    text = calendar.to_ical().decode()
    return text.replace("END:VEVENT\r\n", f"%%{ATTENDEE_MARKER}%%\r\nEND:VEVENT\r\n")


def scheduling_text(meeting: Meeting, *, method: str, language: str, at: datetime.datetime) -> str:
    """The calendar part of an invitation, update or cancellation of one meeting, or of one time of a series.

    `method` is REQUEST or CANCEL. `at` is its DTSTAMP.
    """
    event = _event(meeting, method=method, language=language, at=at)
    zones = {meeting.time_zone} | ({meeting.series.time_zone} if meeting.series else set())
    return _with_markers([event], method=method, zones=zones)


def series_text(
    series: MeetingSeries, meetings: Sequence[Meeting], *, method: str, language: str, at: datetime.datetime
) -> str:
    """The calendar part about a whole series: its rule, the dates left out, and each time that differs.

    `meetings` are the times that the reader is to have; every other date of the rule is left out.
    """
    master = make_event(series, language=language, at=at, is_invited=method == REQUEST)
    master.add("rrule", dict(part.split("=", 1) for part in series.rule.split(";")))
    if method == CANCEL:
        master["status"] = vText("CANCELLED")
        return _with_markers([master], method=method, zones=[series.time_zone])
    kept = {meeting.recurs_at.astimezone(datetime.UTC) for meeting in meetings if meeting.recurs_at}
    left_out = [start for start in series.dates if start.astimezone(datetime.UTC) not in kept]
    if left_out:
        master.add("exdate", [start.date() if series.is_all_day else start for start in left_out])
    others = [meeting for meeting in meetings if not series.is_as_planned(meeting)]
    events = [_event(meeting, method=method, language=language, at=at) for meeting in others]
    zones = {series.time_zone, *(meeting.time_zone for meeting in others)}
    return _with_markers([master, *events], method=method, zones=zones)


def _organizer(reply_to: str) -> vCalAddress:
    """The portal, at the address that this person's answer comes back to; SENT-BY is where the mail comes from.

    A receiver checks that who sends is ORGANIZER or SENT-BY (RFC 6047, 2.3; RFC 5545, 3.2.18).
    """
    name, address = portal_address()
    value = vCalAddress(f"mailto:{reply_to or address}")
    value.params["CN"] = name
    if reply_to and reply_to != address:
        value.params["SENT-BY"] = f"mailto:{address}"
    return value


def attendee_lines(*, address: str, name: str, partstat: str, wants_answer: bool, reply_to: str = "") -> str:
    """ORGANIZER and one ATTENDEE (RFC 5545, 3.8.4) as folded lines, for the marker line of a message."""
    attendee = vCalAddress(f"mailto:{address}")
    attendee.params["CUTYPE"] = "INDIVIDUAL"
    attendee.params["ROLE"] = "REQ-PARTICIPANT"
    attendee.params["PARTSTAT"] = partstat
    attendee.params["RSVP"] = "TRUE" if wants_answer else "FALSE"
    # A quotation mark cannot stand in a parameter at all (RFC 5545, 3.1).
    attendee.params["CN"] = " ".join(clean_text(name).replace('"', "'").split()) or address
    event = Event()
    event.add("organizer", _organizer(reply_to))
    event.add("attendee", attendee)
    lines = event.to_ical().decode().split("\r\n")
    return "\r\n".join(line for line in lines if line and not line.startswith(("BEGIN:", "END:")))

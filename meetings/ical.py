"""Meetings as iCalendar text (RFC 5545) and as scheduling messages (RFC 5546)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from email.utils import parseaddr
from typing import cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from icalendar import Calendar, Event, Timezone, vCalAddress, vText

from core.languages import in_language
from core.links import public_url
from meetings.models import Meeting

PRODID = "-//Healthy Cities Network//Portal//SV"
REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"
# Stands alone on a line of a mail's calendar part; the outbox puts one recipient's ATTENDEE there.
ATTENDEE_MARKER = "attendee"
STOCKHOLM = "Europe/Stockholm"
# The rule of the European Union (directive 2000/84/EC), which a list of dates "until 2038" would only imitate.
STOCKHOLM_RULES = """BEGIN:VTIMEZONE
TZID:Europe/Stockholm
BEGIN:DAYLIGHT
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
""".replace("\n", "\r\n")


def organizer() -> vCalAddress:
    """The portal itself: the same address that mails come from, as calendars demand."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    value = vCalAddress(f"mailto:{address}")
    value.params["CN"] = vText(name or address)
    return value


def clean_text(text: str) -> str:
    """Text without the control characters that RFC 5545 (3.1) forbids; line breaks stay."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in lines if c == "\n" or c == "\t" or (ord(c) >= 32 and ord(c) != 127))


def make_event(meeting: Meeting, *, language: str, at: datetime.datetime, is_invited: bool, url: str = "") -> Event:
    """The meeting as a VEVENT. Only `is_invited` readers get the online link."""
    event = Event()
    event.add("uid", meeting.uid)
    event.add("dtstamp", at.astimezone(datetime.UTC).replace(microsecond=0))
    event.add("dtstart", meeting.starts_local)
    event.add("dtend", meeting.ends_local)
    event.add("sequence", meeting.sequence)
    event.add("summary", clean_text(in_language(meeting.title_sv, meeting.title_en, language)))
    description = clean_text(in_language(meeting.description_sv, meeting.description_en, language))
    if is_invited and meeting.online_link:
        description = f"{description}\n\n{meeting.online_link}".strip()
        event.add("x-microsoft-skypeteamsmeetingurl", meeting.online_link)
    if description:
        event.add("description", description)
    place = meeting.place or (meeting.online_link if is_invited else "")
    if place:
        event.add("location", clean_text(place))
    if url:
        event.add("url", url)
    event.add("status", "CANCELLED" if meeting.is_cancelled else "CONFIRMED")
    event.add("organizer", organizer())
    return event


def make_calendar(events: Iterable[Event], *, method: str, zones: Iterable[str], name: str = "") -> Calendar:
    """Put events into a VCALENDAR with the time zones that they name."""
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    if name:
        calendar.add("x-wr-calname", name)
    for zone in sorted(set(zones)):
        calendar.add_component(vtimezone(zone))
    for event in events:
        calendar.add_component(event)
    return calendar


def vtimezone(zone: str) -> Timezone:
    """The VTIMEZONE of a zone: by rule for Swedish time, else as the library lists it."""
    if zone != STOCKHOLM:
        return Timezone.from_tzinfo(ZoneInfo(zone), zone)
    return cast(Timezone, Timezone.from_ical(STOCKHOLM_RULES))


def scheduling_text(meeting: Meeting, *, method: str, language: str, at: datetime.datetime) -> str:
    """The calendar part of an invitation, update or cancellation, with a marker line for the one ATTENDEE.

    `method` is REQUEST or CANCEL; the event of a CANCEL is cancelled for its reader even where the meeting takes place
    (an attendee taken off the list, RFC 5546, 3.2.5).
    """
    with translation.override(language):
        url = public_url(meeting.get_absolute_url())
    event = make_event(meeting, language=language, at=at, is_invited=method == REQUEST, url=url)
    if method == CANCEL:
        event["status"] = vText("CANCELLED")
    calendar = make_calendar([event], method=method, zones=[meeting.time_zone])
    text = calendar.to_ical().decode()
    return text.replace("END:VEVENT\r\n", f"%%{ATTENDEE_MARKER}%%\r\nEND:VEVENT\r\n")


def attendee_lines(*, address: str, name: str, partstat: str, wants_answer: bool) -> str:
    """One ATTENDEE property (RFC 5545, 3.8.4.1) as folded lines, for the marker line of `scheduling_text`."""
    attendee = vCalAddress(f"mailto:{address}")
    attendee.params["CUTYPE"] = "INDIVIDUAL"
    attendee.params["ROLE"] = "REQ-PARTICIPANT"
    attendee.params["PARTSTAT"] = partstat
    attendee.params["RSVP"] = "TRUE" if wants_answer else "FALSE"
    # A quotation mark cannot stand in a parameter at all (RFC 5545, 3.1).
    attendee.params["CN"] = " ".join(clean_text(name).replace('"', "'").split()) or address
    event = Event()
    event.add("attendee", attendee)
    lines = event.to_ical().decode().split("\r\n")
    return "\r\n".join(line for line in lines if line and not line.startswith(("BEGIN:", "END:")))


def meeting_text(meeting: Meeting, *, language: str, at: datetime.datetime, is_invited: bool, url: str) -> bytes:
    """One meeting as a file to open with a calendar."""
    event = make_event(meeting, language=language, at=at, is_invited=is_invited, url=url)
    return make_calendar([event], method=PUBLISH, zones=[meeting.time_zone]).to_ical()

"""One meeting as a VEVENT, and events together as a calendar."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from email.utils import parseaddr

from django.conf import settings
from icalendar import Calendar, Event, vCalAddress, vText

from core.languages import in_language
from meetings.ical.zones import vtimezone
from meetings.models import Meeting, MeetingSeries

PRODID = "-//Healthy Cities Network//Portal//SV"


def portal_address() -> tuple[str, str]:
    """The portal's name and address, from which its mails come."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return name or address, address


def organizer() -> vCalAddress:
    """The portal itself."""
    name, address = portal_address()
    value = vCalAddress(f"mailto:{address}")
    value.params["CN"] = vText(name)
    return value


def clean_text(text: str) -> str:
    """Text without the control characters that RFC 5545 (3.1) forbids; line breaks stay."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in lines if c == "\n" or c == "\t" or (ord(c) >= 32 and ord(c) != 127))


def is_ambiguous(local: datetime.datetime) -> bool:
    """Whether the wall's clock shows this time twice in an autumn night, so that it does not name an instant."""
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def add_times(event: Event, facts: Meeting | MeetingSeries) -> None:
    """DTSTART and DTEND: days for whole days (the end is the day after the last), else times with their zone.

    Of a time that the clock shows twice, RFC 5545 (3.3.5) can only say the first; UTC says which.
    """
    start, end = facts.starts_local, facts.ends_local
    if facts.is_all_day:
        event.add("dtstart", start.date())
        event.add("dtend", end.date() + datetime.timedelta(days=1))
        return
    # A series keeps its zone: its rule counts by the wall's clock, and the first of two is what it means.
    if isinstance(facts, Meeting) and (is_ambiguous(start) or is_ambiguous(end)):
        start, end = start.astimezone(datetime.UTC), end.astimezone(datetime.UTC)
    event.add("dtstart", start)
    event.add("dtend", end)


def add_words(event: Event, facts: Meeting | MeetingSeries, *, language: str, is_invited: bool) -> None:
    """What it is and where, in one language. Only `is_invited` readers get the online link."""
    event.add("summary", clean_text(in_language(facts.title_sv, facts.title_en, language)))
    description = clean_text(in_language(facts.description_sv, facts.description_en, language))
    if is_invited and facts.online_link:
        description = f"{description}\n\n{facts.online_link}".strip()
        event.add("x-microsoft-skypeteamsmeetingurl", facts.online_link)
    if description:
        event.add("description", description)
    place = facts.place or (facts.online_link if is_invited else "")
    if place:
        event.add("location", clean_text(place))


def make_event(
    facts: Meeting | MeetingSeries, *, language: str, at: datetime.datetime, is_invited: bool, url: str = ""
) -> Event:
    """The meeting as a VEVENT. Only `is_invited` readers get the online link."""
    event = Event()
    event.add("uid", facts.uid)
    event.add("dtstamp", at.astimezone(datetime.UTC).replace(microsecond=0))
    add_times(event, facts)
    event.add("sequence", facts.sequence)
    add_words(event, facts, language=language, is_invited=is_invited)
    if url:
        event.add("url", url)
    is_cancelled = isinstance(facts, Meeting) and facts.is_cancelled
    event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
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


def meeting_text(meeting: Meeting, *, language: str, at: datetime.datetime, is_invited: bool, url: str) -> bytes:
    """One meeting as a file to open with a calendar."""
    event = make_event(meeting, language=language, at=at, is_invited=is_invited, url=url)
    return make_calendar([event], method="PUBLISH", zones=[meeting.time_zone]).to_ical()

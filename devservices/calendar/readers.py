"""Two readers in Python. Each knows nothing of the other and gives what it found in the same plain form."""

from __future__ import annotations

import datetime
from itertools import islice
from typing import Any, cast

import icalendar
import vobject
from dateutil.rrule import rrule, rrulestr

MOST = 100
Found = dict[str, Any]


def plain(value: datetime.date) -> int | str:
    """Seconds since 1970, or a day as ISO text. Raises ValueError for a time that names no instant."""
    if not isinstance(value, datetime.datetime):
        return value.isoformat()
    if value.tzinfo is None:
        raise ValueError(f"a time without a zone: {value}")
    return int(value.timestamp())


def read_with_icalendar(text: str) -> list[Found]:
    """What the library icalendar finds."""
    calendar = icalendar.Calendar.from_ical(text)
    return [_from_icalendar(event) for event in calendar.walk("VEVENT")]


def _from_icalendar(event: Any) -> Found:
    start = event["DTSTART"].dt
    return {
        "uid": str(event["UID"]),
        "recurs_at": plain(event["RECURRENCE-ID"].dt) if "RECURRENCE-ID" in event else None,
        "span": [plain(start), plain(event["DTEND"].dt)],
        "sequence": int(event["SEQUENCE"]),
        "attendee": str(event.get("ATTENDEE", "")).removeprefix("mailto:"),
        "summary": str(event["SUMMARY"]),
        "description": str(event.get("DESCRIPTION", "")),
        "location": str(event.get("LOCATION", "")),
        "starts": _starts(event, start) if "RRULE" in event else [],
    }


def _starts(event: Any, start: Any) -> list[int | str]:
    lists = event.get("EXDATE", [])
    dates = lists if isinstance(lists, list) else [lists]
    left_out = {plain(value.dt) for date in dates for value in date.dts}
    zone = getattr(start, "tzinfo", None)
    naive = start.replace(tzinfo=None) if zone else datetime.datetime.combine(start, datetime.time())
    rule = cast(rrule, rrulestr(event["RRULE"].to_ical().decode(), dtstart=naive))
    found = [plain(when.replace(tzinfo=zone) if zone else when.date()) for when in islice(rule, MOST)]
    return [when for when in found if when not in left_out]


def read_with_vobject(text: str) -> list[Found]:
    """What the library vobject finds."""
    calendar = vobject.readOne(text)
    return [_from_vobject(event) for event in calendar.vevent_list]


def _from_vobject(event: Any) -> Found:
    def text_of(name: str) -> str:
        return str(getattr(event, name).value) if hasattr(event, name) else ""

    starts: list[int | str] = []
    if hasattr(event, "rrule"):
        is_timed = isinstance(event.dtstart.value, datetime.datetime)
        rules = islice(event.getrruleset(addRDate=True), MOST)
        starts = [plain(when if is_timed else when.date()) for when in rules]
    return {
        "uid": text_of("uid"),
        "recurs_at": plain(event.recurrence_id.value) if hasattr(event, "recurrence_id") else None,
        "span": [plain(event.dtstart.value), plain(event.dtend.value)],
        "sequence": int(text_of("sequence")),
        "attendee": text_of("attendee").removeprefix("mailto:"),
        "summary": text_of("summary"),
        "description": text_of("description"),
        "location": text_of("location"),
        "starts": starts,
    }

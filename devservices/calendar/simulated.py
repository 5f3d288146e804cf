"""A person's calendar as RFC 5546 wants one to behave: it takes messages in any order, some of them twice."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple, cast
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rrulestr

from devservices.calendar.rules import Component, Line, parse

Order = tuple[int, str]  # SEQUENCE, then DTSTAMP (RFC 5546, 2.1.5)
Key = tuple[str, datetime.datetime | None]
NEVER: Order = (-1, "")


class Entry(NamedTuple):
    """What stands in the calendar at one time."""

    start: datetime.datetime
    end: datetime.datetime
    place: str
    title: str


@dataclass(frozen=True)
class Message:
    """One scheduling message. `whole` says that it is about the UID as such, not only about times of it."""

    uid: str
    order: Order
    is_cancel: bool
    whole: bool
    entries: dict[datetime.datetime | None, Entry]
    attendee: str


@dataclass
class SimulatedCalendar:
    """Keeps, for each UID and each time of it, what the newest message said."""

    whole_orders: dict[str, Order] = field(default_factory=dict)
    wholes: dict[str, dict[datetime.datetime | None, Entry]] = field(default_factory=dict)
    parts: dict[Key, tuple[Order, Entry | None]] = field(default_factory=dict)

    def apply(self, message: Message) -> None:
        """Take a message; an older one than what is known changes nothing."""
        whole_order = self.whole_orders.get(message.uid, NEVER)
        if message.order < whole_order:
            return
        if message.whole:
            self.whole_orders[message.uid] = message.order
            self.wholes[message.uid] = {} if message.is_cancel else message.entries
            return
        for time, entry in message.entries.items():
            key = (message.uid, time)
            if message.order >= self.parts.get(key, (NEVER, None))[0]:
                self.parts[key] = (message.order, None if message.is_cancel else entry)

    def entries(self) -> dict[Key, Entry]:
        """What the person sees."""
        seen = {(uid, time): entry for uid, entries in self.wholes.items() for time, entry in entries.items()}
        for key, (order, entry) in self.parts.items():
            if order < self.whole_orders.get(key[0], NEVER):
                continue
            if entry is None:
                seen.pop(key, None)
            else:
                seen[key] = entry
        return seen


def read_message(text: str) -> Message:
    """A message as a calendar takes it, read without a library. Raises BrokenRule."""
    calendar = parse(text)
    events = [part for part in calendar.inside if part.name == "VEVENT"]
    masters = [event for event in events if not event.values("RECURRENCE-ID")]
    entries: dict[datetime.datetime | None, Entry] = {}
    for event in masters:
        entries |= _times_of(event)
    for event in events:
        for line in event.values("RECURRENCE-ID"):
            entries[_instant(line)] = _entry_of(event)
    [uid] = {event.values("UID")[0].value for event in events}
    orders = {(int(event.values("SEQUENCE")[0].value), event.values("DTSTAMP")[0].value) for event in events}
    [attendee] = {event.values("ATTENDEE")[0].value.removeprefix("mailto:") for event in events}
    is_cancel = calendar.values("METHOD")[0].value == "CANCEL"
    return Message(uid, max(orders), is_cancel, bool(masters), entries, attendee)


def _times_of(event: Component) -> dict[datetime.datetime | None, Entry]:
    entry = _entry_of(event)
    if not event.values("RRULE"):
        return {None: entry}
    start = event.values("DTSTART")[0]
    zone = ZoneInfo(start.params["TZID"])
    first = _wall_time(start.value)
    dates = [line._replace(value=value) for line in event.values("EXDATE") for value in line.value.split(",")]
    left_out = {_instant(date) for date in dates}
    rule = cast(rrule, rrulestr(event.values("RRULE")[0].value, dtstart=first))
    length = entry.end.astimezone(zone).replace(tzinfo=None) - first
    times: dict[datetime.datetime | None, Entry] = {}
    for local in islice(rule, 100):
        instant = local.replace(tzinfo=zone).astimezone(datetime.UTC)
        if instant not in left_out:
            end = (local + length).replace(tzinfo=zone).astimezone(datetime.UTC)
            times[instant] = entry._replace(start=instant, end=end)
    return times


def _entry_of(event: Component) -> Entry:
    def text_of(name: str) -> str:
        lines = event.values(name)
        return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], lines[0].value) if lines else ""

    start, end = _instant(event.values("DTSTART")[0]), _instant(event.values("DTEND")[0])
    return Entry(start, end, text_of("LOCATION"), text_of("SUMMARY"))


def _instant(line: Line) -> datetime.datetime:
    if line.value.endswith("Z"):
        return _wall_time(line.value).replace(tzinfo=datetime.UTC)
    return _wall_time(line.value).replace(tzinfo=ZoneInfo(line.params["TZID"])).astimezone(datetime.UTC)


def _wall_time(text: str) -> datetime.datetime:
    """What a clock shows, without the zone that the clock hangs in."""
    return datetime.datetime.fromisoformat(text.removesuffix("Z"))

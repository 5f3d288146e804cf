"""The rules of scheduling messages, checked line by line without any calendar library (RFC 5545, 5546, 6047)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

LINE_OCTETS = 75
NAME = re.compile(r"[A-Z0-9-]+\Z")
PARAMETER = re.compile(r';([A-Z0-9-]+)=((?:"[^"\x00-\x1f\x7f]*"|[^";:,\x00-\x1f\x7f]*)(?:,(?:"[^"]*"|[^";:,]*))*)')
UTC_TIME = re.compile(r"\d{8}T\d{6}Z\Z")
LOCAL_TIME = re.compile(r"\d{8}T\d{6}\Z")
DAY = re.compile(r"\d{8}\Z")
ONCE = ("UID", "DTSTAMP", "DTSTART", "SEQUENCE", "SUMMARY", "ORGANIZER")
AT_MOST_ONCE = ("DTEND", "DESCRIPTION", "LOCATION", "STATUS", "RRULE", "RECURRENCE-ID", "URL")


class Line(NamedTuple):
    """One content line: its name, its parameters, its value."""

    name: str
    params: dict[str, str]
    value: str


class Component(NamedTuple):
    """One component with its own lines and those inside it."""

    name: str
    lines: list[Line]
    inside: list[Component]

    def values(self, name: str) -> list[Line]:
        """All lines of this name."""
        return [line for line in self.lines if line.name == name]


class BrokenRule(ValueError):
    """The text is no calendar at all."""


def longest_line(text: str) -> int:
    """The octets of the longest line, without its end (RFC 5545, 3.1)."""
    return max(len(line) for line in text.encode().split(b"\r\n"))


def parse(text: str) -> Component:
    """The calendar of a text. Raises BrokenRule."""
    if not text.endswith("\r\n") or "\n" in text.replace("\r\n", ""):
        raise BrokenRule("lines must end in CRLF (RFC 5545, 3.1)")
    root = Component("", [], [])
    open_ones = [root]
    for raw in text.replace("\r\n ", "").replace("\r\n\t", "").split("\r\n")[:-1]:
        line = _parse_line(raw)
        if line.name == "BEGIN":
            component = Component(line.value, [], [])
            open_ones[-1].inside.append(component)
            open_ones.append(component)
        elif line.name == "END":
            if len(open_ones) < 2 or open_ones.pop().name != line.value:
                raise BrokenRule(f"END:{line.value} without its BEGIN")
        else:
            open_ones[-1].lines.append(line)
    if len(open_ones) != 1 or [part.name for part in root.inside] != ["VCALENDAR"] or root.lines:
        raise BrokenRule("one VCALENDAR, and nothing beside it")
    return root.inside[0]


def _parse_line(raw: str) -> Line:
    if any((ord(letter) < 32 and letter != "\t") or ord(letter) == 127 for letter in raw):
        raise BrokenRule(f"a control character in {raw[:40]!r}")
    name = re.match(r"[^;:]*", raw)
    head = name[0] if name else ""
    if not NAME.match(head):
        raise BrokenRule(f"no name in {raw[:40]!r}")
    rest, params = raw[len(head) :], {}
    while rest.startswith(";"):
        found = PARAMETER.match(rest)
        if found is None:
            raise BrokenRule(f"a parameter that is none in {raw[:60]!r}")
        params[found[1]] = found[2].strip('"')
        rest = rest[found.end() :]
    if not rest.startswith(":"):
        raise BrokenRule(f"no value in {raw[:60]!r}")
    return Line(head, params, rest[1:])


def faults(text: str) -> list[str]:
    """What the message does wrong; empty where it keeps all rules."""
    try:
        calendar = parse(text)
    except BrokenRule as error:
        return [str(error)]
    found = [f"a line of {longest_line(text)} octets"] if longest_line(text) > LINE_OCTETS else []
    return [*found, *_calendar_faults(calendar), *_zone_faults(calendar)]


def _calendar_faults(calendar: Component) -> Iterator[str]:
    for name, wanted in (("VERSION", "2.0"), ("PRODID", None), ("METHOD", None)):
        lines = calendar.values(name)
        if len(lines) != 1 or (wanted and lines[0].value != wanted):
            yield f"{name} must stand once"
            return
    method = calendar.values("METHOD")[0].value
    if method not in ("REQUEST", "CANCEL", "PUBLISH"):
        yield f"METHOD:{method}"
    events = [part for part in calendar.inside if part.name == "VEVENT"]
    if not events:
        yield "no VEVENT"
    if len({line.value for event in events for line in event.values("UID")}) > 1:
        yield "one message speaks of one UID (RFC 5546, 3.2)"
    times = [line.value for event in events for line in event.values("RECURRENCE-ID") or [Line("", {}, "")]]
    if len(set(times)) != len(times):
        yield "two events for one RECURRENCE-ID"
    for event in events:
        yield from _event_faults(event, method)


def _event_faults(event: Component, method: str) -> Iterator[str]:
    counts = Counter(line.name for line in event.lines)
    yield from (f"{name} must stand once, not {counts[name]} times" for name in ONCE if counts[name] != 1)
    yield from (f"{name} stands {counts[name]} times" for name in AT_MOST_ONCE if counts[name] > 1)
    if event.inside:
        yield "an alarm in a scheduling message"
    if method == "PUBLISH":
        yield from ["ATTENDEE in what is published (RFC 5546, 3.2.1)"] * bool(counts["ATTENDEE"])
    elif counts["ATTENDEE"] != 1:
        yield f"one ATTENDEE in each person's message, not {counts['ATTENDEE']}"
    for line in event.values("ORGANIZER") + event.values("ATTENDEE"):
        if not re.fullmatch(r"mailto:[!-~]+@[!-~]+", line.value):
            yield f"{line.name} is no address: {line.value}"
    yield from _method_faults(event, method)
    if event.values("RECURRENCE-ID") and event.values("RRULE"):
        yield "RECURRENCE-ID and RRULE in one event (RFC 5546, 3.2.2)"
    yield from _time_faults(event)


def _method_faults(event: Component, method: str) -> Iterator[str]:
    status = [line.value for line in event.values("STATUS")]
    if (method == "CANCEL") != (status == ["CANCELLED"]) and method != "PUBLISH":
        yield f"METHOD:{method} with STATUS {status}"
    if method == "REQUEST" and any("RSVP" not in line.params for line in event.values("ATTENDEE")):
        yield "no RSVP"


def _time_faults(event: Component) -> Iterator[str]:
    if not all(UTC_TIME.match(line.value) for line in event.values("DTSTAMP")):
        yield "DTSTAMP must be in UTC (RFC 5545, 3.8.7.2)"
    kinds = set()
    for line in (line for name in ("DTSTART", "DTEND", "RECURRENCE-ID", "EXDATE") for line in event.values(name)):
        for value in line.value.split(","):
            kind = _kind_of(line, value)
            if kind is None:
                yield f"{line.name}: {value} with {line.params}"
            elif line.name != "RECURRENCE-ID":
                kinds.add(kind == "day")
    if len(kinds) > 1:
        yield "days and times mixed (RFC 5545, 3.8.2.2)"


def _kind_of(line: Line, value: str) -> str | None:
    if line.params.get("VALUE") == "DATE":
        return "day" if DAY.match(value) and "TZID" not in line.params else None
    if "TZID" in line.params:
        return "local" if LOCAL_TIME.match(value) else None
    return "utc" if UTC_TIME.match(value) else None


def _zone_faults(calendar: Component) -> Iterator[str]:
    zones = [line.value for part in calendar.inside if part.name == "VTIMEZONE" for line in part.values("TZID")]
    if len(set(zones)) != len(zones):
        yield "a VTIMEZONE twice"
    named = {line.params["TZID"] for part in calendar.inside for line in part.lines if "TZID" in line.params}
    if missing := named - set(zones):
        yield f"no VTIMEZONE for {', '.join(sorted(missing))} (RFC 5545, 3.2.19)"

"""`make check-calendar`: what three readers and the rules of iTIP say of thousands of messages.

The last line is one JSON object; ends with 0 when nothing differs. No database: the meetings are never saved.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from devservices.calendar.rules import LINE_OCTETS, faults, longest_line
from devservices.stages import complain, say

if TYPE_CHECKING:
    from devservices.calendar.cases import Case

SHOWN = 10
FIELDS = ("uid", "recurs_at", "span", "sequence", "attendee", "summary", "description", "location", "starts")
Read = Callable[[Sequence[str]], Iterable[Any]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the messages, read them, compare, print."""
    parser = argparse.ArgumentParser(prog="make check-calendar")
    parser.add_argument("--meetings", type=int, default=2500)
    parser.add_argument("--seed", type=int, default=5545)
    options = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "network_portal.settings.test")
    os.environ.setdefault("DATABASE_URL", "sqlite://:memory:")
    import django  # noqa: PLC0415 - the settings must be chosen first

    django.setup()
    from devservices.calendar.browser_reader import open_reader, read_with_ical_js  # noqa: PLC0415

    with open_reader() as page:
        figures = compare(options.meetings, seed=options.seed, ical_js=lambda texts: read_with_ical_js(page, texts))
    print(json.dumps(figures))
    return 0 if figures["differences"] == figures["broken_rules"] == 0 and figures["longest_line"] <= LINE_OCTETS else 1


def compare(number: int, *, seed: int, ical_js: Read | None = None) -> dict[str, Any]:
    """Let every reader read every message; gives the figures and says what differs."""
    from devservices.calendar import readers  # noqa: PLC0415
    from devservices.calendar.cases import make_cases  # noqa: PLC0415

    begun = time.monotonic()
    cases = list(make_cases(number, seed=seed))
    texts = [case.text for case in cases]
    found: dict[str, list[Any]] = {
        "icalendar": [_try(readers.read_with_icalendar, text) for text in texts],
        "vobject": [_try(readers.read_with_vobject, text) for text in texts],
    }
    if ical_js is not None:
        found["ical.js"] = list(ical_js(texts))
    differences: Counter[str] = Counter()
    for reader, results in found.items():
        for case, result in zip(cases, results, strict=True):
            for fault in differences_of(case, result):
                differences[reader] += 1
                if differences[reader] <= SHOWN:
                    complain(f"  {reader}, {case.sort}: {fault}")
    broken = [f"{case.sort}: {fault}" for case in cases for fault in faults(case.text)]
    for fault in broken[:SHOWN]:
        complain(f"  rule, {fault}")
    say(f"  {number} messages, {', '.join(found)}: {differences.total()} differences, {len(broken)} broken rules")
    return {
        "messages": number,
        "sorts": dict(Counter(case.sort for case in cases)),
        "methods": dict(Counter(case.method for case in cases)),
        "times": sum(max(1, len(event.starts)) for case in cases for event in case.events),
        "readers": list(found),
        "differences": differences.total(),
        "differences_by_reader": {reader: differences[reader] for reader in found},
        "broken_rules": len(broken),
        "longest_line": max(map(longest_line, texts)),
        "longest_message": max(len(text.encode()) for text in texts),
        "seconds": round(time.monotonic() - begun, 1),
    }


def _try(read: Callable[[str], Any], text: str) -> Any:
    try:
        return read(text)
    except Exception as error:  # noqa: BLE001 - whatever a library raises is what it could not read
        return f"{type(error).__name__}: {error}"


def differences_of(case: Case, result: Any) -> list[str]:
    """Where what a reader found is not what stands in the portal."""
    if isinstance(result, str):
        return [f"not read: {result}"]
    expected = {event.recurs_at: asdict(event) for event in case.events}
    found = {event["recurs_at"]: event for event in result}
    if expected.keys() != found.keys() or len(result) != len(case.events):
        return [f"events {sorted(map(str, found))} instead of {sorted(map(str, expected))}"]
    return [
        f"{name}: {_short(found[key][name])} instead of {_short(event[name])}"
        for key, event in expected.items()
        for name in FIELDS
        if _plain(found[key][name]) != _plain(event[name])
    ]


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _short(value: Any) -> str:
    return repr(value)[:160]


if __name__ == "__main__":
    sys.exit(main())

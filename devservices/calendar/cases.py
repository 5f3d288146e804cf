"""Meetings of every sort, made at random from a seed, with what a reader must find in their messages."""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from meetings import ical
from meetings.models import Meeting, MeetingSeries
from meetings.models.meeting import ZONES
from meetings.models.series import SHARED
from meetings.recurrence import Pattern, make_rule, why_not

UTC = datetime.UTC
STAMP = datetime.datetime(2027, 1, 4, 7, 30, 15, tzinfo=UTC)
REPLY_TO = "bounces+raaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@portal.example.org"
# The nights of 2027 and 2028 when Europe changes its clocks, at 01:00 UTC.
NIGHTS = [
    datetime.datetime(*day, 1, tzinfo=UTC) for day in ((2027, 3, 28), (2027, 10, 31), (2028, 3, 26), (2028, 10, 29))
]
WORDS = [
    "Hälsa, för alla; nu",
    "åäö ÅÄÖ é ü",
    "Möte 🌍👩‍⚕️ om hälsa",
    'Sagt: "lika villkor"',
    "Rad\nrad två\r\nrad tre",
    "C:\\mapp\\n",
]
NAMES = ['Åsa "Åskan" Öberg; chef, 🌍', "Bo Ek", "O'Brien, Ann: direktör", "", "Ü" * 90, "Li\u2028ne"]
SORTS = ("plain", "spring", "autumn", "all_day", "days", "long_text", "series", "series_all_day", "occurrence", "feed")


class Span(NamedTuple):
    """When something is: seconds since 1970, or days as ISO text for whole days (the end is the day after)."""

    start: int | str
    end: int | str


@dataclass(frozen=True)
class Expected:
    """What a reader must find in one VEVENT. `spans` are all times of a rule, with those left out taken away."""

    uid: str
    recurs_at: int | str | None
    span: Span
    sequence: int
    attendee: str
    summary: str
    description: str
    location: str
    starts: list[int | str] = field(default_factory=list)


@dataclass(frozen=True)
class Case:
    """One message with what stands in it."""

    sort: str
    method: str
    text: str
    events: list[Expected]


def make_cases(number: int, *, seed: int) -> Iterator[Case]:
    """`number` messages, the sorts in turn; the same for the same seed."""
    chance = random.Random(seed)
    for index in range(number):
        yield make_case(SORTS[index % len(SORTS)], index + 1, chance)


def make_case(sort: str, pk: int, chance: random.Random) -> Case:
    """One message of a sort."""
    if sort.startswith("series") or sort == "occurrence":
        return _series_case(sort, pk, chance)
    meeting = Meeting(pk=pk, **_facts(sort, chance))
    meeting.sequence = chance.randint(0, 9)
    language = chance.choice(("sv", "en"))
    if sort == "feed":
        text = ical.meeting_text(
            meeting, language=language, at=STAMP, is_invited=True, url="https://portal.example.org/"
        )
        return Case(sort, ical.PUBLISH, text.decode(), [_expected(meeting, meeting.uid, "", language)])
    method = ical.CANCEL if chance.random() < 0.15 else ical.REQUEST
    template = ical.scheduling_text(meeting, method=method, language=language, at=STAMP)
    address, addressed = _addressed(template, chance)
    return Case(sort, method, addressed, [_expected(meeting, meeting.uid, address, language, method=method)])


def _facts(sort: str, chance: random.Random) -> dict[str, Any]:
    zone = chance.choice(ZONES)[0] if chance.random() < 0.5 else ical.STOCKHOLM
    start = datetime.datetime(2027, 1, 1, tzinfo=UTC) + datetime.timedelta(minutes=15 * chance.randint(0, 70_000))
    length = datetime.timedelta(minutes=chance.choice((15, 60, 90, 480)))
    if sort in ("spring", "autumn"):
        night = NIGHTS[chance.choice((0, 2))] if sort == "spring" else NIGHTS[chance.choice((1, 3))]
        start = night + datetime.timedelta(minutes=15 * chance.randint(-12, 12))
    elif sort == "days":
        length = datetime.timedelta(days=chance.randint(1, 5), hours=chance.randint(0, 9))
    is_all_day = "all_day" in sort
    if is_all_day:
        day = start.astimezone(ZoneInfo(zone)).replace(hour=0, minute=0, second=0)
        start = day.astimezone(UTC)
        last = (day + datetime.timedelta(days=chance.randint(0, 3))).replace(hour=23, minute=59)
        length = last.astimezone(UTC) - start
    text = chance.choice(WORDS) * chance.randint(0, 4)
    if sort == "long_text":
        text = "".join(chance.choice("åäöÅÄÖ 🌍;,\\\nabcdefgh\"'") for _letter in range(10_240)).strip()
    return {
        "title_sv": chance.choice(WORDS).replace("\n", " ").replace("\r", "") + f" {chance.randint(1, 99)}",
        "title_en": chance.choice(("", "Monthly meeting; online, for all")),
        "description_sv": text,
        "description_en": "",
        "starts_at": start,
        "ends_at": start + length,
        "time_zone": zone,
        "is_all_day": is_all_day,
        "place": chance.choice(("", "Folkets hus, Trollhättan; sal 2", "Åre")),
        "online_link": chance.choice(("", "https://meet.example.org/möte?x=1,2;y")),
    }


def _addressed(text: str, chance: random.Random) -> tuple[str, str]:
    address = chance.choice(("asa@example.org", "bo.ek@xn--ml-ulad.example.org", "a" * 60 + "@example.org"))
    lines = ical.attendee_lines(
        address=address,
        name=chance.choice(NAMES),
        partstat=chance.choice(("NEEDS-ACTION", "ACCEPTED")),
        wants_answer=chance.random() < 0.5,
        reply_to=chance.choice(("", REPLY_TO)),
    )
    return address, text.replace(f"%%{ical.ATTENDEE_MARKER}%%", lines)


def _series_case(sort: str, pk: int, chance: random.Random) -> Case:
    facts = _facts(sort, chance)
    series = MeetingSeries(pk=pk, rule="FREQ=DAILY", sequence=chance.randint(0, 9), **facts)
    first = series.starts_local.date()
    pattern = chance.choice([choice for choice in Pattern if not why_not(choice, first)])
    series.rule = make_rule(pattern, first, count=chance.randint(2, 14))
    times = [time for time in map(_Time(series, chance), series.dates) if time is not None]
    language = chance.choice(("sv", "en"))
    if sort == "occurrence":
        meeting = chance.choice(times)
        method = chance.choice((ical.REQUEST, ical.CANCEL))
        address, text = _addressed(ical.scheduling_text(meeting, method=method, language=language, at=STAMP), chance)
        return Case(sort, method, text, [_expected(meeting, series.uid, address, language, method=method)])
    raw = ical.series_text(series, times, method=ical.REQUEST, language=language, at=STAMP)
    address, text = _addressed(raw, chance)
    master = _expected(series, series.uid, address, language)
    master.starts.extend(_recurs_at(time) for time in times)
    others = [time for time in times if not series.is_as_planned(time)]
    return Case(
        sort, ical.REQUEST, text, [master, *(_expected(time, series.uid, address, language) for time in others)]
    )


class _Time:
    """Makes the meetings of a series: some left out (never the first), some moved, renamed or elsewhere."""

    def __init__(self, series: MeetingSeries, chance: random.Random) -> None:
        self.series = series
        self.chance = chance
        self.number = 0

    def __call__(self, start: datetime.datetime) -> Meeting | None:
        self.number += 1
        if self.number > 1 and self.chance.random() < 0.15:
            return None
        instant = start.astimezone(UTC)
        facts = {name: getattr(self.series, name) for name in SHARED}
        meeting = Meeting(pk=1000 + self.number, series=self.series, recurs_at=instant, starts_at=instant, **facts)
        meeting.ends_at = self.series.end_of(start)
        if self.chance.random() < 0.2:
            days = datetime.timedelta(days=self.chance.randint(-2, 3))
            meeting.starts_at = (meeting.starts_local + days).astimezone(UTC)
            meeting.ends_at = (meeting.ends_local + days).astimezone(UTC)
        if self.chance.random() < 0.2:
            meeting.title_sv, meeting.place = "Flyttat: till Malmö; nytt", "Malmö"
        return meeting


def _moment(local: datetime.datetime, *, is_all_day: bool) -> int | str:
    return local.date().isoformat() if is_all_day else int(local.timestamp())


def _recurs_at(meeting: Meeting) -> int | str:
    assert meeting.recurs_at is not None
    assert meeting.series is not None
    return _moment(meeting.recurs_at.astimezone(meeting.series.zone), is_all_day=meeting.series.is_all_day)


def _expected(
    facts: Meeting | MeetingSeries, uid: str, address: str, language: str, *, method: str = ical.REQUEST
) -> Expected:
    """What stands in the row, found out without the code that writes calendars."""
    is_invited = method == ical.REQUEST
    last = facts.ends_local + datetime.timedelta(days=1) if facts.is_all_day else facts.ends_local
    span = Span(_moment(facts.starts_local, is_all_day=facts.is_all_day), _moment(last, is_all_day=facts.is_all_day))
    is_time = isinstance(facts, Meeting) and facts.series is not None
    description = facts.description_sv.replace("\r\n", "\n")
    if is_invited and facts.online_link:
        description = f"{description}\n\n{facts.online_link}".strip()
    return Expected(
        uid=uid,
        recurs_at=_recurs_at(facts) if isinstance(facts, Meeting) and is_time else None,
        span=span,
        sequence=facts.series.sequence if isinstance(facts, Meeting) and facts.series else facts.sequence,
        attendee=address,
        summary=facts.title_en if language == "en" and facts.title_en else facts.title_sv,
        description=description,
        location=facts.place or (facts.online_link if is_invited else ""),
    )

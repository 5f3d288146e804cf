"""A month as a sheet of weeks, Monday first, with the meetings of each day."""

from __future__ import annotations

import calendar
import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from core.months import months_after
from meetings.models.meeting import Meeting, MeetingQuerySet

FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True)
class Day:
    """One day of the sheet; `is_outside` are those of the months beside that fill the first and last week."""

    date: datetime.date
    is_outside: bool
    is_today: bool
    meetings: list[Meeting] = field(default_factory=list)


@dataclass(frozen=True)
class Week:
    """One week of the sheet, with its number (ISO 8601)."""

    number: int
    days: list[Day]


@dataclass(frozen=True)
class Month:
    """One month; `first` is its first day."""

    first: datetime.date

    @property
    def previous(self) -> datetime.date:
        """The first day of the month before."""
        return months_after(self.first, -1)

    @property
    def next(self) -> datetime.date:
        """The first day of the month after."""
        return months_after(self.first, 1)

    @property
    def dates(self) -> list[list[datetime.date]]:
        """The days of its weeks, those of the months beside included."""
        return calendar.Calendar().monthdatescalendar(self.first.year, self.first.month)

    def select(self, meetings: MeetingQuerySet) -> MeetingQuerySet:
        """Those that may fall on a day of the sheet, whatever their time zone, by start."""
        weeks = self.dates
        margin = datetime.timedelta(days=2)
        begin, end = (
            datetime.datetime.combine(day, datetime.time(), datetime.UTC) for day in (weeks[0][0], weeks[-1][-1])
        )
        return meetings.filter(starts_at__lt=end + margin, ends_at__gt=begin - margin).order_by("starts_at", "pk")

    def weeks(self, meetings: Iterable[Meeting], *, today: datetime.date) -> list[Week]:
        """The sheet. A meeting stands on each day that it lasts, as the clock on its own wall counts days."""
        by_day: dict[datetime.date, list[Meeting]] = defaultdict(list)
        for meeting in meetings:
            day, last = meeting.starts_local.date(), meeting.ends_local.date()
            while day <= last:
                by_day[day].append(meeting)
                day += datetime.timedelta(days=1)
        return [
            Week(
                number=dates[0].isocalendar().week,
                days=[Day(date, date.month != self.first.month, date == today, by_day[date]) for date in dates],
            )
            for dates in self.dates
        ]

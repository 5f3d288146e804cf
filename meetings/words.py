"""When and where, in words of the active language."""

from __future__ import annotations

import datetime

from django.utils.dateformat import format as format_date
from django.utils.translation import gettext

from core.clock_words import time_words
from meetings.models import Meeting, MeetingSeries
from meetings.recurrence import rule_words


def day_words(moment: datetime.datetime) -> str:
    """A day with its weekday: onsdag 14 april 2027."""
    return str(format_date(moment, "l j F Y"))


def when_words(meeting: Meeting) -> str:
    """From when to when, in the meeting's own time; the zone is named where it is not the portal's."""
    start, end = meeting.starts_local, meeting.ends_local
    if meeting.is_all_day:
        if meeting.is_one_day:
            return gettext("%(day)s, all day") % {"day": day_words(start)}
        return gettext("%(first_day)s – %(last_day)s, whole days") % {
            "first_day": day_words(start),
            "last_day": day_words(end),
        }
    values = {"start_day": day_words(start), "start": time_words(start), "end": time_words(end)}
    if meeting.is_one_day:
        words = gettext("%(start_day)s, %(start)s–%(end)s") % values
    else:
        values["end_day"] = day_words(end)
        words = gettext("%(start_day)s, %(start)s – %(end_day)s, %(end)s") % values
    return words if meeting.time_zone == "Europe/Stockholm" else f"{words} ({meeting.time_zone})"


def deadline_words(meeting: Meeting) -> str:
    """Until when answers are taken."""
    close = meeting.answers_close_at.astimezone(meeting.zone)
    return gettext("%(day)s, %(time)s") % {"day": day_words(close), "time": time_words(close)}


def place_words(meeting: Meeting) -> str:
    """Where, for everybody: the place, or that it is online."""
    return meeting.place or gettext("Online")


def series_words(series: MeetingSeries) -> str:
    """How often and at what time a series meets."""
    rule = rule_words(series.rule, series.starts_local)
    if series.is_all_day:
        return rule
    values = {"rule": rule, "start": time_words(series.starts_local), "end": time_words(series.ends_local)}
    return gettext("%(rule)s, %(start)s–%(end)s") % values

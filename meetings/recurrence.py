"""Rules by which meetings come back (RFC 5545, 3.3.10), as a coordinator chooses them."""

from __future__ import annotations

import datetime
from itertools import islice
from typing import cast

from dateutil.rrule import rrule, rrulestr
from django.db import models
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

MOST = 60
WEEKDAY_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
EVERY_MONTH_HAS = 28


class Pattern(models.TextChoices):
    """How a meeting comes back, counted from its first date."""

    WEEKLY = "weekly", _("Every week, on the same weekday")
    FORTNIGHTLY = "fortnightly", _("Every second week, on the same weekday")
    MONTHLY_WEEKDAY = "monthly_weekday", _("Every month, on the same weekday (such as the second Tuesday)")
    MONTHLY_LAST = "monthly_last", _("Every month, on the last such weekday")
    MONTHLY_DATE = "monthly_date", _("Every month, on the same date")


class RuleError(ValueError):
    """The rule does not fit the first date; str() says why, in the active language."""


def make_rule(pattern: Pattern, first: datetime.date, *, count: int) -> str:
    """The rule as RRULE text. Raises RuleError where the first date does not fit, or there are too many times."""
    if not 2 <= count <= MOST:
        raise RuleError(gettext("Choose between 2 and %(most)d times.") % {"most": MOST})
    if misfit := why_not(pattern, first):
        raise RuleError(misfit)
    weekday = WEEKDAY_CODES[first.weekday()]
    rules = {
        Pattern.WEEKLY: "FREQ=WEEKLY",
        Pattern.FORTNIGHTLY: "FREQ=WEEKLY;INTERVAL=2",
        Pattern.MONTHLY_WEEKDAY: f"FREQ=MONTHLY;BYDAY={(first.day - 1) // 7 + 1}{weekday}",
        Pattern.MONTHLY_LAST: f"FREQ=MONTHLY;BYDAY=-1{weekday}",
        Pattern.MONTHLY_DATE: f"FREQ=MONTHLY;BYMONTHDAY={first.day}",
    }
    return f"{rules[pattern]};COUNT={count}"


def why_not(pattern: Pattern, first: datetime.date) -> str:
    """Why a meeting that is first held on this date cannot come back so; "" where it can."""
    if pattern == Pattern.MONTHLY_WEEKDAY and first.day > EVERY_MONTH_HAS:
        return gettext("Not every month has a fifth such weekday: choose the last one instead.")
    if pattern == Pattern.MONTHLY_LAST and (first + datetime.timedelta(days=7)).month == first.month:
        return gettext("The first date is not the last such weekday of its month.")
    if pattern == Pattern.MONTHLY_DATE and first.day > EVERY_MONTH_HAS:
        return gettext("Not every month has this date: choose a weekday instead.")
    return ""


def expand_rule(rule: str, first: datetime.datetime) -> list[datetime.datetime]:
    """The starts that a rule gives, at the same time of the wall's clock all year.

    A time that a spring night skips is read with the offset before it (RFC 5545, 3.3.5), one that an autumn night has
    twice is its first.
    """
    naive = cast(rrule, rrulestr(rule, dtstart=first.replace(tzinfo=None, fold=0)))
    return [start.replace(tzinfo=first.tzinfo) for start in islice(naive, MOST)]


def is_nameable(first: datetime.datetime) -> bool:
    """Whether a calendar can say this start with a zone: the second of an hour that comes twice it cannot, as such a
    local time means the first (RFC 5545, 3.3.5)."""
    return first.fold == 0 or first.utcoffset() == first.replace(fold=0).utcoffset()


def rule_words(rule: str, first: datetime.datetime) -> str:
    """A rule in words of the active language: "the second Tuesday of every month"."""
    parts = dict(part.split("=") for part in rule.split(";"))
    weekday = WEEKDAYS[first.weekday()]
    if parts["FREQ"] == "WEEKLY":
        if parts.get("INTERVAL") == "2":
            return gettext("every second week on %(weekday)s") % {"weekday": weekday}
        return gettext("every week on %(weekday)s") % {"weekday": weekday}
    if "BYMONTHDAY" in parts:
        return gettext("every month on day %(day)s") % {"day": parts["BYMONTHDAY"]}
    which = {
        "1": gettext("the first %(weekday)s of every month"),
        "2": gettext("the second %(weekday)s of every month"),
        "3": gettext("the third %(weekday)s of every month"),
        "4": gettext("the fourth %(weekday)s of every month"),
        "-1": gettext("the last %(weekday)s of every month"),
    }
    return which[parts["BYDAY"][:-2]] % {"weekday": weekday}

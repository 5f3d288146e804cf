"""Local times: the hour that summer time takes away, and the one that it gives back twice."""

from __future__ import annotations

import datetime

from django.utils import timezone
from django.utils.translation import gettext

from core.clock_words import time_words


class NoSuchTimeError(ValueError):
    """A local time that no clock shows, or one that it shows twice (`comes_twice`); str() says so to people."""

    def __init__(self, words: str, *, comes_twice: bool) -> None:
        super().__init__(words)
        self.comes_twice = comes_twice


def _both(when: datetime.datetime) -> tuple[datetime.datetime, datetime.datetime]:
    zone = timezone.get_default_timezone()
    return when.replace(tzinfo=zone, fold=0), when.replace(tzinfo=zone, fold=1)


def local_moment(when: datetime.datetime, *, hour: str = "") -> datetime.datetime:
    """The moment at which a clock in Sweden shows `when` (naive); `hour` is "first" or "second" where it does so twice.

    Raises `NoSuchTimeError` for a time that is skipped in spring, and without `hour` for one that comes twice.
    """
    first, second = _both(when)
    offset = first.utcoffset(), second.utcoffset()
    if offset[0] == offset[1]:
        return first
    real = next_real_moment(when)
    if timezone.localtime(real).replace(tzinfo=None, fold=0) != when:
        words = gettext("There is no such time: that night clocks go forward. The next one is %(time)s.")
        raise NoSuchTimeError(words % {"time": time_words(timezone.localtime(real))}, comes_twice=False)
    if hour not in ("first", "second"):
        words = gettext("That time comes twice: that night clocks go back. Choose which of the two hours.")
        raise NoSuchTimeError(words, comes_twice=True)
    return second if hour == "second" else first


def next_real_moment(when: datetime.datetime) -> datetime.datetime:
    """The moment at which a clock in Sweden first shows `when` (naive); where none does, as long after the gap."""
    first, _second = _both(when)
    # RFC 5545, 3.3.5: a time that is skipped is read with the offset that was in force before the gap.
    return first.astimezone(datetime.UTC)

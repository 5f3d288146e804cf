"""Hours in which nobody wants a reminder."""

from __future__ import annotations

import datetime


def quiet_ends_at(
    now: datetime.datetime, *, zone: datetime.tzinfo, start: datetime.time, end: datetime.time
) -> datetime.datetime | None:
    """When the quiet that reigns at `now` is over, by the clock on the wall of `zone`; None where it is not quiet.

    `start` may be later than `end`: the night. The same time twice means never.
    """
    local = now.astimezone(zone)
    clock, day = local.time(), local.date()
    if start <= end:
        is_quiet = start <= clock < end
    else:
        is_quiet = clock >= start or clock < end
        if clock >= start:
            day += datetime.timedelta(days=1)
    return datetime.datetime.combine(day, end, tzinfo=zone) if is_quiet else None

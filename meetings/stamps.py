"""What makes the later of two calendar messages known: SEQUENCE, then DTSTAMP (RFC 5546, 2.1.5).

A series has one counter and one clock for all its times, because a calendar has one entry for them (the UID).
"""

from __future__ import annotations

import datetime

from meetings.models import Meeting, MeetingSeries

ONE_SECOND = datetime.timedelta(seconds=1)


def lock_meeting(meeting: Meeting) -> Meeting:
    """The meeting's row, with its series' row before it: nobody else changes or mails either until the commit."""
    if meeting.series_id is not None:
        MeetingSeries.objects.select_for_update().get(pk=meeting.series_id)
    return Meeting.objects.select_for_update(of=("self",)).select_related("series").get(pk=meeting.pk)


def raise_sequence(meeting: Meeting) -> None:
    """Count a change that calendars must take over (RFC 5545, 3.8.7.4). The meeting is locked; it is saved."""
    if meeting.series is not None:
        meeting.series.sequence += 1
        meeting.series.save(update_fields=["sequence"])
        meeting.sequence = meeting.series.sequence
    else:
        meeting.sequence += 1
    meeting.save()


def take_stamp(holder: Meeting | MeetingSeries, at: datetime.datetime) -> datetime.datetime:
    """The DTSTAMP of a message about to be written: later than any before it, in whole seconds, whatever the clock.

    Somebody taken off a meeting and put back within a second gets two messages of one SEQUENCE: the later must win.
    """
    if isinstance(holder, Meeting) and holder.series is not None:
        return take_stamp(holder.series, at)
    stamp = at.astimezone(datetime.UTC).replace(microsecond=0)
    if holder.stamped_at is not None:
        stamp = max(stamp, holder.stamped_at + ONE_SECOND)
    holder.stamped_at = stamp
    holder.save(update_fields=["stamped_at"])
    return stamp

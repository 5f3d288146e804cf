"""Answers that calendars send by mail (iTIP's METHOD:REPLY, RFC 5546, 3.2.3), read by the mailbox's reader.

What a stranger wrote is believed only as far as the address that it came to tells: it holds a code that only the
portal could make and that only the mail to this person carried (mailings.verp). The answer must also be of this
person, about this meeting as it is now, and newer than what was answered before. Everything else changes nothing.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from enum import StrEnum
from typing import Any

from django.utils import timezone
from icalendar import Calendar

from mailings.bounces import Incoming
from meetings.models import Invitation, Meeting
from meetings.services import AnswerRefusedError, answer_invitation

logger = logging.getLogger(__name__)

MOST_BYTES = 200_000
MOST_EVENTS = 60
CALENDAR_TYPES = ("text/calendar", "application/ics")
ANSWERS = {
    "ACCEPTED": Invitation.Answer.YES,
    "DECLINED": Invitation.Answer.NO,
    "TENTATIVE": Invitation.Answer.TENTATIVE,
}


class Outcome(StrEnum):
    """What became of one answer in a mail."""

    TAKEN = "taken"
    OUTDATED = "outdated"  # of an earlier time of the meeting, or older than another answer
    REFUSED = "refused"  # answers are closed, the meeting is called off, the invitation is taken back
    STRANGE = "strange"  # of somebody else, about something else, or no answer that we know


@dataclass(frozen=True)
class Reply:
    """One answer in a mail, as its calendar wrote it."""

    uid: str
    attendee: str
    partstat: str
    sequence: int
    stamp: datetime.datetime
    recurs_at: datetime.datetime | datetime.date | None
    comment: str


def take_reply(incoming: Incoming) -> bool:
    """Take the answers in a mail; True unless a person should look at it. Runs in the reader's transaction.

    `incoming.row_id` is the invitation that the portal's address named; of a series it is the person's first one.
    """
    invitation = Invitation.objects.filter(pk=incoming.row_id).select_related("meeting__series").first()
    if invitation is None:
        return False
    outcomes = [take_answer(invitation, reply, at=incoming.at) for reply in read_replies(incoming.message)]
    if outcomes:
        logger.info("A calendar answered for invitation %d: %s.", invitation.pk, ", ".join(outcomes))
    return bool(outcomes) and set(outcomes) <= {Outcome.TAKEN, Outcome.OUTDATED}


def read_replies(message: Message) -> list[Reply]:
    """The answers that a mail holds; none where it is something else, or cannot be read."""
    for part in message.walk():
        payload = part.get_payload(decode=True) if part.get_content_type() in CALENDAR_TYPES else None
        if not isinstance(payload, bytes) or len(payload) > MOST_BYTES:
            continue
        try:
            calendar = Calendar.from_ical(payload)
            if str(calendar.get("METHOD", "")).upper() == "REPLY":
                return list(_answers_in(calendar))
        except (ValueError, KeyError, TypeError, AttributeError, IndexError):
            # What icalendar raises for a calendar that is none; the next part may be the same one in good order.
            logger.info("A calendar's answer cannot be read.")
    return []


def _answers_in(calendar: Any) -> Iterator[Reply]:
    for event in calendar.walk("VEVENT")[:MOST_EVENTS]:
        attendees = event.get("ATTENDEE", [])
        for attendee in attendees if isinstance(attendees, list) else [attendees]:
            yield Reply(
                uid=str(event.get("UID", "")),
                attendee=str(attendee).strip().lower().removeprefix("mailto:"),
                partstat=str(attendee.params.get("PARTSTAT", "")).upper(),
                sequence=int(event.get("SEQUENCE", 0)),
                stamp=_stamp_of(event),
                recurs_at=event["RECURRENCE-ID"].dt if "RECURRENCE-ID" in event else None,
                comment=_comment_of(event),
            )


def _stamp_of(event: Any) -> datetime.datetime:
    stamp: object = event["DTSTAMP"].dt
    if not isinstance(stamp, datetime.datetime) or stamp.tzinfo is None:
        raise ValueError("DTSTAMP must be in UTC (RFC 5545, 3.8.7.2).")
    return stamp.astimezone(datetime.UTC)


def _comment_of(event: Any) -> str:
    comments = event.get("COMMENT", [])
    lines = [str(line).strip() for line in (comments if isinstance(comments, list) else [comments])]
    text = "\n".join(line for line in lines if line)
    return "".join(letter for letter in text if letter == "\n" or letter.isprintable())[:500]


def take_answer(invitation: Invitation, reply: Reply, *, at: datetime.datetime) -> Outcome:
    """Take one answer about the meeting, about one time of its series, or about all times that stand open."""
    meeting = invitation.meeting
    if reply.uid != meeting.calendar_uid or reply.attendee != invitation.address or reply.partstat not in ANSWERS:
        return Outcome.STRANGE
    if meeting.series_id is None:
        return _answer_one(invitation, reply, at=at) if reply.recurs_at is None else Outcome.STRANGE
    rows = Invitation.objects.filter(meeting__series=meeting.series_id, address=invitation.address)
    rows = rows.select_related("meeting__series").order_by("meeting__recurs_at")
    if reply.recurs_at is not None:
        row = next((row for row in rows if _is_at(row.meeting, reply.recurs_at)), None)
        return _answer_one(row, reply, at=at) if row is not None else Outcome.STRANGE
    outcomes = [_answer_one(row, reply, at=at) for row in rows]
    # Times that are over, or were moved since, take no answer, and need none.
    return min(outcomes, key=[Outcome.TAKEN, Outcome.OUTDATED, Outcome.REFUSED].index)


def _is_at(meeting: Meeting, when: datetime.datetime | datetime.date) -> bool:
    if meeting.recurs_at is None:
        return False
    local = timezone.localtime(meeting.recurs_at, meeting.series.zone if meeting.series else meeting.zone)
    if not isinstance(when, datetime.datetime):
        return local.date() == when
    if when.tzinfo is None:
        return local.replace(tzinfo=None) == when
    return meeting.recurs_at == when.astimezone(datetime.UTC)


def _answer_one(invitation: Invitation, reply: Reply, *, at: datetime.datetime) -> Outcome:
    """Take an answer unless it is of an earlier SEQUENCE or an earlier moment (RFC 5546, 2.1.5)."""
    row = Invitation.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=invitation.pk)
    stamp = min(reply.stamp, at)  # a clock that is ahead must not win against all later answers
    before = row.answered_at.replace(microsecond=0) if row.answered_at else None
    if reply.sequence < row.meeting.sequence or (before and stamp < before):
        return Outcome.OUTDATED
    try:
        row = answer_invitation(row, ANSWERS[reply.partstat], at=at, comment=reply.comment or row.comment)
    except AnswerRefusedError:
        return Outcome.REFUSED
    # When the person answered, not when we read it: a page's answer in between is newer.
    row.answered_at = stamp
    row.save(update_fields=["answered_at"])
    return Outcome.TAKEN

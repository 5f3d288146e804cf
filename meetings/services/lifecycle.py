"""Announcing, changing and calling off a meeting. What people are told is written with the change, or not at all."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from mailings.models import Mailing
from mailings.services import cancel_mailing
from meetings import emails
from meetings.audience import audience_of
from meetings.models import Meeting
from meetings.services.attendees import invite

# Several moves within this time become one mail.
COALESCE = datetime.timedelta(seconds=60)


class MeetingError(ValueError):
    """What cannot be done with the meeting as it stands; str() says why, in the active language."""


def calendar_facts(meeting: Meeting) -> tuple[Any, ...]:
    """What a calendar must take over: when one of these changes, SEQUENCE goes up (RFC 5546, 2.1.4)."""
    return (meeting.starts_at, meeting.ends_at, meeting.time_zone, meeting.place, meeting.online_link)


def _locked(meeting: Meeting) -> Meeting:
    return Meeting.objects.select_for_update().get(pk=meeting.pk)


def withdraw_mailings(meeting: Meeting, *purposes: str, at: datetime.datetime) -> None:
    """Call off what has not been handed over of the meeting's mails (`request`, `reminder`): newer ones follow."""
    for purpose in purposes:
        prefix = f"meeting-{meeting.pk}-{purpose}-"
        for mailing in Mailing.objects.filter(key__startswith=prefix, state__in=Mailing.UNFINISHED):
            cancel_mailing(mailing, at=at)


@transaction.atomic
def announce(meeting: Meeting, *, at: datetime.datetime, by: User | None = None) -> Mailing | None:
    """Tell everybody whom the meeting is for, once; gives the mailing, or None where nobody is to be invited.

    Raises MeetingError for a meeting that has been announced already, that is over, or that nobody would hear of.
    """
    row = _locked(meeting)
    if row.state != Meeting.State.DRAFT:
        raise MeetingError(_("The meeting has been announced already. Nothing more was sent."))
    if row.starts_at <= at:
        raise MeetingError(_("The meeting has started already: change its time before you announce it."))
    audience = audience_of(row)
    if not audience.people and not row.is_public:
        raise MeetingError(_("Nobody can be invited: there is no contact with an e-mail address for this meeting."))
    row.state = Meeting.State.ANNOUNCED
    row.announced_at = at
    row.save()
    people = invite(row, audience.invited, at=at)
    meeting.refresh_from_db()
    if not people:
        return None
    return emails.write_mailing(
        row, emails.INVITED, people, key=f"meeting-{row.pk}-request-{row.sequence}", at=at, by=by
    )


@transaction.atomic
def tell_of_change(
    meeting: Meeting, *, before: tuple[Any, ...], at: datetime.datetime, by: User | None = None
) -> Mailing | None:
    """After a saved change: if calendars must follow, raise SEQUENCE and mail everybody invited, a minute from now.

    `before` are the `calendar_facts` of the meeting as it was. A further change within the minute replaces the mail.
    """
    row = _locked(meeting)
    if not row.is_announced or calendar_facts(row) == before:
        return None
    row.sequence += 1
    row.save()
    meeting.sequence = row.sequence
    withdraw_mailings(row, "request", "reminder", at=at)
    people = row.invitations.current()
    if not people or row.ends_at <= at:
        return None
    key = f"meeting-{row.pk}-request-{row.sequence}"
    return emails.write_mailing(row, emails.UPDATED, people, key=key, at=at, scheduled_at=at + COALESCE, by=by)


@transaction.atomic
def move_meeting(
    meeting: Meeting,
    *,
    starts_at: datetime.datetime,
    ends_at: datetime.datetime,
    at: datetime.datetime,
    by: User | None = None,
) -> Mailing | None:
    """Hold the meeting at another time, and tell those invited. Raises ValidationError for a time that cannot be."""
    row = _locked(meeting)
    before = calendar_facts(row)
    row.starts_at, row.ends_at = starts_at, ends_at
    if row.answer_by is not None and row.answer_by > starts_at:
        row.answer_by = starts_at
    row.full_clean()
    row.save()
    mailing = tell_of_change(row, before=before, at=at, by=by)
    meeting.refresh_from_db()
    return mailing


@transaction.atomic
def cancel_meeting(
    meeting: Meeting, *, at: datetime.datetime, reason: str = "", by: User | None = None
) -> Mailing | None:
    """Call the meeting off and tell everybody invited. Raises MeetingError unless it was announced and is not over."""
    row = _locked(meeting)
    if row.is_cancelled:
        raise MeetingError(_("The meeting has been called off already. Nothing more was sent."))
    if not row.is_announced:
        raise MeetingError(_("Only a meeting that has been announced can be called off. A draft can be deleted."))
    if row.ends_at <= at:
        raise MeetingError(_("The meeting is over and cannot be called off."))
    row.state = Meeting.State.CANCELLED
    row.sequence += 1
    row.save()
    meeting.refresh_from_db()
    withdraw_mailings(row, "request", "reminder", at=at)
    people = row.invitations.current()
    if not people:
        return None
    key = f"meeting-{row.pk}-cancel-{row.sequence}"
    return emails.write_mailing(row, emails.CANCELLED, people, key=key, at=at, note=reason, by=by)

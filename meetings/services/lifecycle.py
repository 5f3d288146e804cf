"""Announcing, changing and calling off a meeting. What people are told is written with the change, or not at all."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from mailings.models import Mailing
from mailings.services import cancel_mailing
from meetings import emails, series_emails
from meetings.audience import Audience, audience_of
from meetings.models import Meeting, MeetingSeries
from meetings.series_emails import Telling
from meetings.services.attendees import invite
from meetings.stamps import lock_meeting, raise_sequence

# Several moves within this time become one mail.
COALESCE = datetime.timedelta(seconds=60)


class MeetingError(ValueError):
    """What cannot be done with the meeting as it stands; str() says why, in the active language."""


class AudienceChangedError(MeetingError):
    """Others would be invited than those whom the coordinator was shown."""


def check_audience(audience: Audience, meeting: Meeting, *, seen: str) -> None:
    """Raise MeetingError unless somebody hears of the meeting, and the audience is the one that was `seen`."""
    if not audience.people and not meeting.is_public:
        raise MeetingError(_("Nobody can be invited: there is no contact with an e-mail address for this meeting."))
    if seen and seen != audience.fingerprint:
        raise AudienceChangedError(
            _("Since you opened this page others are to be invited. Nothing was sent: look through the list again.")
        )


def calendar_facts(meeting: Meeting) -> tuple[Any, ...]:
    """What a calendar must take over: when one of these changes, SEQUENCE goes up (RFC 5546, 2.1.4)."""
    when = (meeting.starts_at, meeting.ends_at, meeting.time_zone, meeting.is_all_day)
    return (*when, meeting.place, meeting.online_link)


def calendar_words(meeting: Meeting) -> tuple[str, ...]:
    """What a calendar shows but need not ask about anew: a change of it leaves SEQUENCE as it is."""
    return (meeting.title_sv, meeting.title_en, meeting.description_sv, meeting.description_en)


def withdraw_mailings(about: Meeting | MeetingSeries, *purposes: str, at: datetime.datetime) -> None:
    """Call off what has not been handed over of the meeting's mails (`request`, `reminder`): newer ones follow."""
    noun = "meeting" if isinstance(about, Meeting) else "series"
    for purpose in purposes:
        prefix = f"{noun}-{about.pk}-{purpose}-"
        for mailing in Mailing.objects.filter(key__startswith=prefix, state__in=Mailing.UNFINISHED):
            cancel_mailing(mailing, at=at)


@transaction.atomic
def announce(meeting: Meeting, *, at: datetime.datetime, by: User | None = None, seen: str = "") -> Mailing | None:
    """Tell everybody whom the meeting is for, once; gives the mailing, or None where nobody is to be invited.

    `seen` is the fingerprint of the audience that the coordinator was shown ("" where nobody looked).

    Raises MeetingError for a meeting that has been announced already, that is over, or that nobody would hear of.
    """
    row = lock_meeting(meeting)
    if row.series is not None:
        raise MeetingError(_("This meeting belongs to a series: announce the series."))
    if row.state != Meeting.State.DRAFT:
        raise MeetingError(_("The meeting has been announced already. Nothing more was sent."))
    if row.starts_at <= at:
        raise MeetingError(_("The meeting has started already: change its time before you announce it."))
    audience = audience_of(row)
    check_audience(audience, row, seen=seen)
    row.state = Meeting.State.ANNOUNCED
    row.announced_at = at
    row.save()
    people = invite(row, audience.invited, at=at)
    row.chosen_people.all().delete()
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
    row = lock_meeting(meeting)
    if not row.is_announced or calendar_facts(row) == before:
        return None
    raise_sequence(row)
    meeting.sequence = row.sequence
    withdraw_mailings(row, "request", "reminder", at=at)
    people = row.invitations.current()
    if not people or row.ends_at <= at:
        return None
    key = f"meeting-{row.pk}-request-{row.sequence}"
    return emails.write_mailing(row, emails.UPDATED, people, key=key, at=at, scheduled_at=at + COALESCE, by=by)


@transaction.atomic
def tell_words(meeting: Meeting, *, at: datetime.datetime, by: User | None = None) -> Mailing | None:
    """Give the calendars of everybody invited the title and description as they are now; SEQUENCE stays.

    The newer DTSTAMP tells that it is newer, and nobody is asked for an answer again (RFC 5546, 3.2.2).
    """
    row = lock_meeting(meeting)
    people = row.invitations.current()
    if not row.is_announced or not people or row.ends_at <= at:
        return None
    withdraw_mailings(row, "request", at=at)
    count = Mailing.objects.filter(key__startswith=f"meeting-{row.pk}-request-{row.sequence}-words-").count()
    key = f"meeting-{row.pk}-request-{row.sequence}-words-{count}"
    mailing = emails.write_mailing(row, emails.REWORDED, people, key=key, at=at, scheduled_at=at + COALESCE, by=by)
    meeting.refresh_from_db()
    return mailing


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
    row = lock_meeting(meeting)
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
    row = lock_meeting(meeting)
    if row.is_cancelled:
        raise MeetingError(_("The meeting has been called off already. Nothing more was sent."))
    if not row.is_announced:
        raise MeetingError(_("Only a meeting that has been announced can be called off. A draft can be deleted."))
    if row.ends_at <= at:
        raise MeetingError(_("The meeting is over and cannot be called off."))
    row.state = Meeting.State.CANCELLED
    raise_sequence(row)
    meeting.refresh_from_db()
    withdraw_mailings(row, "request", "reminder", at=at)
    people = row.invitations.current()
    if not people:
        return None
    key = f"meeting-{row.pk}-cancel-{row.sequence}"
    return emails.write_mailing(row, emails.CANCELLED, people, key=key, at=at, note=reason, by=by)


@transaction.atomic
def reopen_meeting(meeting: Meeting, *, at: datetime.datetime, by: User | None = None) -> Mailing | None:
    """Hold a meeting after all that was called off, and tell everybody invited. Raises MeetingError."""
    row = lock_meeting(meeting)
    if not row.is_cancelled:
        raise MeetingError(_("The meeting has not been called off."))
    if row.starts_at <= at:
        raise MeetingError(_("The meeting's time has passed: announce a new one instead."))
    row.state = Meeting.State.ANNOUNCED
    raise_sequence(row)
    meeting.refresh_from_db()
    people = row.invitations.current()
    if not people:
        return None
    if row.series is not None:
        # The date had been left out of the rule: only the whole series, told anew, brings it back.
        series = row.series
        telling = Telling(series_emails.REOPENED, series_emails.series_key(series, "request"), at, by=by)
        addresses = set(people.values_list("address", flat=True))
        return series_emails.write_series_mailings(series, telling, addresses)[0]
    key = f"meeting-{row.pk}-request-{row.sequence}-reopened"
    return emails.write_mailing(row, emails.REOPENED, people, key=key, at=at, by=by)

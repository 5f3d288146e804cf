"""Inviting people to what is left of a series, taking it back, and answering for all its times at once."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db import transaction

from accounts.models import User
from mailings.addresses import normalize_address
from meetings import series_emails
from meetings.models import Invitation, Meeting, MeetingSeries
from meetings.series_emails import Telling, series_key
from meetings.services.answers import AnswerRefusedError, Details, answer_invitation
from meetings.services.attendees import invite, invite_guest, people_by_address, withdraw_from
from meetings.services.series import lock_series, times_of
from members.models import Contact


def _to_come(series: MeetingSeries, *, at: datetime.datetime) -> list[Meeting]:
    return [row for row in times_of(series) if row.ends_at > at and not row.is_cancelled]


def _tell(series: MeetingSeries, addresses: set[str], *, at: datetime.datetime, by: User | None) -> None:
    if addresses and series.announced_at is not None:
        telling = Telling(series_emails.INVITED, series_key(series, "request"), at, by=by)
        series_emails.write_series_mailings(series, telling, addresses)


@transaction.atomic
def add_to_series(
    series: MeetingSeries, contacts: Iterable[Contact], *, at: datetime.datetime, by: User | None = None
) -> set[str]:
    """Invite contacts to all times to come, with one mail each; gives the new addresses. Raises InvalidAddressError."""
    row = lock_series(series)
    wanted = people_by_address(contacts)
    new = {person.address for meeting in _to_come(row, at=at) for person in invite(meeting, wanted, at=at)}
    _tell(row, new, at=at, by=by)
    return new


@transaction.atomic
def add_guest_to_series(
    series: MeetingSeries,
    *,
    address: str,
    name: str,
    language: str = "sv",
    at: datetime.datetime,
    by: User | None = None,
) -> bool:
    """Invite somebody who is no member's contact to all times to come; False if invited already to all.

    Raises InvalidAddressError.
    """
    row = lock_series(series)
    address = normalize_address(address)
    times = _to_come(row, at=at)
    is_new = [invite_guest(meeting, address=address, name=name, language=language, at=at)[1] for meeting in times]
    if any(is_new):
        _tell(row, {address}, at=at, by=by)
    return any(is_new)


@transaction.atomic
def remove_from_series(series: MeetingSeries, address: str, *, at: datetime.datetime, by: User | None = None) -> bool:
    """Take back a person's invitations to all times to come; the whole entry leaves the calendar (RFC 5546, 3.2.5).

    Gives whether there was one to take back.
    """
    row = lock_series(series)
    times = [meeting.pk for meeting in times_of(row) if meeting.ends_at > at]
    rows = Invitation.objects.select_for_update(of=("self",)).current().filter(meeting__in=times, address=address)
    people = list(rows.select_related("meeting").order_by("meeting__recurs_at"))
    if not people:
        return False
    for person in people:
        person.removed_at = at
        person.save(update_fields=["removed_at"])
        withdraw_from(person, f"meeting-{person.meeting_id}-")
    withdraw_from(people[0], f"series-{row.pk}-")
    if row.announced_at is not None:
        telling = Telling(series_emails.UNINVITED, series_key(row, "cancel"), at, by=by)
        series_emails.write_series_cancel(row, telling, people[:1])
    return True


@transaction.atomic
def answer_series(
    invitation: Invitation,
    answer: Invitation.Answer,
    *,
    at: datetime.datetime,
    comment: str = "",
    details: Details | None = None,
) -> list[Invitation]:
    """Take one answer for this time and all times of the series to come that the person may still answer.

    Raises an AnswerRefusedError where this one takes none; others that take none keep what they have.
    """
    meeting = invitation.meeting
    if meeting.series is None:
        return [answer_invitation(invitation, answer, at=at, comment=comment, details=details)]
    lock_series(meeting.series)
    answered = [answer_invitation(invitation, answer, at=at, comment=comment, details=details)]
    others = Invitation.objects.current().filter(meeting__series=meeting.series, address=invitation.address)
    others = others.filter(meeting__recurs_at__gt=meeting.recurs_at or at)
    for row in others.select_related("meeting").order_by("meeting__recurs_at"):
        try:
            answered.append(answer_invitation(row, answer, at=at, comment=row.comment or comment, details=details))
        except AnswerRefusedError:
            continue
    return answered

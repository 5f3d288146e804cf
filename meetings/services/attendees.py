"""Inviting people to a meeting, and taking an invitation back."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import Exists

from accounts.models import User
from core.tokens import hash_token, new_nonce
from mailings.addresses import normalize_address
from mailings.models import Delivery, Mailing
from meetings import emails, series_emails
from meetings.audience import Invitee, invitee_of
from meetings.models import Invitation, Meeting, MeetingSeries
from meetings.series_emails import Telling
from meetings.stamps import lock_meeting
from members.models import Contact


def set_token_hash(invitation: Invitation) -> None:
    """Set (not save) the hash by which the link in the mail finds the row; it must have its key."""
    invitation.token_hash = hash_token(invitation.token)


def invite(meeting: Meeting, people: Mapping[str, Invitee], *, at: datetime.datetime) -> list[Invitation]:
    """Write invitations for people by address; somebody invited already is left alone, somebody removed comes back.

    Gives the new and the renewed invitations. Nothing is mailed.
    """
    known = {row.address: row for row in meeting.invitations.filter(address__in=people)}
    rows = []
    for address, person in people.items():
        row = known.get(address) or Invitation(meeting=meeting, address=address)
        if row.pk and row.removed_at is None:
            continue
        row.contact, row.member, row.stands_in_for = person.contact, person.member, None
        row.contact_kind = person.contact.kind if person.contact else ""
        row.name, row.language = person.name[:120], person.language
        rows.append(_renew(row, at=at))
    return _save(rows)


def people_by_address(contacts: Iterable[Contact]) -> dict[str, Invitee]:
    """Contacts as those whom to invite, by normalized address. Raises InvalidAddressError."""
    return {normalize_address(contact.email): invitee_of(contact) for contact in contacts}


def _renew(row: Invitation, *, at: datetime.datetime) -> Invitation:
    row.invited_at, row.removed_at = at, None
    row.answer, row.answered_at = Invitation.Answer.NONE, None
    row.nonce = new_nonce()
    return row


def _save(rows: list[Invitation]) -> list[Invitation]:
    new = [row for row in rows if not row.pk]
    renewed = [row for row in rows if row.pk]
    Invitation.objects.bulk_create(new)
    for row in rows:
        set_token_hash(row)
    # The hash needs the key. An upsert writes it to a thousand rows in a tenth of the time of bulk_update's CASEs.
    Invitation.objects.bulk_create(new, update_conflicts=True, unique_fields=["id"], update_fields=["token_hash"])
    who = ["contact", "member", "contact_kind", "stands_in_for", "name", "language", "nonce", "token_hash"]
    Invitation.objects.bulk_update(renewed, [*who, "invited_at", "removed_at", "answer", "answered_at"])
    return rows


def _mail_added(meeting: Meeting, rows: list[Invitation], *, at: datetime.datetime, by: User | None) -> Mailing | None:
    if not rows or not meeting.is_announced:
        return None
    key = f"meeting-{meeting.pk}-request-{meeting.sequence}-added-{rows[0].pk}-{rows[0].nonce[:8]}"
    return emails.write_mailing(meeting, emails.INVITED, rows, key=key, at=at, by=by)


@transaction.atomic
def add_attendees(
    meeting: Meeting, contacts: Iterable[Contact], *, at: datetime.datetime, by: User | None = None
) -> list[Invitation]:
    """Invite more contacts to an announced meeting; only they get a mail. Raises InvalidAddressError."""
    meeting = lock_meeting(meeting)
    rows = invite(meeting, people_by_address(contacts), at=at)
    _mail_added(meeting, rows, at=at, by=by)
    return rows


def invite_guest(
    meeting: Meeting,
    *,
    address: str,
    name: str,
    language: str,
    at: datetime.datetime,
    stands_in_for: Invitation | None = None,
) -> tuple[Invitation, bool]:
    """Write an invitation for somebody who is no contact; gives it, and whether it is new. Nothing is mailed."""
    row = meeting.invitations.filter(address=address).first() or Invitation(meeting=meeting, address=address)
    if row.pk and row.removed_at is None:
        return row, False
    row.name, row.language, row.stands_in_for = name, language, stands_in_for
    if stands_in_for is not None:
        row.member, row.contact_kind = stands_in_for.member, stands_in_for.contact_kind
    [row] = _save([_renew(row, at=at)])
    return row, True


@transaction.atomic
def add_guest(
    meeting: Meeting,
    *,
    address: str,
    name: str,
    language: str = "sv",
    at: datetime.datetime,
    by: User | None = None,
    stands_in_for: Invitation | None = None,
) -> Invitation:
    """Invite somebody who is no member's contact; for a member where it is instead of somebody. Raises
    InvalidAddressError."""
    meeting = lock_meeting(meeting)
    row, is_new = invite_guest(
        meeting,
        address=normalize_address(address),
        name=name,
        language=language,
        at=at,
        stands_in_for=stands_in_for,
    )
    if not is_new:
        return row
    _mail_added(meeting, [row], at=at, by=by)
    return row


def withdraw_from(invitation: Invitation, keys: str) -> None:
    """Call off what waits for this one person in mailings whose keys begin so: it would only be taken back again."""
    waiting = Delivery.objects.filter(
        mailing__key__startswith=keys,
        address=invitation.address,
        state__in=(Delivery.State.QUEUED, Delivery.State.DEFERRED),
    )
    waiting.filter(mailing__kind__in=emails.WITHDRAWN_KINDS).update(state=Delivery.State.CANCELLED)


def _has_other_times(row: Invitation) -> bool:
    return Invitation.objects.filter(pk=row.pk).filter(Exists(Invitation.objects.elsewhere_in_series())).exists()


def _take_out_series(series: MeetingSeries, row: Invitation, *, at: datetime.datetime, by: User | None) -> None:
    """The whole entry leaves the calendar: what the person was still to hear of the series is not sent any more."""
    row.meeting.series = series
    withdraw_from(row, f"series-{series.pk}-")
    telling = Telling(series_emails.UNINVITED, series_emails.series_key(series, "cancel"), at, by=by)
    series_emails.write_series_cancel(series, telling, [row])


@transaction.atomic
def remove_attendee(invitation: Invitation, *, at: datetime.datetime, by: User | None = None) -> None:
    """Take one invitation back: this person alone gets a CANCEL (RFC 5546, 3.2.5). Twice changes nothing. Whoever
    comes to no other time of a series has the whole entry taken out.

    SEQUENCE stays: the meeting is the same for everybody else, and a CANCEL is newer by its DTSTAMP.
    """
    meeting = lock_meeting(invitation.meeting)
    row = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if row.removed_at is not None:
        return
    row.removed_at = at
    row.save(update_fields=["removed_at"])
    if meeting.is_announced and at < meeting.ends_at:
        withdraw_from(row, f"meeting-{meeting.pk}-")
        if meeting.series is not None and not _has_other_times(row):
            _take_out_series(meeting.series, row, at=at, by=by)
            return
        key = f"meeting-{meeting.pk}-cancel-{meeting.sequence}-removed-{row.pk}-{row.nonce[:8]}"
        emails.write_mailing(meeting, emails.UNINVITED, [row], key=key, at=at, by=by)

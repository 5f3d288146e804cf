"""Adjustment (justering): named people say that the minutes are right; when all have, these are locked for good."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from mailings.addresses import normalize_address
from mailings.models import Mailing
from mailings.services import cancel_mailing
from meetings.minutes import emails
from meetings.minutes.canonical import adjusted_text, checksum_of, draft_text
from meetings.minutes.services.writing import lock_for_writing
from meetings.minutes.shown import show_minutes
from meetings.models import ActionItem, Adjuster, Minutes
from meetings.services import MeetingError
from members.models import Contact


class NotAskedError(Exception):
    """The adjuster is not asked (any more): the minutes were taken back, or are locked."""


@dataclass(frozen=True)
class AdjusterDraft:
    """Somebody to ask."""

    name: str
    address: str
    language: str = "sv"
    contact: Contact | None = None


def adjustment_key(minutes: Minutes) -> str:
    """The mailing that asks the adjusters of this round."""
    return f"minutes-{minutes.pk}-adjust-{minutes.adjustment_round}"


@transaction.atomic
def send_for_adjustment(
    minutes: Minutes, adjusters: Sequence[AdjusterDraft], *, at: datetime.datetime, by: User | None = None
) -> Mailing:
    """Fix the text, and ask each adjuster by mail whether it is right.

    Raises MeetingError where there is nothing to adjust or nobody to do it, LockedError, NotWritableError, and
    InvalidAddressError.
    """
    row = lock_for_writing(minutes)
    if not adjusters:
        raise MeetingError(_("Choose at least one person to adjust the minutes."))
    if row.meeting.ends_at > at:
        raise MeetingError(_("The meeting is not over yet."))
    if not row.items.exists():
        raise MeetingError(_("There is nothing in the minutes yet."))
    rows = fix_text(row, adjusters, at=at)
    return emails.ask_adjusters(row, rows, key=adjustment_key(row), at=at, by=by)


def fix_text(minutes: Minutes, adjusters: Sequence[AdjusterDraft], *, at: datetime.datetime) -> list[Adjuster]:
    """Fix the text, and name those who are to approve it; gives them, with their links. Nothing is mailed.

    Raises InvalidAddressError.
    """
    minutes.adjustment_round += 1
    minutes.state, minutes.sent_at = Minutes.State.ADJUSTING, at
    minutes.text = draft_text(show_minutes(minutes))
    minutes.checksum = checksum_of(minutes.text)
    minutes.save()
    people = {normalize_address(person.address): person for person in adjusters}
    rows = Adjuster.from_lines(
        Adjuster(
            minutes=minutes,
            round=minutes.adjustment_round,
            contact=person.contact,
            name=person.name,
            address=address,
            language=person.language,
            asked_at=at,
        )
        for address, person in people.items()
    )
    for adjuster in rows:
        adjuster.set_token_hash()
        adjuster.save(update_fields=["token_hash"])
    return rows


@transaction.atomic
def answer_adjustment(adjuster: Adjuster, *, is_right: bool, comment: str = "", at: datetime.datetime) -> Adjuster:
    """Take an adjuster's word. The last approval locks the minutes. Raises NotAskedError; then nothing is changed."""
    minutes = (
        Minutes.objects.select_for_update(of=("self",)).select_related("meeting__kind").get(pk=adjuster.minutes_id)
    )
    row = Adjuster.objects.get(pk=adjuster.pk)
    if not minutes.is_adjusting or row.round != minutes.adjustment_round:
        raise NotAskedError
    row.answer = Adjuster.Answer.APPROVED if is_right else Adjuster.Answer.COMMENTED
    row.comment, row.answered_at = comment, at
    row.save()
    asked = minutes.adjusters.filter(round=minutes.adjustment_round)
    if not asked.exclude(answer=Adjuster.Answer.APPROVED).exists():
        lock_minutes(minutes, at=at)
        emails.tell_minutes_are_adjusted(minutes, at=at)
    return row


def lock_minutes(minutes: Minutes, *, at: datetime.datetime) -> None:
    """Lock what the adjusters have approved: its text, with their names and days, gets its checksum. Nothing is
    mailed."""
    minutes.text = adjusted_text(show_minutes(minutes), minutes.text)
    minutes.checksum = checksum_of(minutes.text)
    for action in ActionItem.objects.filter(item__minutes=minutes):
        action.set_token_hash()
        action.save(update_fields=["token_hash"])
    minutes.state, minutes.locked_at = Minutes.State.LOCKED, at
    minutes.save()


@transaction.atomic
def take_back(minutes: Minutes, *, at: datetime.datetime) -> None:
    """Change the minutes after all: whoever has approved is asked anew. Twice, or once locked, changes nothing."""
    row = Minutes.objects.select_for_update().get(pk=minutes.pk)
    if not row.is_adjusting:
        return
    for mailing in Mailing.objects.filter(key=adjustment_key(row), state__in=Mailing.UNFINISHED):
        cancel_mailing(mailing, at=at)
    row.state, row.sent_at, row.text, row.checksum = Minutes.State.WRITING, None, "", ""
    row.save()

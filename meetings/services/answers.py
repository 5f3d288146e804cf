"""Answering an invitation."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from mailings.addresses import normalize_address
from meetings.models import Invitation
from meetings.seats.handing import follow_answer, pass_on
from meetings.services.attendees import add_guest, remove_attendee
from meetings.stamps import lock_meeting


@dataclass(frozen=True)
class Details:
    """What goes with an answer: on site or online ("" leaves it open), and what is needed to take part."""

    way: str = ""
    diet: str = ""
    access_needs: str = ""


class AnswerRefusedError(ValueError):
    """The answer cannot be taken (any more); what was answered before stands."""


class InvitationTakenBackError(AnswerRefusedError):
    """The person is not invited any more."""


class MeetingCancelledError(AnswerRefusedError):
    """The meeting has been called off."""


class AnswersClosedError(AnswerRefusedError):
    """The last day to answer has passed."""


def check_is_open(invitation: Invitation, *, at: datetime.datetime) -> None:
    """Raise the AnswerRefusedError that says why no answer is taken, if none is."""
    if invitation.removed_at is not None:
        raise InvitationTakenBackError
    if invitation.meeting.is_cancelled:
        raise MeetingCancelledError
    if not invitation.is_open(at):
        raise AnswersClosedError


class SubstituteError(ValueError):
    """This person cannot come instead; str() says why, in the active language."""


@transaction.atomic
def give_back(invitation: Invitation, *, at: datetime.datetime) -> Invitation:
    """Say no after the last day to answer, so that the seat is offered to the next in line. Everything else stands.

    Raises an AnswerRefusedError once the meeting has begun, or where there is nothing to give back.
    """
    row = _locked(invitation)
    if not row.can_give_back(at):
        check_is_open(row, at=at)
        raise AnswersClosedError
    row.answer, row.answered_at = Invitation.Answer.NO, at
    row.save(update_fields=["answer", "answered_at"])
    follow_answer(row, at=at)
    return row


def _locked(invitation: Invitation) -> Invitation:
    # The meeting first: whoever calls it off, closes the answers or hands out seats holds the same lock.
    meeting = lock_meeting(invitation.meeting)
    row = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    row.meeting = meeting
    return row


def lock_invitation(invitation: Invitation, *, at: datetime.datetime) -> Invitation:
    """The row to answer, and its meeting's, held until the transaction ends. Raises an AnswerRefusedError."""
    row = _locked(invitation)
    check_is_open(row, at=at)
    return row


@transaction.atomic
def answer_invitation(
    invitation: Invitation,
    answer: Invitation.Answer,
    *,
    at: datetime.datetime,
    comment: str = "",
    details: Details | None = None,
) -> Invitation:
    """Take an answer, or a changed one; without `details` those of before stand. Raises an AnswerRefusedError; then
    nothing is changed.

    Whoever comes after all needs no substitute: that invitation is taken back. After the last day to answer a no still
    gives the seat back, until the meeting begins.
    """
    if answer == Invitation.Answer.NO and invitation.can_give_back(at):
        return give_back(invitation, at=at)
    row = lock_invitation(invitation, at=at)
    row.answer, row.answered_at, row.comment = answer, at, comment
    if details is not None:
        row.way, row.diet, row.access_needs = details.way, details.diet, details.access_needs
    row.save(update_fields=["answer", "answered_at", "comment", "way", "diet", "access_needs"])
    if answer == Invitation.Answer.YES:
        for substitute in row.substitutes.current():
            remove_attendee(substitute, at=at)
    follow_answer(row, at=at)
    return row


@transaction.atomic
def name_substitute(
    invitation: Invitation, *, name: str, address: str, at: datetime.datetime, by: User | None = None
) -> Invitation:
    """Let a colleague come instead: the colleague is invited, for the same member, and gets the seat offered that was
    taken. A colleague named before is not invited any more. Gives the colleague's invitation.

    Raises an AnswerRefusedError, InvalidAddressError, or SubstituteError for somebody who is invited anyway.
    """
    row = lock_invitation(invitation, at=at)
    address = normalize_address(address)
    if address == row.address:
        raise SubstituteError(_("This is your own address. Write your colleague's."))
    earlier = list(row.substitutes.current())
    if any(one.address == address for one in earlier):
        return next(one for one in earlier if one.address == address)
    if row.meeting.invitations.current().filter(address=address).exists():
        raise SubstituteError(
            _("This person is invited already. Choose somebody else, or just say that you cannot come.")
        )
    for one in earlier:
        remove_attendee(one, at=at, by=by)
    substitute = add_guest(
        row.meeting, address=address, name=name, language=row.language, at=at, by=by, stands_in_for=row
    )
    pass_on(row, substitute, at=at)
    row.answer, row.answered_at = Invitation.Answer.NO, at
    row.save(update_fields=["answer", "answered_at"])
    follow_answer(row, at=at)
    return substitute

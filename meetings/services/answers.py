"""Answering an invitation."""

from __future__ import annotations

import datetime

from django.db import transaction

from meetings.models import Invitation, Meeting


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


@transaction.atomic
def answer_invitation(
    invitation: Invitation, answer: Invitation.Answer, *, at: datetime.datetime, comment: str = ""
) -> Invitation:
    """Take an answer, or a changed one. Raises an AnswerRefusedError; then nothing is changed."""
    # The meeting first: whoever calls it off or closes the answers holds the same lock.
    Meeting.objects.select_for_update().get(pk=invitation.meeting_id)
    row = Invitation.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=invitation.pk)
    check_is_open(row, at=at)
    row.answer = answer
    row.answered_at = at
    row.comment = comment
    row.save(update_fields=["answer", "answered_at", "comment"])
    return row

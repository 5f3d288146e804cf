"""What is done with meetings and invitations."""

from meetings.services.answers import (
    AnswerRefusedError,
    AnswersClosedError,
    InvitationTakenBackError,
    MeetingCancelledError,
    answer_invitation,
)
from meetings.services.attendees import add_attendees, add_guest, invite, remove_attendee
from meetings.services.lifecycle import (
    MeetingError,
    announce,
    calendar_facts,
    cancel_meeting,
    move_meeting,
    tell_of_change,
)
from meetings.services.reminders import remind, remind_due

__all__ = [
    "AnswerRefusedError",
    "AnswersClosedError",
    "InvitationTakenBackError",
    "MeetingCancelledError",
    "MeetingError",
    "add_attendees",
    "add_guest",
    "announce",
    "answer_invitation",
    "calendar_facts",
    "cancel_meeting",
    "invite",
    "move_meeting",
    "remind",
    "remind_due",
    "remove_attendee",
    "tell_of_change",
]

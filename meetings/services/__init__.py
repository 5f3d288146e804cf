"""What is done with meetings and invitations."""

from meetings.services.answers import (
    AnswerRefusedError,
    AnswersClosedError,
    Details,
    InvitationTakenBackError,
    MeetingCancelledError,
    SubstituteError,
    answer_invitation,
    name_substitute,
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
    "Details",
    "InvitationTakenBackError",
    "MeetingCancelledError",
    "MeetingError",
    "SubstituteError",
    "add_attendees",
    "add_guest",
    "announce",
    "answer_invitation",
    "calendar_facts",
    "cancel_meeting",
    "invite",
    "move_meeting",
    "name_substitute",
    "remind",
    "remind_due",
    "remove_attendee",
    "tell_of_change",
]

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
from meetings.services.calendar_keys import end_calendar_key, make_calendar_key
from meetings.services.choosing import choose_guest, choose_people, drop_chosen
from meetings.services.lifecycle import (
    AudienceChangedError,
    MeetingError,
    announce,
    calendar_facts,
    calendar_words,
    cancel_meeting,
    move_meeting,
    reopen_meeting,
    tell_of_change,
    tell_words,
)
from meetings.services.reminders import remind, remind_due
from meetings.services.series import (
    Changes,
    announce_series,
    cancel_following,
    change_following,
    dissolve_series,
    following,
    make_series,
    people_of,
)
from meetings.services.series_people import (
    add_guest_to_series,
    add_to_series,
    answer_series,
    remove_from_series,
)

__all__ = [
    "AnswerRefusedError",
    "AnswersClosedError",
    "AudienceChangedError",
    "Changes",
    "Details",
    "InvitationTakenBackError",
    "MeetingCancelledError",
    "MeetingError",
    "SubstituteError",
    "add_attendees",
    "add_guest",
    "add_guest_to_series",
    "add_to_series",
    "announce",
    "announce_series",
    "answer_invitation",
    "answer_series",
    "calendar_facts",
    "calendar_words",
    "cancel_following",
    "cancel_meeting",
    "change_following",
    "choose_guest",
    "choose_people",
    "dissolve_series",
    "drop_chosen",
    "end_calendar_key",
    "following",
    "invite",
    "make_calendar_key",
    "make_series",
    "move_meeting",
    "name_substitute",
    "people_of",
    "remind",
    "remind_due",
    "remove_attendee",
    "remove_from_series",
    "reopen_meeting",
    "tell_of_change",
    "tell_words",
]

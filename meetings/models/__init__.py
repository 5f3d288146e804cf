"""Meetings of the network: what is announced, who is invited, what is on the agenda, what was decided."""

from meetings.models.action import ActionItem
from meetings.models.calendar_key import CalendarKey
from meetings.models.chosen import ChosenPerson
from meetings.models.invitation import Invitation
from meetings.models.kind import MeetingKind
from meetings.models.meeting import Meeting
from meetings.models.minutes import Adjuster, Attendee, Decision, Minutes, MinutesItem
from meetings.models.page import MeetingIndexPage
from meetings.models.papers import AgendaItem, MeetingDocument, PaperNotice
from meetings.models.record import LockedError
from meetings.models.registration import Registration
from meetings.models.seats import SeatClaim, SeatPlan
from meetings.models.secretary import Secretary
from meetings.models.series import MeetingSeries

__all__ = [
    "ActionItem",
    "Adjuster",
    "AgendaItem",
    "Attendee",
    "CalendarKey",
    "ChosenPerson",
    "Decision",
    "Invitation",
    "LockedError",
    "Meeting",
    "MeetingDocument",
    "MeetingIndexPage",
    "MeetingKind",
    "MeetingSeries",
    "Minutes",
    "MinutesItem",
    "PaperNotice",
    "Registration",
    "SeatClaim",
    "SeatPlan",
    "Secretary",
]

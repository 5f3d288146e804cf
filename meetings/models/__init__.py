"""Meetings of the network: what is announced, who is invited, what is on the agenda."""

from meetings.models.invitation import Invitation
from meetings.models.kind import MeetingKind
from meetings.models.meeting import Meeting
from meetings.models.page import MeetingIndexPage
from meetings.models.papers import AgendaItem, MeetingDocument, PaperNotice

__all__ = ["AgendaItem", "Invitation", "Meeting", "MeetingDocument", "MeetingIndexPage", "MeetingKind", "PaperNotice"]

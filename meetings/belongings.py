"""Meetings that a person is invited to for a member, and the successor's being invited instead."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from meetings.models import Invitation, Meeting
from meetings.services import add_attendees, remove_attendee
from members.belongings import Belonging, BelongingKind, HandOver, register_belongings
from members.models import Member
from members.own_belongings import contacts_of


def _invitations(member: Member, user: User) -> QuerySet[Invitation]:
    return (
        Invitation.objects.current()
        .filter(
            contact__in=contacts_of(member, user),
            meeting__state=Meeting.State.ANNOUNCED,
            meeting__starts_at__gt=timezone.now(),
        )
        .select_related("meeting")
        .order_by("meeting__starts_at", "pk")
    )


def meetings_in_hand(member: Member, user: User) -> Iterator[Belonging]:
    """Coming meetings that the person is invited to as the member's contact."""
    for invitation in _invitations(member, user):
        meeting = invitation.meeting
        yield Belonging(f"{meeting.title}, {date_format(meeting.starts_local, 'j F Y')}")


def move_meetings(hand_over: HandOver) -> None:
    """Invite the successor, and take the leaver's invitation back: both get the mail that their calendars follow."""
    for invitation in _invitations(hand_over.member, hand_over.leaver):
        contact = hand_over.contacts[invitation.contact_id or 0]
        add_attendees(invitation.meeting, [contact], at=hand_over.at, by=hand_over.by)
        remove_attendee(invitation, at=hand_over.at, by=hand_over.by)


def register_meeting_belongings() -> None:
    """Make them known."""
    register_belongings(BelongingKind("meetings", _("Coming meetings"), meetings_in_hand, move_meetings, 50))

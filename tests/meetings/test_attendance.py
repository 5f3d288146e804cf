"""What the ledger hears of the annual meeting."""

import datetime

import pytest

from ledger.attendance import Attendance, attendance_of_year
from meetings.minutes.services import note_presence, start_minutes
from meetings.models import Invitation, Meeting, MeetingKind
from meetings.services.attendees import add_attendees
from members.models import Contact
from tests.factories.members import ContactFactory, MemberFactory

START = datetime.datetime(2026, 3, 12, 9, tzinfo=datetime.UTC)


def annual_meeting(state: str = "announced", kind: str = "arsmote") -> Meeting:
    return Meeting.objects.create(
        kind=MeetingKind.objects.get(key=kind), title_sv="Årsmöte", place="Malmö", state=state,
        starts_at=START, ends_at=START + datetime.timedelta(hours=6),
    )  # fmt: skip


def invite(meeting: Meeting, contact: Contact, answer: str, *, removed: bool = False) -> None:
    Invitation.objects.create(
        meeting=meeting, contact=contact, member=contact.member, address=contact.email, answer=answer,
        invited_at=START, removed_at=START if removed else None,
    )  # fmt: skip


def test_those_who_come_are_counted_by_kind(db: None) -> None:
    meeting, member = annual_meeting(), MemberFactory.create()
    for kind, answer in (("political", "yes"), ("administrative", "yes"), ("administrative", "no"), ("other", "yes")):
        invite(meeting, ContactFactory.create(member=member, kind=kind), answer)
    invite(meeting, ContactFactory.create(member=member, kind="political"), "yes", removed=True)

    assert attendance_of_year(2026) == {member.pk: Attendance(politicians=1, officials=1)}


@pytest.mark.parametrize(("state", "kind"), [("draft", "arsmote"), ("cancelled", "arsmote"), ("announced", "hostmote")])
def test_without_an_annual_meeting_nothing_is_told(state: str, kind: str, db: None) -> None:
    annual_meeting(state, kind)

    assert attendance_of_year(2026) is None


def test_those_who_came_are_counted_when_their_contact_is_gone(db: None) -> None:
    meeting, member = annual_meeting(), MemberFactory.create()
    contact = ContactFactory.create(member=member, kind="political", email="anna@example.org")
    add_attendees(meeting, [contact], at=START - datetime.timedelta(days=30))
    meeting.invitations.update(answer="yes")

    contact.delete()

    assert attendance_of_year(2026) == {member.pk: Attendance(politicians=1, officials=0)}


def test_once_attendance_is_taken_those_who_were_there_count(db: None) -> None:
    meeting, member = annual_meeting(), MemberFactory.create()
    for kind in ("political", "administrative"):
        invite(meeting, ContactFactory.create(member=member, kind=kind), "yes")
    minutes = start_minutes(meeting, at=START)
    assert attendance_of_year(2026) == {member.pk: Attendance(politicians=1, officials=1)}

    note_presence(minutes, {minutes.attendees.get(role="political").pk: "online"})

    assert attendance_of_year(2026) == {member.pk: Attendance(politicians=1, officials=0)}

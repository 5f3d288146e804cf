"""The mails as a relay gets them: RFC 5545, 5546 and 6047 (mail.md, section 4)."""

import datetime

import pytest

from devservices.smtp_sink import SunkMessage
from meetings import services
from meetings.models import Meeting
from members.models import Contact
from tests.factories.meetings import MeetingFactory
from tests.factories.members import ContactFactory
from tests.meetings.conftest import NOW, Drain, calendar_of, invitation_of, raw_calendar_of, text_of

MINUTE = datetime.timedelta(minutes=1)
WEEK = datetime.timedelta(days=7)


def to(messages: list[SunkMessage], address: str) -> SunkMessage:
    [message] = [message for message in messages if message.recipients == (address,)]
    return message


def test_announcing_mails_each_person_once(announced: Meeting, drain: Drain) -> None:
    messages = drain(NOW)
    addresses = sorted(message.recipients[0] for message in messages)
    assert addresses == ["asa@example.org", "bo@example.org", "carin@example.org"]
    with pytest.raises(services.MeetingError):
        services.announce(announced, at=NOW)
    assert drain(NOW + MINUTE) == []


def test_invitation_has_the_structure_that_calendars_answer(announced: Meeting, drain: Drain) -> None:
    email = to(drain(NOW), "asa@example.org").email
    assert email.get_content_type() == "multipart/mixed"
    alternative, attachment = email.iter_parts()
    parts = list(alternative.iter_parts())
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html", "text/calendar"]
    assert parts[-1]["Content-Type"].params["method"] == "REQUEST"
    assert parts[-1]["Content-Transfer-Encoding"] == attachment["Content-Transfer-Encoding"] == "base64"
    assert attachment.get_content_type() == "application/ics"
    assert not email.defects


def test_invitation_is_a_request_for_one_attendee(announced: Meeting, drain: Drain) -> None:
    message = to(drain(NOW), "asa@example.org")
    calendar = calendar_of(message)
    assert calendar["METHOD"] == "REQUEST"
    [event] = calendar.walk("VEVENT")
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (announced.uid, 0, "CONFIRMED")
    assert event["ORGANIZER"] == "mailto:portal@example.org"
    assert message.email["From"].addresses[0].addr_spec == "portal@example.org"
    attendee = event["ATTENDEE"]
    assert attendee == "mailto:asa@example.org"
    assert attendee.params["PARTSTAT"] == "NEEDS-ACTION"
    assert attendee.params["RSVP"] == "TRUE"
    assert attendee.params["CN"] == "Åsa 'Åskan' Öberg; chef, 🌍"
    assert event["DTSTAMP"].dt == NOW
    assert event["DTSTART"].params["TZID"] == "Europe/Stockholm"
    assert event["DTSTART"].dt.isoformat() == "2027-04-14T10:00:00+02:00"
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Europe/Stockholm"]


def test_calendar_lines_are_folded_between_characters(people: list[Contact], drain: Drain) -> None:
    meeting = MeetingFactory.create(title_sv="åäö🌍" * 35, description_sv='Å;ä,ö\\n\n"' * 400)
    services.announce(meeting, at=NOW)
    raw = raw_calendar_of(to(drain(NOW), "asa@example.org"))
    assert raw.endswith(b"\r\n")
    lines = raw.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert b"\n" not in b"".join(lines)
    for line in lines:
        line.decode()


def test_texts_come_back_as_they_were(people: list[Contact], drain: Drain) -> None:
    description = 'Å;ä,ö\\n\n"slut" ' * 100 + "."
    meeting = MeetingFactory.create(title_sv="Hälsa, för alla; nu", description_sv=description, online_link="")
    services.announce(meeting, at=NOW)
    [event] = calendar_of(to(drain(NOW), "asa@example.org")).walk("VEVENT")
    assert str(event["SUMMARY"]) == "Hälsa, för alla; nu"
    assert str(event["DESCRIPTION"]) == description


def test_each_mail_is_in_its_readers_language(announced: Meeting, drain: Drain) -> None:
    messages = drain(NOW)
    english = to(messages, "carin@example.org")
    assert english.email["Subject"] == "Invitation: Strategists' meeting"
    assert "Strategernas månadsmöte" in to(messages, "bo@example.org").email["Subject"]
    assert "/en/moten/svar/" in text_of(english)
    assert str(calendar_of(english).walk("VEVENT")[0]["SUMMARY"]) == "Strategists' meeting"


def test_moving_sends_a_higher_sequence_of_the_same_meeting(announced: Meeting, drain: Drain) -> None:
    first = calendar_of(drain(NOW)[0]).walk("VEVENT")[0]
    start, end = announced.starts_at + WEEK, announced.ends_at + WEEK
    services.move_meeting(announced, starts_at=start, ends_at=end, at=NOW + WEEK)
    assert drain(NOW + WEEK) == []
    messages = drain(NOW + WEEK + MINUTE)
    assert len(messages) == 3
    event = calendar_of(messages[0]).walk("VEVENT")[0]
    assert (event["UID"], event["SEQUENCE"]) == (first["UID"], 1)
    assert event["DTSTART"].dt.isoformat() == "2027-04-21T10:00:00+02:00"
    assert event["DTSTAMP"].dt > first["DTSTAMP"].dt


def test_five_moves_in_a_minute_become_one_mail(announced: Meeting, drain: Drain) -> None:
    drain(NOW)
    start, end = announced.starts_at, announced.ends_at
    for number in range(1, 6):
        at = NOW + WEEK + datetime.timedelta(seconds=number * 8)
        delta = datetime.timedelta(hours=number)
        services.move_meeting(announced, starts_at=start + delta, ends_at=end + delta, at=at)
    messages = drain(NOW + WEEK + 3 * MINUTE)
    assert len(messages) == 3
    [event] = calendar_of(messages[0]).walk("VEVENT")
    assert event["SEQUENCE"] == 5
    assert event["DTSTART"].dt == start + datetime.timedelta(hours=5)


def test_a_mended_typo_sends_nothing(announced: Meeting, drain: Drain) -> None:
    before = services.calendar_facts(announced)
    announced.title_sv = "Strategernas månadsmöte!"
    announced.save()
    assert services.tell_of_change(announced, before=before, at=NOW) is None
    announced.refresh_from_db()
    assert announced.sequence == 0


def test_calling_off_sends_a_cancel_of_the_same_meeting(announced: Meeting, drain: Drain) -> None:
    drain(NOW)
    services.cancel_meeting(announced, at=NOW + MINUTE, reason="Värden är sjuk.")
    messages = drain(NOW + MINUTE)
    assert len(messages) == 3
    message = to(messages, "bo@example.org")
    assert "Värden är sjuk." in text_of(message)
    calendar = calendar_of(message)
    assert calendar["METHOD"] == "CANCEL"
    [event] = calendar.walk("VEVENT")
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (announced.uid, 1, "CANCELLED")
    assert event["ATTENDEE"] == "mailto:bo@example.org"
    assert event["ORGANIZER"] == "mailto:portal@example.org"
    with pytest.raises(services.MeetingError):
        services.cancel_meeting(announced, at=NOW + MINUTE)


def test_a_request_that_waits_is_not_sent_after_the_cancel(announced: Meeting, drain: Drain) -> None:
    services.cancel_meeting(announced, at=NOW)
    assert {str(calendar_of(message)["METHOD"]) for message in drain(NOW)} == {"CANCEL"}
    assert drain(NOW + WEEK) == []


def test_somebody_removed_gets_a_cancel_alone(announced: Meeting, drain: Drain) -> None:
    drain(NOW)
    for _twice in range(2):
        services.remove_attendee(invitation_of(announced, "bo@example.org"), at=NOW + MINUTE)
    [message] = drain(NOW + MINUTE)
    assert message.recipients == ("bo@example.org",)
    calendar = calendar_of(message)
    assert calendar["METHOD"] == "CANCEL"
    assert calendar.walk("VEVENT")[0]["STATUS"] == "CANCELLED"


def test_somebody_added_is_invited_alone(announced: Meeting, drain: Drain) -> None:
    drain(NOW)
    contact = ContactFactory.create(email="ny@example.org")
    for minutes in (1, 2):
        services.add_attendees(announced, [contact], at=NOW + minutes * MINUTE)
    [message] = drain(NOW + 2 * MINUTE)
    assert message.recipients == ("ny@example.org",)
    assert calendar_of(message)["METHOD"] == "REQUEST"


@pytest.mark.parametrize(
    ("start", "local"),
    [
        (datetime.datetime(2027, 3, 28, 0, 30, tzinfo=datetime.UTC), "2027-03-28T01:30:00+01:00"),
        (datetime.datetime(2027, 3, 28, 1, 30, tzinfo=datetime.UTC), "2027-03-28T03:30:00+02:00"),
        (datetime.datetime(2027, 10, 31, 7, 0, tzinfo=datetime.UTC), "2027-10-31T08:00:00+01:00"),
    ],
)
def test_daylight_saving_nights(people: list[Contact], drain: Drain, start: datetime.datetime, local: str) -> None:
    meeting = MeetingFactory.create(starts_at=start)
    services.announce(meeting, at=NOW)
    [event] = calendar_of(drain(NOW)[0]).walk("VEVENT")
    assert event["DTSTART"].dt.isoformat() == local
    assert event["DTSTART"].dt == start


def test_other_zones_bring_their_rules(people: list[Contact], drain: Drain) -> None:
    meeting = MeetingFactory.create(time_zone="Europe/Helsinki")
    services.announce(meeting, at=NOW)
    calendar = calendar_of(drain(NOW)[0])
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Europe/Helsinki"]
    assert calendar.walk("VEVENT")[0]["DTSTART"].dt == meeting.starts_at

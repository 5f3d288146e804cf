"""Two members with four people, an announced meeting, and what the relay got."""

import datetime
import re
from collections.abc import Callable
from typing import Any

import pytest
from icalendar import Calendar

from devservices.smtp_sink import SmtpSink, SunkMessage
from mailings.services import dispatch_due
from meetings import services
from meetings.minutes import services as minutes_services
from meetings.minutes.services import ActionDraft, AdjusterDraft, ItemDraft
from meetings.models import Adjuster, AgendaItem, Invitation, Meeting, Minutes, MinutesItem
from members.models import Contact
from tests.factories.meetings import MeetingFactory
from tests.factories.members import ContactFactory, MemberFactory, home_page

NOW = datetime.datetime(2027, 3, 1, 9, 0, tzinfo=datetime.UTC)
AFTER = datetime.datetime(2027, 4, 15, 9, tzinfo=datetime.UTC)
DUE = datetime.date(2027, 5, 20)
Drain = Callable[[datetime.datetime], list[SunkMessage]]


@pytest.fixture
def people(db: None) -> list[Contact]:
    """Åsa and Bo of Åmål, Carin (who reads English) of Umeå, and Dag of Umeå without an address."""
    home_page()
    amal = MemberFactory.create(name="Åmål")
    umea = MemberFactory.create(name="Umeå")
    return [
        ContactFactory.create(member=amal, name='Åsa "Åskan" Öberg; chef, 🌍', email="asa@example.org"),
        ContactFactory.create(member=amal, name="Bo Ek", kind=Contact.Kind.POLITICAL, email="Bo@Example.org"),
        ContactFactory.create(member=umea, name="Carin Lind", email="carin@example.org", language="en"),
        ContactFactory.create(member=umea, name="Dag Utan", email=""),
    ]


@pytest.fixture
def announced(people: list[Contact]) -> Meeting:
    """A meeting that has been announced to three people, whose mail is waiting."""
    meeting = MeetingFactory.create(title_sv="Strategernas månadsmöte", title_en="Strategists' meeting")
    services.announce(meeting, at=NOW)
    return meeting


@pytest.fixture
def drain(mail_to_sink: SmtpSink) -> Drain:
    """Send what is due at a time; gives the new messages."""

    def send(at: datetime.datetime) -> list[SunkMessage]:
        before = len(mail_to_sink.messages)
        dispatch_due(clock=lambda: at)
        return mail_to_sink.messages[before:]

    return send


def raw_calendar_of(message: SunkMessage) -> bytes:
    """The bytes of the calendar part of a mail."""
    part = next(part for part in message.email.walk() if part.get_content_type() == "text/calendar")
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload


def calendar_of(message: SunkMessage) -> Any:
    """The calendar part of a mail, read back."""
    return Calendar.from_ical(raw_calendar_of(message))


def text_of(message: SunkMessage) -> str:
    """The text part of a mail."""
    body = message.email.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def answer_path(message: SunkMessage) -> str:
    """The path of the answer page that a mail leads to."""
    found = re.search(r"https?://[^/]+((?:/en)?/moten/svar/[\w-]+/)", text_of(message))
    assert found is not None
    return found[1]


def invitation_of(meeting: Meeting, address: str) -> Invitation:
    """Somebody's invitation."""
    return Invitation.objects.get(meeting=meeting, address=address)


@pytest.fixture
def minutes(announced: Meeting) -> Minutes:
    """Minutes of a meeting with two items, just begun."""
    for order, title in enumerate(("Öppnande", "Avgiften")):
        AgendaItem.objects.create(meeting=announced, sort_order=order, title_sv=title, kind="decision")
    return minutes_services.start_minutes(announced, at=AFTER)


def write(minutes: Minutes, *, text: str = "Åsa öppnade.", **fields: Any) -> MinutesItem:
    item = minutes.items.get(title="Avgiften")
    return minutes_services.save_item(item, ItemDraft(text, **fields), version=item.version, at=AFTER)


def promise(minutes: Minutes, contact: Contact) -> MinutesItem:
    action = ActionDraft("Räkna om avgiften", contact.name, contact.email.lower(), "sv", contact, DUE)
    return write(minutes, decisions=["Avgiften är oförändrad."], actions=[action])


def send(minutes: Minutes, *contacts: Contact) -> list[Adjuster]:
    people = [AdjusterDraft(contact.name, contact.email, contact.language, contact) for contact in contacts]
    minutes_services.send_for_adjustment(minutes, people, at=AFTER)
    minutes.refresh_from_db()
    return list(minutes.adjusters.filter(round=minutes.adjustment_round))


@pytest.fixture
def locked(minutes: Minutes, people: list[Contact]) -> Minutes:
    """Minutes that Bo and Carin have approved, with a decision and something that Åsa promised."""
    minutes_services.note_presence(minutes, {minutes.attendees.get(name="Bo Ek").pk: "online"})
    promise(minutes, people[0])
    for adjuster in send(minutes, people[1], people[2]):
        minutes_services.answer_adjustment(adjuster, is_right=True, at=AFTER)
    minutes.refresh_from_db()
    return minutes

"""Answers that calendars send by mail: believed by their token, for this person, in their order."""

import datetime
from pathlib import Path
from typing import Any

import pytest

from devservices.smtp_sink import SunkMessage
from mailings.bounces.reader import read_mailbox
from mailings.verp import Purpose, issue_address
from meetings import services
from meetings.models import Invitation, Meeting
from meetings.recurrence import Pattern, make_rule
from members.models import Contact
from tests.factories.meetings import MeetingFactory
from tests.mailings.returns import Postbox
from tests.meetings.conftest import NOW, Drain, calendar_of, invitation_of

MINUTE = datetime.timedelta(minutes=1)
Answer = Invitation.Answer


@pytest.fixture(autouse=True)
def bounce_address(settings: Any) -> None:
    settings.MAIL_BOUNCE_ADDRESS = "bounces@portal.example.org"


@pytest.fixture
def postbox(tmp_path: Path) -> Postbox:
    return Postbox(tmp_path / "bounces")


def reply(message: SunkMessage, partstat: str, *, at: datetime.datetime, **changes: str) -> bytes:
    """What a calendar answers to an invitation: its own words around what the invitation said."""
    [event] = [event for event in calendar_of(message).walk("VEVENT") if "RECURRENCE-ID" not in event]
    says = {
        "organizer": str(event["ORGANIZER"]).removeprefix("mailto:"),
        "attendee": str(event["ATTENDEE"]).removeprefix("mailto:"),
        "uid": str(event["UID"]),
        "sequence": str(event["SEQUENCE"]),
        "method": "REPLY",
        "more": "",
        **changes,
    }
    return (
        f"From: {says['attendee']}\r\nTo: Portalen <{says['organizer']}>\r\nSubject: {partstat}\r\n"
        "MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=grans\r\n\r\n"
        "--grans\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nSvar\r\n"
        f"--grans\r\nContent-Type: text/calendar; charset=utf-8; method={says['method']}\r\n\r\n"
        f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//SV\r\nMETHOD:{says['method']}\r\nBEGIN:VEVENT\r\n"
        f"UID:{says['uid']}\r\nSEQUENCE:{says['sequence']}\r\nDTSTAMP:{at:%Y%m%dT%H%M%SZ}\r\n"
        f"ORGANIZER:mailto:{says['organizer']}\r\nATTENDEE;PARTSTAT={partstat}:mailto:{says['attendee'].upper()}\r\n"
        f"{says['more']}END:VEVENT\r\nEND:VCALENDAR\r\n--grans--\r\n"
    ).encode()


def mail_to(messages: list[SunkMessage], address: str) -> SunkMessage:
    return next(message for message in messages if message.recipients == (address,))


def test_an_answer_by_mail_is_an_answer(announced: Meeting, drain: Drain, postbox: Postbox) -> None:
    messages = drain(NOW)
    event = calendar_of(mail_to(messages, "asa@example.org")).walk("VEVENT")[0]
    assert event["ORGANIZER"].params["SENT-BY"] == "mailto:portal@example.org"
    assert event["ORGANIZER"].startswith("mailto:bounces+r")
    more = "COMMENT:Kommer lite sent\\, tyvärr\r\n"
    answers = {"asa": ("ACCEPTED", more), "bo": ("DECLINED", ""), "carin": ("TENTATIVE", "")}
    for name, (partstat, words) in answers.items():
        postbox.put(reply(mail_to(messages, f"{name}@example.org"), partstat, at=NOW + MINUTE, more=words))
    assert read_mailbox(postbox.open(), now=NOW + 5 * MINUTE) == {"handled": 3}
    asa, bo, carin = (invitation_of(announced, f"{name}@example.org") for name in answers)
    assert (asa.answer, bo.answer, carin.answer) == (Answer.YES, Answer.NO, Answer.TENTATIVE)
    assert asa.comment == "Kommer lite sent, tyvärr"
    assert asa.answered_at == NOW + MINUTE


def test_the_newest_answer_stands_whatever_the_order(announced: Meeting, drain: Drain, postbox: Postbox) -> None:
    message = mail_to(drain(NOW), "bo@example.org")
    postbox.put(reply(message, "DECLINED", at=NOW + 3 * MINUTE), reply(message, "ACCEPTED", at=NOW + MINUTE))
    read_mailbox(postbox.open(), now=NOW + 5 * MINUTE)
    assert invitation_of(announced, "bo@example.org").answer == Answer.NO
    row = invitation_of(announced, "bo@example.org")
    services.answer_invitation(row, Answer.TENTATIVE, at=NOW + 6 * MINUTE, comment="Från sidan")
    postbox.put(reply(message, "ACCEPTED", at=NOW + 4 * MINUTE))
    read_mailbox(postbox.open(), now=NOW + 7 * MINUTE)
    assert invitation_of(announced, "bo@example.org").answer == Answer.TENTATIVE
    postbox.put(reply(message, "ACCEPTED", at=NOW + 8 * MINUTE))
    read_mailbox(postbox.open(), now=NOW + 9 * MINUTE)
    row = invitation_of(announced, "bo@example.org")
    assert (row.answer, row.comment) == (Answer.YES, "Från sidan")


def test_an_answer_to_a_time_that_was_moved_since_is_outdated(
    announced: Meeting, drain: Drain, postbox: Postbox
) -> None:
    message = mail_to(drain(NOW), "bo@example.org")
    hour = datetime.timedelta(hours=1)
    services.move_meeting(announced, starts_at=announced.starts_at + hour, ends_at=announced.ends_at + hour, at=NOW)
    postbox.put(reply(message, "ACCEPTED", at=NOW + MINUTE))
    read_mailbox(postbox.open(), now=NOW + 2 * MINUTE)
    assert invitation_of(announced, "bo@example.org").answer == Answer.NONE
    postbox.put(reply(mail_to(drain(NOW + 2 * MINUTE), "bo@example.org"), "ACCEPTED", at=NOW + 3 * MINUTE))
    read_mailbox(postbox.open(), now=NOW + 4 * MINUTE)
    assert invitation_of(announced, "bo@example.org").answer == Answer.YES


def forged(row: Invitation) -> dict[str, dict[str, str]]:
    other = issue_address(Purpose.REPLY, row.pk + 1000)
    letter = "a" if other[-30] != "a" else "b"
    return {
        "another person's hand": {"attendee": "mallory@example.org"},
        "another meeting": {"uid": "another"},
        "no answer": {"method": "COUNTER"},
        "an address that leads nowhere": {"organizer": other},
        "a made-up address": {"organizer": other[:-30] + letter + other[-29:]},
        "the plain address": {"organizer": "bounces@portal.example.org"},
        "no calendar": {"more": "BEGIN:VALARM\r\n"},
    }


def test_forged_answers_change_nothing(announced: Meeting, drain: Drain, postbox: Postbox) -> None:
    message = mail_to(drain(NOW), "bo@example.org")
    for changes in forged(invitation_of(announced, "bo@example.org")).values():
        postbox.put(reply(message, "ACCEPTED", at=NOW + MINUTE, **changes))
    postbox.put(reply(message, "DELEGATED", at=NOW + MINUTE))
    counts = read_mailbox(postbox.open(), now=NOW + MINUTE)
    assert counts["handled"] == 0
    assert not Invitation.objects.exclude(answer=Answer.NONE).exists()
    assert counts == {"other": 7, "forged": 1}


def test_an_answer_to_a_meeting_that_is_off_is_left_for_a_person(
    announced: Meeting, drain: Drain, postbox: Postbox
) -> None:
    message = mail_to(drain(NOW), "bo@example.org")
    services.remove_attendee(invitation_of(announced, "bo@example.org"), at=NOW)
    postbox.put(reply(message, "ACCEPTED", at=NOW + MINUTE))
    assert read_mailbox(postbox.open(), now=NOW + MINUTE) == {"other": 1}
    assert invitation_of(announced, "bo@example.org").answer == Answer.NONE


def test_a_series_is_answered_as_a_whole_or_for_one_time(people: list[Contact], drain: Drain, postbox: Postbox) -> None:
    meeting = MeetingFactory.create()
    series = services.make_series(meeting, make_rule(Pattern.WEEKLY, meeting.starts_local.date(), count=3))
    services.announce_series(series, at=NOW)
    message = mail_to(drain(NOW), "bo@example.org")
    second = "RECURRENCE-ID;TZID=Europe/Stockholm:20270421T100000\r\n"
    postbox.put(
        reply(message, "ACCEPTED", at=NOW + MINUTE),
        reply(message, "DECLINED", at=NOW + 2 * MINUTE, more=second),
        reply(message, "TENTATIVE", at=NOW + 3 * MINUTE, more=second.replace("0421", "0422")),
    )
    assert read_mailbox(postbox.open(), now=NOW + 5 * MINUTE) == {"handled": 2, "other": 1}
    rows = Invitation.objects.filter(address="bo@example.org").order_by("meeting__recurs_at")
    assert [row.answer for row in rows] == [Answer.YES, Answer.NO, Answer.YES]

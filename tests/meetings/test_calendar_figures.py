"""Short forms of `make check-calendar` and `make walk-calendar`; and that both would see a fault."""

import random
from typing import Any

import pytest
from playwright.sync_api import Page

from devservices.calendar.browser_reader import prepare, read_with_ical_js
from devservices.calendar.cases import make_cases
from devservices.calendar.check import compare, differences_of
from devservices.calendar.readers import read_with_vobject
from devservices.calendar.rules import faults
from devservices.calendar.simulated import SimulatedCalendar, read_message
from devservices.calendar.walk import judge, read_mails, walk
from devservices.smtp_sink import SmtpSink


def test_three_readers_find_what_the_portal_says(page: Page) -> None:
    prepare(page)
    figures = compare(60, seed=7, ical_js=lambda texts: read_with_ical_js(page, texts))
    assert figures["readers"] == ["icalendar", "vobject", "ical.js"]
    assert (figures["differences"], figures["broken_rules"]) == (0, 0)
    assert figures["longest_line"] <= 75


@pytest.mark.parametrize(
    ("old", "new"),
    [("METHOD:REQUEST", "METHOD:CANCEL"), ("PRODID", "X-ID"), ("TZID:", "X-NO:"), ("\r\n", "\n")],
)
def test_the_rules_see_a_fault(old: str, new: str) -> None:
    case = next(case for case in make_cases(10, seed=3) if case.method == "REQUEST" and "TZID" in case.text)
    assert faults(case.text) == []
    assert faults(case.text.replace(old, new)) != []
    assert faults(case.text.replace("SUMMARY:", f"SUMMARY:{'x' * 76}")) != []


def test_a_reader_sees_a_difference() -> None:
    case = next(iter(make_cases(1, seed=3)))
    [event] = case.events
    moved = case.text.replace(f"SEQUENCE:{event.sequence}", f"SEQUENCE:{event.sequence + 1}")
    assert [fault.split(":")[0] for fault in differences_of(case, read_with_vobject(moved))] == ["sequence"]


def test_walks_end_with_calendars_equal_to_the_portal(db: None, mail_to_sink: SmtpSink, settings: Any) -> None:
    settings.MAIL_BOUNCE_ADDRESS = "bounces@portal.example.org"
    figures = walk(range(9), 8, seed=11, sink=mail_to_sink)
    assert figures["series"] == 3
    assert figures["mails"] > 50
    assert (figures["differences"], figures["ghosts"], figures["overtaken"], figures["strangers"]) == (0, 0, 0, 0)


def test_a_lost_mail_is_seen(mail_to_sink: SmtpSink) -> None:
    class Stub:
        number, done = 1, ["call off"]

        def __init__(self, wanted: dict[str, Any]) -> None:
            self.wanted = wanted

        def expected(self) -> dict[str, Any]:
            return self.wanted

    case = next(case for case in make_cases(20, seed=3) if case.sort == "plain" and case.method == "REQUEST")
    message = read_message(case.text)
    calendar = SimulatedCalendar()
    calendar.apply(message)
    chance = random.Random(1)
    walks: Any = [Stub({message.attendee: calendar.entries()})]
    assert judge(walks, {message.attendee: [message]}, chance)["differences"] == 0
    assert judge(walks, {}, chance)["differences"] == 4
    walks = [Stub({message.attendee: {}})]
    assert judge(walks, {message.attendee: [message]}, chance)["ghosts"] == 4
    assert read_mails(mail_to_sink) == {}

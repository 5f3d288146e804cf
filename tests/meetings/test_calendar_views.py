"""The month as a sheet, finding meetings, and the feeds of theme groups and of one person."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client
from icalendar import Calendar

from meetings import services
from meetings.models import CalendarKey, Invitation, Meeting, Minutes
from meetings.month import Month
from members.models import ThemeGroup
from tests.factories.accounts import UserFactory
from tests.factories.meetings import MeetingFactory, meeting_index
from tests.factories.members import ContactFactory
from tests.meetings.conftest import NOW

UTC = datetime.UTC


def shown(**fields: Any) -> Meeting:
    return MeetingFactory.create(state=Meeting.State.ANNOUNCED, announced_at=NOW, **fields)


def sheet_of(client: Client, year: int, month: int, query: str = "") -> str:
    return client.get(f"/moten/manad/{year}/{month}/{query}").content.decode()


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize("rows", [10, 1000])
def test_a_month_costs_the_same_for_all(db: None, rows: int, django_assert_max_num_queries: Callable[..., Any]) -> None:
    meeting_index()
    first = shown()
    start = datetime.datetime(2027, 4, 1, 8, tzinfo=UTC)
    times = [start + datetime.timedelta(minutes=40 * number) for number in range(rows - 1)]
    Meeting.objects.bulk_create(
        Meeting(
            kind=first.kind,
            title_sv="Månadens möte",
            state=Meeting.State.ANNOUNCED,
            starts_at=time,
            ends_at=time + datetime.timedelta(minutes=30),
        )
        for time in times
    )
    client = Client()
    client.get("/moten/manad/2027/4/")
    with django_assert_max_num_queries(15):
        page = sheet_of(client, 2027, 4)
    assert page.count("Månadens möte") == rows - 1


def test_a_month_begins_on_monday_and_a_meeting_stands_on_each_of_its_days() -> None:
    night = Meeting(
        title_sv="Natt",
        starts_at=datetime.datetime(2027, 10, 30, 20, tzinfo=UTC),
        ends_at=datetime.datetime(2027, 10, 31, 3, tzinfo=UTC),
        time_zone="Europe/Stockholm",
    )
    month = Month(datetime.date(2027, 10, 1))
    weeks = month.weeks([night], today=datetime.date(2027, 10, 31))
    assert [week.number for week in weeks] == [39, 40, 41, 42, 43]
    assert {week.days[0].date.weekday() for week in weeks} == {0}
    days = [day for week in weeks for day in week.days]
    assert [day.date.day for day in days if day.meetings] == [30, 31]
    assert [day.date.day for day in days if day.is_today] == [31]
    assert sum(not day.is_outside for day in days) == 31
    assert (month.previous, month.next) == (datetime.date(2027, 9, 1), datetime.date(2027, 11, 1))


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize("path", ["/moten/manad/2027/13/", "/moten/manad/1/1/", "/moten/manad/9999/12/"])
def test_a_month_that_is_none_is_not_found(db: None, path: str) -> None:
    meeting_index()
    assert Client().get(path).status_code == 404


@time_machine.travel(NOW, tick=False)
def test_the_sheet_shows_no_drafts_and_says_what_is_called_off(db: None) -> None:
    meeting_index()
    when = {
        "starts_at": datetime.datetime(2027, 4, 7, 8, tzinfo=UTC),
        "ends_at": datetime.datetime(2027, 4, 7, 9, tzinfo=UTC),
    }
    MeetingFactory.create(title_sv="Hemligt utkast", **when)
    MeetingFactory.create(title_sv="Blev inte av", state=Meeting.State.CANCELLED, **when)
    page = sheet_of(Client(), 2027, 4)
    assert "Hemligt" not in page
    assert "Blev inte av" in page
    assert "inställt" in page


@time_machine.travel(NOW, tick=False)
def test_meetings_are_found_by_words_kind_and_group(db: None) -> None:
    meeting_index()
    group = ThemeGroup.objects.create(key="unga", name_sv="Ungas livsvillkor")
    young = shown(title_sv="Fritid för unga", audience=Meeting.Audience.THEME_GROUP, theme_group=group)
    other = shown(title_sv="Årsmöte i Åmål")
    MeetingFactory.create(title_sv="Fritid i hemlighet")

    def found(query: str) -> set[str]:
        page = Client().get(f"/moten/?{query}").content.decode()
        return {meeting.title_sv for meeting in (young, other) if meeting.title_sv in page}

    assert found("q=fritid") == {"Fritid för unga"}
    assert found("q=årsm") == {"Årsmöte i Åmål"}
    assert found("q=%22") == set()
    assert found("group=unga") == {"Fritid för unga"}
    assert found(f"kind={other.kind.key}&q=åmål") == {"Årsmöte i Åmål"}
    assert "hemlighet" not in Client().get("/moten/?q=fritid").content.decode()
    page = Client().get("/moten/?q=finnsinte").content.decode()
    assert "Inget möte stämmer" in page


@time_machine.travel(NOW, tick=False)
def test_past_meetings_say_whether_there_are_minutes(db: None) -> None:
    meeting_index()
    before = NOW - datetime.timedelta(days=9)
    held = shown(title_sv="Hållet", starts_at=before, ends_at=before + datetime.timedelta(hours=1))
    minutes = Minutes.objects.create(meeting=held, started_at=before)
    assert "Protokoll</p>" not in Client().get("/moten/tidigare/").content.decode()
    Minutes.objects.filter(pk=minutes.pk).update(state=Minutes.State.LOCKED, locked_at=NOW)
    assert "Protokoll</p>" in Client().get("/moten/tidigare/").content.decode()


@time_machine.travel(NOW, tick=False)
def test_a_theme_group_has_a_feed_of_its_own(db: None) -> None:
    group = ThemeGroup.objects.create(key="unga", name_sv="Ungas livsvillkor")
    own = shown(audience=Meeting.Audience.THEME_GROUP, theme_group=group, online_link="https://meet.example.org/x")
    shown(title_sv="För alla")
    response = Client().get("/moten/kalender/unga.ics")
    calendar = Calendar.from_ical(response.content)
    assert [event["UID"] for event in calendar.walk("VEVENT")] == [own.uid]
    assert "Ungas livsvillkor" in str(calendar["X-WR-CALNAME"])
    assert b"meet.example.org" not in response.content
    again = Client().get("/moten/kalender/unga.ics", headers={"if-none-match": response.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert Client().get("/moten/kalender/finns-inte.ics").status_code == 404


@time_machine.travel(NOW, tick=False)
def test_a_person_has_a_feed_by_a_secret_address_that_can_be_taken_back(db: None) -> None:
    user = UserFactory.create(email="asa@example.org")
    contact = ContactFactory.create(email="asa@example.org", name="Åsa")
    other = ContactFactory.create(email="bo@example.org")
    link = "https://meet.example.org/x"
    mine, refused, others = (shown(title_sv=title, online_link=link) for title in ("Mitt", "Nej tack", "Annans"))
    for meeting, who in ((mine, contact), (refused, contact), (others, other)):
        services.add_attendees(meeting, [who], at=NOW)
    Invitation.objects.filter(meeting=refused).update(answer=Invitation.Answer.NO)
    client = Client()
    client.force_login(user)
    assert client.get("/mina-sidor/moten/kalender/").status_code == 405
    assert not CalendarKey.objects.exists()
    client.post("/mina-sidor/moten/kalender/")
    address = f"/moten/min-kalender/{CalendarKey.objects.get().token}.ics"
    assert address in client.get("/mina-sidor/moten/").content.decode()

    response = Client().get(address)
    assert [event["SUMMARY"] for event in Calendar.from_ical(response.content).walk("VEVENT")] == ["Mitt"]
    assert b"meet.example.org" in response.content
    assert "private" in response.headers["Cache-Control"]
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert Client().get(address, headers={"if-none-match": response.headers["ETag"]}).status_code == 304

    client.post("/mina-sidor/moten/kalender/")
    assert Client().get(address).status_code == 404
    renewed = f"/moten/min-kalender/{CalendarKey.objects.get().token}.ics"
    assert Client().get(renewed).status_code == 200
    user.is_active = False
    user.save()
    assert Client().get(renewed).status_code == 404
    user.is_active = True
    user.save()
    services.end_calendar_key(user)
    assert Client().get(renewed).status_code == 404

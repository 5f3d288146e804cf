"""A series: one entry in a calendar, whatever happens to one of its times or to all that follow."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from devservices.calendar.rules import faults
from devservices.smtp_sink import SunkMessage
from meetings import services
from meetings.models import Invitation, Meeting, MeetingSeries
from meetings.recurrence import Pattern, RuleError, expand_rule, make_rule, rule_words
from members.models import Contact
from tests.factories.meetings import MeetingFactory
from tests.factories.members import ContactFactory
from tests.meetings.conftest import NOW, Drain, calendar_of, raw_calendar_of, text_of

MINUTE = datetime.timedelta(minutes=1)
STOCKHOLM = ZoneInfo("Europe/Stockholm")


@pytest.fixture
def series(people: list[Contact]) -> MeetingSeries:
    """Five Wednesdays over the night in October when clocks are changed, 10–11.30; the third is left out."""
    start = datetime.datetime(2027, 10, 13, 10, tzinfo=STOCKHOLM)
    meeting = MeetingFactory.create(starts_at=start, title_sv="Strategerna", title_en="Strategists")
    rule = make_rule(Pattern.WEEKLY, start.date(), count=5)
    return services.make_series(meeting, rule, left_out=[expand_rule(rule, start)[2]])


def times(series: MeetingSeries) -> list[Meeting]:
    return list(series.meetings.order_by("recurs_at"))


def local_starts(series: MeetingSeries) -> list[str]:
    return [f"{meeting.starts_local:%m-%d %H:%M}" for meeting in times(series)]


def to(messages: list[SunkMessage], address: str) -> SunkMessage:
    [message] = [message for message in messages if message.recipients == (address,)]
    assert faults(raw_calendar_of(message).decode()) == []
    return message


def test_the_walls_clock_stands_still_when_clocks_are_changed(series: MeetingSeries) -> None:
    assert local_starts(series) == ["10-13 10:00", "10-20 10:00", "11-03 10:00", "11-10 10:00"]
    assert [meeting.starts_at.hour for meeting in times(series)] == [8, 8, 9, 9]
    assert {meeting.ends_at - meeting.starts_at for meeting in times(series)} == {datetime.timedelta(minutes=90)}


def test_a_series_is_announced_with_one_mail_to_each(series: MeetingSeries, drain: Drain) -> None:
    services.announce_series(series, at=NOW)
    with pytest.raises(services.MeetingError):
        services.announce_series(series, at=NOW)
    messages = drain(NOW)
    assert len(messages) == 3
    message = to(messages, "asa@example.org")
    [event] = calendar_of(message).walk("VEVENT")
    assert (event["UID"], event["SEQUENCE"]) == (series.uid, 0)
    assert event["RRULE"].to_ical() == b"FREQ=WEEKLY;COUNT=5"
    assert event["EXDATE"].dts[0].dt.isoformat() == "2027-10-27T10:00:00+02:00"
    assert event["DTSTART"].dt.isoformat() == "2027-10-13T10:00:00+02:00"
    assert "10 november 2027" in text_of(message)
    assert Invitation.objects.count() == 12


def test_one_time_is_moved_and_called_off_without_the_others(series: MeetingSeries, drain: Drain) -> None:
    services.announce_series(series, at=NOW)
    drain(NOW)
    second = times(series)[1]
    hour = datetime.timedelta(hours=1)
    services.move_meeting(second, starts_at=second.starts_at + hour, ends_at=second.ends_at + hour, at=NOW + MINUTE)
    [event] = calendar_of(to(drain(NOW + 3 * MINUTE), "bo@example.org")).walk("VEVENT")
    assert (event["UID"], event["SEQUENCE"]) == (series.uid, 1)
    assert event["RECURRENCE-ID"].dt.isoformat() == "2027-10-20T10:00:00+02:00"
    assert event["DTSTART"].dt.isoformat() == "2027-10-20T11:00:00+02:00"
    assert "RRULE" not in event
    services.cancel_meeting(second, at=NOW + 4 * MINUTE)
    calendar = calendar_of(to(drain(NOW + 4 * MINUTE), "bo@example.org"))
    [event] = calendar.walk("VEVENT")
    assert (calendar["METHOD"], event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 2)
    assert event["RECURRENCE-ID"].dt.isoformat() == "2027-10-20T10:00:00+02:00"
    assert [meeting.is_announced for meeting in times(series)] == [True, False, True, True]


def test_reopening_a_time_tells_the_series_anew(series: MeetingSeries, drain: Drain) -> None:
    services.announce_series(series, at=NOW)
    second = times(series)[1]
    services.cancel_meeting(second, at=NOW + MINUTE)
    drain(NOW + MINUTE)
    services.reopen_meeting(second, at=NOW + 2 * MINUTE)
    [event] = calendar_of(to(drain(NOW + 2 * MINUTE), "bo@example.org")).walk("VEVENT")
    assert "RRULE" in event
    assert [date.dt.day for date in event["EXDATE"].dts] == [27]


def test_all_that_follow_are_moved_with_one_mail(series: MeetingSeries, drain: Drain) -> None:
    services.announce_series(series, at=NOW)
    drain(NOW)
    second = times(series)[1]
    changes = services.Changes(days=1, starts=datetime.time(13), ends=datetime.time(14), fields={"place": "Malmö"})
    services.change_following(second, changes, at=NOW + MINUTE)
    assert local_starts(series) == ["10-13 10:00", "10-21 13:00", "11-04 13:00", "11-11 13:00"]
    messages = drain(NOW + 3 * MINUTE)
    assert len(messages) == 3
    master, *others = calendar_of(to(messages, "carin@example.org")).walk("VEVENT")
    assert "RRULE" in master
    assert [event["LOCATION"] for event in others] == ["Malmö"] * 3
    assert {event["SEQUENCE"] for event in (master, *others)} == {1}
    with pytest.raises(ValidationError):
        services.change_following(second, services.Changes(ends=datetime.time(9)), at=NOW + 4 * MINUTE)
    assert local_starts(series)[1] == "10-21 13:00"


def test_calling_off_the_rest_leaves_what_was_before(series: MeetingSeries, drain: Drain) -> None:
    services.announce_series(series, at=NOW)
    drain(NOW)
    services.cancel_following(times(series)[2], at=NOW + MINUTE, reason="Vi slår ihop grupperna.")
    message = to(drain(NOW + MINUTE), "bo@example.org")
    calendar = calendar_of(message)
    assert calendar["METHOD"] == "REQUEST"
    assert [date.dt.day for date in calendar.walk("VEVENT")[0]["EXDATE"].dts] == [27, 3, 10]
    assert "Vi slår ihop grupperna." in text_of(message)
    services.cancel_following(times(series)[0], at=NOW + 2 * MINUTE)
    assert calendar_of(to(drain(NOW + 2 * MINUTE), "bo@example.org"))["METHOD"] == "CANCEL"


def test_people_come_and_go_for_the_rest_of_the_series(series: MeetingSeries, drain: Drain) -> None:
    services.announce_series(series, at=NOW)
    drain(NOW)
    new = ContactFactory.create(email="ny@example.org")
    after_first = times(series)[0].ends_at + MINUTE
    assert services.add_to_series(series, [new], at=after_first) == {"ny@example.org"}
    [message] = drain(after_first)
    [event] = calendar_of(message).walk("VEVENT")
    assert [date.dt.day for date in event["EXDATE"].dts] == [13, 27]
    assert services.remove_from_series(series, "ny@example.org", at=after_first + MINUTE)
    [message] = drain(after_first + MINUTE)
    calendar = calendar_of(message)
    assert (calendar["METHOD"], message.recipients) == ("CANCEL", ("ny@example.org",))
    assert "RECURRENCE-ID" not in calendar.walk("VEVENT")[0]


def test_organizer_is_the_same_in_all_mails_of_a_series(
    series: MeetingSeries, drain: Drain, settings: pytest.FixtureRequest
) -> None:
    settings.MAIL_BOUNCE_ADDRESS = "bounces@portal.example.org"  # type: ignore[attr-defined]
    services.announce_series(series, at=NOW)
    first = to(drain(NOW), "bo@example.org")
    services.cancel_meeting(times(series)[3], at=NOW + MINUTE)
    second = to(drain(NOW + MINUTE), "bo@example.org")
    organizers = {str(calendar_of(mail).walk("VEVENT")[0]["ORGANIZER"]) for mail in (first, second)}
    assert len(organizers) == 1


@pytest.mark.parametrize(
    ("pattern", "first", "starts", "words"),
    [
        (Pattern.MONTHLY_WEEKDAY, (2027, 1, 12), ["01-12", "02-09", "03-09", "04-13"], "andra tisdag"),
        (Pattern.MONTHLY_LAST, (2027, 1, 29), ["01-29", "02-26", "03-26", "04-30"], "sista fredag"),
        (Pattern.MONTHLY_DATE, (2027, 1, 28), ["01-28", "02-28", "03-28", "04-28"], "28"),
        (Pattern.FORTNIGHTLY, (2027, 3, 17), ["03-17", "03-31", "04-14", "04-28"], "varannan vecka"),
    ],
)
def test_rules(pattern: Pattern, first: tuple[int, int, int], starts: list[str], words: str) -> None:
    start = datetime.datetime(*first, 9, 30, tzinfo=STOCKHOLM)
    rule = make_rule(pattern, start.date(), count=4)
    found = expand_rule(rule, start)
    assert [f"{when:%m-%d}" for when in found] == starts
    assert {f"{when:%H:%M}" for when in found} == {"09:30"}
    assert words in rule_words(rule, start)


def test_rules_that_do_not_fit_are_refused() -> None:
    for pattern, day, count in (
        (Pattern.MONTHLY_DATE, 31, 4),
        (Pattern.MONTHLY_WEEKDAY, 29, 4),
        (Pattern.MONTHLY_LAST, 12, 4),
        (Pattern.WEEKLY, 12, 61),
    ):
        with pytest.raises(RuleError):
            make_rule(pattern, datetime.date(2027, 1, day), count=count)


def test_a_first_time_that_the_clock_shows_twice_is_refused(db: None) -> None:
    # 31 October 2027, 02.30 comes in summer time and again in winter time: no rule can name which.
    meeting = MeetingFactory.create(starts_at=datetime.datetime(2027, 10, 31, 2, 30, tzinfo=STOCKHOLM, fold=1))
    with pytest.raises(services.MeetingError):
        services.make_series(meeting, make_rule(Pattern.WEEKLY, datetime.date(2027, 10, 31), count=3))
    assert not MeetingSeries.objects.exists()
    meeting.refresh_from_db()
    assert meeting.series is None


def test_new_words_are_not_told_to_whom_the_invitation_was_taken_back_from(drain: Drain, people: list[Contact]) -> None:
    meeting = MeetingFactory.create()
    services.announce(meeting, at=NOW)
    drain(NOW)
    meeting.refresh_from_db()
    meeting.title_sv = "Ett nytt namn"
    meeting.save()
    services.tell_words(meeting, at=NOW + MINUTE)
    gone = Invitation.objects.get(meeting=meeting, address="asa@example.org")
    Invitation.objects.filter(pk=gone.pk).update(removed_at=NOW + MINUTE)
    told = {message.recipients[0] for message in drain(NOW + 5 * MINUTE)}
    assert "asa@example.org" not in told
    assert "bo@example.org" in told


def test_whoever_is_taken_off_the_last_time_loses_the_entry_and_hears_of_no_older_change(
    series: MeetingSeries, drain: Drain
) -> None:
    services.announce_series(series, at=NOW)
    drain(NOW)
    first, *others = times(series)
    services.cancel_following(others[0], at=NOW + MINUTE)
    gone = Invitation.objects.get(meeting=first, address="bo@example.org")
    services.remove_attendee(gone, at=NOW + MINUTE)
    message = to(drain(NOW + 3 * MINUTE), "bo@example.org")
    calendar = calendar_of(message)
    assert calendar["METHOD"] == "CANCEL"
    assert "RECURRENCE-ID" not in calendar.walk("VEVENT")[0]


def test_whoever_is_taken_off_one_time_still_hears_of_the_others(series: MeetingSeries, drain: Drain) -> None:
    services.announce_series(series, at=NOW)
    drain(NOW)
    first = times(series)[0]
    services.change_following(first, services.Changes(starts=datetime.time(13), ends=datetime.time(14)), at=NOW)
    services.remove_attendee(Invitation.objects.get(meeting=first, address="bo@example.org"), at=NOW + MINUTE / 2)
    mails = [mail for mail in drain(NOW + 3 * MINUTE) if mail.recipients == ("bo@example.org",)]
    assert sorted(str(calendar_of(mail)["METHOD"]) for mail in mails) == ["CANCEL", "REQUEST"]
    [whole] = [mail for mail in mails if calendar_of(mail)["METHOD"] == "REQUEST"]
    stands = Invitation.objects.current().filter(meeting__series=series, address="bo@example.org")
    assert any(row.token in text_of(whole) for row in stands)

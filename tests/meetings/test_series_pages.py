"""The coordinator makes, announces, changes, shortens and follows a series on its pages."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from mailings.models import Delivery
from meetings import services
from meetings.models import Invitation, Meeting, MeetingSeries
from meetings.recurrence import Pattern, make_rule
from members.models import Contact
from tests.factories.cast import Cast
from tests.factories.meetings import MeetingFactory
from tests.meetings.conftest import NOW

pytestmark = pytest.mark.usefixtures("people")


def url(name: str, meeting: Meeting, *more: int) -> str:
    return reverse(f"meetings_admin:{name}", args=[meeting.pk, *more])


@pytest.fixture
def series(db: None) -> MeetingSeries:
    """Four drafts, every second week from Wednesday 14 April 2027."""
    meeting = MeetingFactory.create()
    return services.make_series(meeting, make_rule(Pattern.FORTNIGHTLY, meeting.starts_local.date(), count=4))


def times(series: MeetingSeries) -> list[Meeting]:
    return list(series.meetings.order_by("recurs_at"))


@time_machine.travel(NOW, tick=False)
def test_a_draft_is_made_a_series_of_the_dates_that_are_kept(cast: Cast) -> None:
    client = cast.client(cast.coordinator)
    meeting = MeetingFactory.create()
    page = client.get(url("series-make", meeting)).content.decode()
    assert "Den andra onsdagen i varje månad" in page
    assert "Den sista onsdagen" not in page
    asked = client.get(url("series-make", meeting), {"pattern": "monthly_weekday", "count": "4"}).content.decode()
    assert asked.count('name="keep"') == 3
    assert not MeetingSeries.objects.exists()
    kept = ["2027-05-12", "2027-07-14"]
    client.post(url("series-make", meeting), {"pattern": "monthly_weekday", "count": "4", "keep": kept})
    series = MeetingSeries.objects.get()
    assert [f"{row.starts_local:%m-%d %H:%M}" for row in times(series)] == ["04-14 10:00", "05-12 10:00", "07-14 10:00"]


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize("data", [{"pattern": "monthly_last", "count": "4"}, {"pattern": "weekly", "count": "61"}, {}])
def test_a_rule_that_does_not_fit_is_told_and_makes_nothing(cast: Cast, data: dict[str, str]) -> None:
    meeting = MeetingFactory.create()
    assert cast.client(cast.coordinator).post(url("series-make", meeting), data).status_code == 422
    assert not MeetingSeries.objects.exists()


@time_machine.travel(NOW, tick=False)
def test_a_series_of_drafts_is_one_draft_again(cast: Cast, series: MeetingSeries) -> None:
    client = cast.client(cast.coordinator)
    first = times(series)[0]
    assert client.get(url("series-dissolve", first)).status_code == 200
    assert Meeting.objects.count() == 4
    client.post(url("series-dissolve", first))
    assert list(Meeting.objects.values_list("pk", "series")) == [(first.pk, None)]
    assert not MeetingSeries.objects.exists()


@time_machine.travel(NOW, tick=False)
def test_an_announced_series_is_not_dissolved(cast: Cast, series: MeetingSeries) -> None:
    services.announce_series(series, at=NOW)
    cast.client(cast.coordinator).post(url("series-dissolve", times(series)[0]))
    assert Meeting.objects.count() == 4


@time_machine.travel(NOW, tick=False)
def test_a_series_is_announced_changed_and_shortened_with_one_mail_each(cast: Cast, series: MeetingSeries) -> None:
    client = cast.client(cast.coordinator)
    first, second, third, _fourth = times(series)
    seen = client.get(url("announce", first)).context["audience"].fingerprint
    client.post(url("announce", first), {"seen": seen})
    people = Invitation.objects.values("address").distinct().count()
    assert Delivery.objects.count() == people

    form = {"days": "1", "starts": "13:00", "ends": "14:30", "place": second.place, "online_link": second.online_link}
    form |= {"title_sv": second.title_sv, "title_en": second.title_en}
    client.post(url("series-change", second), form)
    local = [f"{row.starts_local:%m-%d %H:%M}" for row in times(series)]
    assert local == ["04-14 10:00", "04-29 13:00", "05-13 13:00", "05-27 13:00"]
    assert Delivery.objects.count() == 2 * people

    client.post(url("series-cancel", third), {"reason": "Semester"})
    assert [row.state for row in times(series)] == ["announced", "announced", "cancelled", "cancelled"]


@time_machine.travel(NOW, tick=False)
def test_a_change_that_cannot_be_is_told_and_changes_nothing(cast: Cast, series: MeetingSeries) -> None:
    first = times(series)[0]
    form = {"days": "0", "starts": "13:00", "ends": "12:00", "place": "X", "title_sv": "X", "online_link": ""}
    response = cast.client(cast.coordinator).post(url("series-change", first), form)
    assert response.status_code == 422
    assert "slutar innan" in response.content.decode()
    assert times(series)[0].place == first.place


@time_machine.travel(NOW, tick=False)
def test_people_are_put_on_and_taken_off_what_is_left(cast: Cast, series: MeetingSeries) -> None:
    services.announce_series(series, at=NOW)
    client = cast.client(cast.coordinator)
    first = times(series)[0]
    client.post(url("series", first), {"name": "Ny Gäst", "address": "ny@example.org", "language": "sv"})
    guests = Invitation.objects.current().filter(address="ny@example.org")
    assert guests.count() == 4
    assert client.get(url("series-remove", first, guests[0].pk)).status_code == 200
    assert guests.count() == 4
    client.post(url("series-remove", first, guests[0].pk))
    assert guests.count() == 0
    assert client.post(url("series", first), {"name": "", "address": "fel", "language": "sv"}).status_code == 422


@time_machine.travel(NOW, tick=False)
def test_only_coordinators_open_these_pages(cast: Cast, series: MeetingSeries) -> None:
    first = times(series)[0]
    for name in ("series", "series-make", "series-dissolve", "series-change", "series-cancel"):
        for who in (cast.lulea_editor, cast.representative, None):
            client = cast.client(who)
            assert client.get(url(name, first)).status_code in (302, 403, 404), name
            assert client.post(url(name, first)).status_code in (302, 403, 404), name
    assert {row.state for row in times(series)} == {"draft"}


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize("count", [3, 60])
def test_the_page_of_a_series_asks_the_same_number_of_questions(
    cast: Cast, people: list[Contact], count: int, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    meeting = MeetingFactory.create()
    rule = make_rule(Pattern.WEEKLY, meeting.starts_local.date(), count=count)
    series = services.make_series(meeting, rule)
    services.announce_series(series, at=NOW)
    client = cast.client(cast.coordinator)
    client.get(url("series", meeting))
    with django_assert_max_num_queries(20):
        page = client.get(url("series", meeting)).content.decode()
    assert page.count("/series/change/") == count

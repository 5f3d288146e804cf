"""The nights on which clocks are changed."""

import datetime

import pytest
from django.utils import timezone

from newsletters.admin_forms import SendForm
from newsletters.schedule import NoSuchTimeError, local_moment, next_real_moment

UTC = datetime.UTC


@pytest.mark.parametrize(
    ("local", "hour", "moment"),
    [
        ("2027-01-15 08:00", "", "2027-01-15 07:00"),
        ("2027-07-15 08:00", "", "2027-07-15 06:00"),
        ("2027-10-31 02:30", "first", "2027-10-31 00:30"),
        ("2027-10-31 02:30", "second", "2027-10-31 01:30"),
        ("2027-10-31 03:00", "", "2027-10-31 02:00"),
    ],
)
def test_a_local_time_is_one_moment(local: str, hour: str, moment: str) -> None:
    found = local_moment(datetime.datetime.fromisoformat(local), hour=hour)
    assert found.astimezone(UTC).strftime("%Y-%m-%d %H:%M") == moment


def test_the_hour_that_is_skipped_and_the_one_that_comes_twice_are_told_apart() -> None:
    gap, doubled_hour = (datetime.datetime.fromisoformat(text) for text in ("2027-03-28 02:30", "2027-10-31 02:30"))
    with pytest.raises(NoSuchTimeError, match=r"03\.30") as skipped:
        local_moment(gap)
    assert not skipped.value.comes_twice
    with pytest.raises(NoSuchTimeError) as doubled:
        local_moment(doubled_hour)
    assert doubled.value.comes_twice
    assert timezone.localtime(next_real_moment(gap)).hour == 3


def test_the_form_asks_which_hour_only_when_it_has_to() -> None:
    plain = SendForm({"scheduled_at": "2027-10-30 08:00"})
    assert plain.is_valid()
    assert [field.name for field in plain.shown_fields] == ["scheduled_at"]
    doubled = SendForm({"scheduled_at": "2027-10-31 02:30"})
    assert not doubled.is_valid()
    assert [field.name for field in doubled.shown_fields] == ["scheduled_at", "hour"]
    answered = SendForm({"scheduled_at": "2027-10-31 02:30", "hour": "second"})
    assert answered.is_valid()
    assert answered.cleaned_data["scheduled_at"].astimezone(UTC).hour == 1

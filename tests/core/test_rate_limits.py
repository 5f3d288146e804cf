"""How often a visitor may do a thing."""

import pytest
from django.core.cache import cache
from django.test import RequestFactory
from pytest_django import Settings

from core.rate_limits import client_address, is_too_often


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


def test_the_fourth_try_of_three_is_too_much_and_others_are_not_held_back() -> None:
    tries = [is_too_often("sign-up", "192.0.2.1", most=3, seconds=60) for _ in range(5)]
    assert tries == [False, False, False, True, True]
    assert not is_too_often("sign-up", "192.0.2.2", most=3, seconds=60)
    assert not is_too_often("other", "192.0.2.1", most=3, seconds=60)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "", "127.0.0.1"),
        (0, "198.51.100.9", "127.0.0.1"),
        (1, "198.51.100.9", "198.51.100.9"),
        (1, "6.6.6.6, 198.51.100.9", "198.51.100.9"),
        (2, "6.6.6.6, 198.51.100.9, 10.0.0.1", "198.51.100.9"),
        (2, "198.51.100.9", "127.0.0.1"),
    ],
)
def test_a_visitor_cannot_choose_an_address(settings: Settings, proxies: int, forwarded: str, expected: str) -> None:
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", headers={"X-Forwarded-For": forwarded})
    assert client_address(request) == expected

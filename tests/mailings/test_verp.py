"""Envelope senders: small enough, told apart from made-up ones, proof against servers that fold case."""

import timeit
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailings.verp import BounceAddressError, Purpose, delivery_of, envelope_sender, issue_address, read_address

IDS = st.integers(min_value=1, max_value=2**63 - 1)


@pytest.fixture(autouse=True)
def bounce_address(settings: Any) -> None:
    settings.MAIL_BOUNCE_ADDRESS = "bounces@portal.example.org"


@given(IDS)
def test_delivery_comes_back_whatever_a_server_does_to_case(pk: int) -> None:
    address = envelope_sender(pk)
    local, _, domain = address.partition("@")
    assert domain == "portal.example.org"
    assert len(local) <= 64
    assert address == address.lower()
    assert delivery_of(address) == delivery_of(address.upper()) == delivery_of(f"Studs <{address}>") == pk


@given(IDS, st.data())
def test_one_changed_character_makes_it_forged(pk: int, data: st.DataObject) -> None:
    address = envelope_sender(pk)
    start = address.index("+") + 1
    place = data.draw(st.integers(start, start + 32))
    other = data.draw(
        st.sampled_from("abcdefghijklmnopqrstuvwxyz234567").filter(lambda letter: letter != address[place])
    )
    assert delivery_of(address[:place] + other + address[place + 1 :]) is None


@given(st.text())
def test_anything_else_is_not_ours(text: str) -> None:
    assert read_address(text) is None
    assert read_address(f"bounces+{text}@portal.example.org") is None


def test_purposes_are_kept_apart() -> None:
    reply = issue_address(Purpose.REPLY, 7)
    assert read_address(reply) == (Purpose.REPLY, 7)
    assert delivery_of(reply) is None
    assert read_address(reply.replace("+r", "+b")) is None


def test_without_a_bounce_address_the_plain_sender_stands(settings: Any) -> None:
    settings.MAIL_BOUNCE_ADDRESS = ""
    settings.DEFAULT_FROM_EMAIL = "Nätverket <portal@example.org>"
    assert envelope_sender(5) == "portal@example.org"
    assert delivery_of("portal@example.org") is None


def test_a_new_secret_key_knows_the_bounces_of_the_old_one(settings: Any) -> None:
    old, address = settings.SECRET_KEY, envelope_sender(5)
    settings.SECRET_KEY = "another"
    assert delivery_of(address) is None
    settings.SECRET_KEY_FALLBACKS = [old]
    assert delivery_of(address) == 5


@pytest.mark.parametrize("address", ["nobody", "@example.org", f"{'b' * 31}@example.org", "stöd@example.org"])
def test_unusable_setting_is_refused(settings: Any, address: str) -> None:
    settings.MAIL_BOUNCE_ADDRESS = address
    with pytest.raises(BounceAddressError):
        envelope_sender(1)


def test_making_one_costs_nothing_beside_a_message() -> None:
    assert min(timeit.repeat(lambda: envelope_sender(123456), number=1000, repeat=3)) < 0.03

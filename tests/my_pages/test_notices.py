"""The page where people choose what they are told."""

import datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.addresses import vouch_for_address
from mailings.models import HowOften, Mailing, Notice, Preference
from tests.factories.cast import Cast

pytestmark = pytest.mark.django_db
URL = "/mina-sidor/besked/"


def test_choice_is_kept_and_what_is_compulsory_offers_no_never(cast: Cast) -> None:
    vouch_for_address(cast.representative)
    client = cast.client(cast.representative)
    html = client.get(URL).content.decode()

    assert "Kan inte stängas av" in html
    assert "Inbjudan till möte" in html
    assert 'name="meeting_invitation"' not in html
    assert 'name="review_coordinator"' not in html
    data = {"review_request": "weekly", "meeting_reminder": "never"}
    assert client.post(URL, data).status_code == 302
    assert dict(Preference.objects.values_list("kind", "how_often")) == data
    assert client.post(URL, data | {"review_request": "never"}).status_code == 422
    assert client.post(URL, data | {"review_request": "at_once"}).status_code == 302
    assert Preference.objects.get().how_often == HowOften.NEVER


def test_coordinator_chooses_about_the_coordinators_mail_too(cast: Cast) -> None:
    vouch_for_address(cast.coordinator)

    assert 'name="review_coordinator"' in cast.client(cast.coordinator).get(URL).content.decode()


def test_address_must_be_the_own_one_first(cast: Cast) -> None:
    html = cast.client(cast.representative).get(URL).content.decode()

    assert "/konto/adress/" in html
    assert 'name="review_request"' not in html


@pytest.mark.parametrize("number", [1, 3, 200])
def test_page_asks_the_same_number_of_questions(
    cast: Cast, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    vouch_for_address(cast.representative)
    now = datetime.datetime(2026, 11, 23, 12, tzinfo=datetime.UTC)
    for row in range(number):
        mailing = Mailing.objects.create(kind="review_request", key=f"r{row}", label="Granska", created_at=now)
        Notice.objects.create(
            user=cast.representative,
            kind="review_request",
            subject="Granska",
            mailing=mailing,
            created_at=now,
            due_at=now,
        )
    client = cast.client(cast.representative)
    client.get(URL)

    with django_assert_num_queries(14):
        client.get(URL)

"""The board: all of it for the coordinator, the own member's for an editor."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from reviews.models import Review
from tests.factories.cast import Cast
from tests.factories.members import ContactFactory, MemberFactory
from tests.factories.reviews import review_of

QUERIES_OF_BOARD = 13
YESTERDAY = timezone.localdate() - datetime.timedelta(days=1)
URL = "reviews_admin:board"


@pytest.mark.parametrize("number", [3, 20, 300])
def test_board_asks_the_database_as_often_for_any_number_of_members(
    number: int, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for position in range(number):
        contact = ContactFactory.create(member=MemberFactory.create(name=f"Ort {position}"))
        review_of(contact, member=contact.member, due_on=YESTERDAY)
    browser = cast.client(cast.coordinator)
    browser.get(reverse(URL))

    with django_assert_num_queries(QUERIES_OF_BOARD):
        response = browser.get(reverse(URL))

    assert response.content.decode().count('class="review-row"') == number


def two_reviews(cast: Cast) -> tuple[Review, Review]:
    own = review_of(ContactFactory.create(member=cast.trollhattan), member=cast.trollhattan, due_on=YESTERDAY)
    foreign_contact = ContactFactory.create(member=cast.lulea, name="Kanariefågel")
    return own, review_of(foreign_contact, member=cast.lulea, due_on=YESTERDAY)


def test_editor_sees_and_confirms_the_own_members_only(cast: Cast) -> None:
    own, foreign = two_reviews(cast)
    browser = cast.client(cast.trollhattan_editor)

    for query in ("", "?all", "?all&page=2"):
        html = browser.get(reverse(URL) + query).content.decode()
        assert own.title in html
        assert "Kanariefågel" not in html
    assert browser.post(reverse("reviews_admin:confirm", args=[own.pk])).status_code == 302
    response = browser.post(reverse("reviews_admin:confirm", args=[foreign.pk]))

    assert response.status_code == 404
    assert "Kanariefågel" not in response.content.decode()
    own.refresh_from_db()
    foreign.refresh_from_db()
    assert (own.reviewed_by, foreign.reviewed_by) == ("Tora Ek", "")


@pytest.mark.parametrize("who", ["representative", None])
def test_board_is_closed_to_those_who_edit_nothing(who: str | None, cast: Cast) -> None:
    own, _foreign = two_reviews(cast)
    browser = cast.client(getattr(cast, who) if who else None)

    for response in (browser.get(reverse(URL)), browser.post(reverse("reviews_admin:confirm", args=[own.pk]))):
        assert response.status_code in (302, 403)
        assert own.title not in response.content.decode()
    own.refresh_from_db()
    assert own.reviewed_on is None


def test_confirming_is_never_a_get(cast: Cast) -> None:
    own, _foreign = two_reviews(cast)

    assert cast.client(cast.coordinator).get(reverse("reviews_admin:confirm", args=[own.pk])).status_code == 405


def test_rules_are_the_coordinators(cast: Cast) -> None:
    url = reverse("review-rule:index")

    assert cast.client(cast.coordinator).get(url).status_code == 200
    assert cast.client(cast.trollhattan_editor).get(url).status_code in (302, 403)

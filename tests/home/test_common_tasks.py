"""The first page of the admin offers each person what that person may do, and nothing else."""

import pytest
from django.utils import translation

from home.common_tasks import tasks_of
from tests.factories.cast import Cast
from tests.factories.news import news_index

pytestmark = pytest.mark.django_db


def labels(user: object) -> list[str]:
    with translation.override("en"):
        return [task.label for task in tasks_of(user)]  # type: ignore[arg-type]


def test_coordinator_is_offered_the_networks_tasks(cast: Cast) -> None:
    news_index()
    assert labels(cast.coordinator)[:2] == ["Announce a meeting", "Write news from the network"]
    assert "See the members" in labels(cast.coordinator)


def test_editor_is_offered_the_own_member_alone(cast: Cast) -> None:
    news_index()
    assert labels(cast.lulea_editor) == [
        "Edit the profile of Luleå",
        "Tell about a practice of Luleå",
        "Write news from Luleå",
    ]


def test_representative_is_offered_nothing(cast: Cast) -> None:
    assert labels(cast.representative) == []


def test_every_offer_leads_to_a_page_that_opens(cast: Cast) -> None:
    news_index()
    for user in (cast.coordinator, cast.trollhattan_editor):
        client = cast.client(user)
        for task in tasks_of(user):
            assert client.get(task.url).status_code == 200, task


def test_first_page_shows_the_offers_in_the_portals_clothes(cast: Cast) -> None:
    answer = cast.client(cast.trollhattan_editor).get("/admin/")
    page = answer.content.decode()
    assert "Redigera profilen för Trollhättan" in page
    assert "css/admin" in page
    assert "img/logo" in page

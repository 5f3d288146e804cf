"""The library shows what is asked for, in every language, at a constant cost."""

import pytest
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from core.models import TargetArea, TargetGroup
from projects.models import ProjectPage
from tests.factories.members import MemberFactory, english
from tests.factories.projects import AdoptionFactory, ProjectPageFactory, project_index

pytestmark = pytest.mark.django_db
LIBRARY = "/praktik/"


def titles(client: Client, **query: str) -> list[str]:
    response = client.get(LIBRARY, query)
    assert response.status_code == 200
    return [practice.title for practice in response.context["practices"]]


def test_library_without_practices_says_what_to_do(client: Client) -> None:
    project_index()

    page = client.get(LIBRARY).content.decode()

    assert "empty-state" in page


def test_library_finds_words_wherever_they_stand(client: Client) -> None:
    ProjectPageFactory.create(title="Vandrande skolbuss", method="<p>Barnen samlas vid hållplatsen.</p>")
    ProjectPageFactory.create(title="Gröna recept", summary="Vårdcentralen skriver ut trädgård.")

    assert titles(client, q="hållplatsen") == ["Vandrande skolbuss"]
    assert titles(client, q="trädgård") == ["Gröna recept"]
    assert titles(client, q="finns inte") == []


def test_library_finds_beginnings_of_words_where_no_whole_word_fits(client: Client) -> None:
    ProjectPageFactory.create(title="Vandrande skolbuss", summary="Till fots.")

    assert titles(client, q="skolb") == ["Vandrande skolbuss"]


def test_library_finds_practice_by_its_lead_member(client: Client) -> None:
    ProjectPageFactory.create(title="Torget", lead_member=MemberFactory.create(name="Skellefteå"))
    ProjectPageFactory.create(title="Parken")

    assert titles(client, q="Skellefteå") == ["Torget"]


def test_library_filters_by_terms_status_and_member(client: Client) -> None:
    living, housing = TargetArea.objects.get(key="levnadsvanor"), TargetArea.objects.get(key="boende")
    children = TargetGroup.objects.get(key="barn")
    partner = MemberFactory.create(code="9990")
    first = ProjectPageFactory.create(title="A", target_areas=[living], target_groups=[children])
    ProjectPageFactory.create(title="B", target_areas=[living, housing], partner_members=[partner], status="completed")

    assert titles(client, target_area="levnadsvanor", sort="title") == ["A", "B"]
    assert titles(client, target_area="boende") == ["B"]
    assert titles(client, target_group="barn") == ["A"]
    assert titles(client, status="completed") == ["B"]
    assert titles(client, member="9990") == ["B"]
    assert titles(client, member=first.lead_member.code) == ["A"]
    assert titles(client, member="9990", target_group="barn") == []


def test_library_tells_of_a_filter_that_does_not_exist(client: Client) -> None:
    ProjectPageFactory.create()

    response = client.get(LIBRARY, {"target_area": "rymden", "page": "abc", "sort": "x"})

    assert response.status_code == 200
    assert "target_area" in response.context["filter_form"].errors
    assert len(response.context["practices"]) == 1


def test_library_sorts_by_use(client: Client) -> None:
    ProjectPageFactory.create(title="Ingen")
    two = ProjectPageFactory.create(title="Två")
    AdoptionFactory.create_batch(2, practice=two)
    AdoptionFactory.create(practice=ProjectPageFactory.create(title="En"))

    assert titles(client, sort="used") == ["Två", "En", "Ingen"]
    assert titles(client) == ["En", "Två", "Ingen"]


def test_library_leaves_out_drafts_and_pages_on_them(client: Client) -> None:
    ProjectPageFactory.create_batch(13)
    ProjectPageFactory.create(title="Utkast", live=False)

    assert len(titles(client)) == 12
    assert len(titles(client, page="2")) == 1
    assert client.get(LIBRARY).context["practices"].paginator.count == 13


def test_english_library_marks_what_is_untranslated(client: Client) -> None:
    practice = ProjectPageFactory.create(title="Vandrande skolbuss")
    english(project_index())
    english(practice)

    with translation.override("en"):
        page = client.get("/en/praktik/").content.decode()

    assert '<h3 class="card__title" lang="sv">' in page
    assert "1 practice" in page


@pytest.mark.parametrize("rows", [1, 3, 200])
def test_library_costs_the_same_for_any_number(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    index = project_index()
    lead = MemberFactory.create()
    area = TargetArea.objects.get(key="boende")
    for number in range(rows):
        practice = ProjectPageFactory.create(title=f"Praktik {number}", lead_member=lead, parent=index)
        practice.target_areas.add(area)
        practice.save()
    AdoptionFactory.create(practice=ProjectPage.objects.first())
    client.get(LIBRARY)

    with django_assert_num_queries(11):
        response = client.get(LIBRARY)

    assert response.context["practices"].paginator.count == rows

"""The directory and the profiles, as visitors see them."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from core.models import TargetArea
from core.sorting import swedish_key
from members.models import Contact, Member, MemberPage, PoliticalBody, StrategyDocument
from tests.factories.members import ContactFactory, MemberFactory, MemberPageFactory, english, member_index

QUERIES_OF_DIRECTORY = 12


def add_members(number: int) -> None:
    area = TargetArea.objects.get(key="boende")
    for position in range(number):
        page = MemberPageFactory.create(member=MemberFactory.create(name=f"Ort {position}"))
        page.member.target_areas.add(area)


@pytest.mark.parametrize("number", [1, 3, 200])
def test_directory_asks_the_database_as_often_for_any_number_of_members(
    number: int, client: Client, db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    add_members(number)
    url = member_index().url
    client.get(url)

    with django_assert_num_queries(QUERIES_OF_DIRECTORY):
        response = client.get(url)

    assert response.content.decode().count('class="row member-row"') == number


def test_swedish_order_puts_a_ring_and_umlauts_last() -> None:
    names = ["Öckerö", "Ale", "Årjäng", "Älmhult", "Zinkgruvan", "Alé", "borås"]

    assert sorted(names, key=swedish_key) == ["Ale", "Alé", "borås", "Zinkgruvan", "Årjäng", "Älmhult", "Öckerö"]


@pytest.fixture
def three_members(db: None) -> list[MemberPage]:
    pages = []
    for name, kind, code, county in [
        ("Åre", "municipality", "2321", ("23", "Jämtlands län")),
        ("Malmö", "municipality", "1280", ("12", "Skåne län")),
        ("Region Skåne", "region", "12", ("12", "Skåne län")),
    ]:
        member = MemberFactory.create(name=name, kind=kind, code=code, county_code=county[0], county_name=county[1])
        pages.append(MemberPageFactory.create(member=member))
    pages[1].member.target_areas.add(TargetArea.objects.get(key="boende"))
    return pages


def names_shown(client: Client, query: dict[str, str]) -> list[str]:
    directory: Any = client.get(member_index().url, query).context["directory"]
    return [page.member.name for page in directory.found]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["Malmö", "Region Skåne", "Åre"]),
        ({"kind": "region"}, ["Region Skåne"]),
        ({"county": "12"}, ["Malmö", "Region Skåne"]),
        ({"area": "boende"}, ["Malmö"]),
        ({"kind": "region", "area": "boende"}, []),
        ({"kind": "<script>", "county": "99"}, ["Malmö", "Region Skåne", "Åre"]),
    ],
)
def test_directory_filters(
    query: dict[str, str], names: list[str], client: Client, three_members: list[MemberPage]
) -> None:
    assert names_shown(client, query) == names


def test_directory_title_and_heading_say_the_filter(client: Client, three_members: list[MemberPage]) -> None:
    html = client.get(member_index().url, {"county": "12"}).content.decode()

    assert "<title>Medlemmar: Skåne län" in html


def test_directory_says_what_to_do_when_nothing_fits(client: Client, three_members: list[MemberPage]) -> None:
    html = client.get(member_index().url, {"kind": "region", "area": "boende"}).content.decode()

    assert 'class="empty-state"' in html


def test_directory_leaves_out_members_that_left(client: Client, three_members: list[MemberPage]) -> None:
    Member.objects.filter(name="Malmö").update(left_on=date(2025, 1, 1))

    assert names_shown(client, {}) == ["Region Skåne", "Åre"]


def full_profile() -> MemberPage:
    member = MemberFactory.create(
        code="1488",
        name="Trollhättan",
        official_name="Trollhättans Stad",
        population=59_249,
        population_year=2024,
        website="https://www.trollhattan.se",
        member_since=2003,
        letter_body="Kommunstyrelsen",
        letter_decided_on=date(2022, 4, 6),
        letter_registry_number="KS 2022/00123",
        last_reviewed_on=date(2017, 10, 16),
        last_reviewed_by="Tora Ek",
    )
    member.target_areas.add(TargetArea.objects.get(key="boende"))
    ContactFactory.create(
        member=member,
        name="Tora Ek",
        phone="0520-49 00 00",
        email="tora@example.org",
        unit="Kontoret Tillväxt och utveckling",
        street_address="Gärdhemsvägen 9",
        postcode="461 83",
        town="Trollhättan",
    )
    ContactFactory.create(member=member, kind=Contact.Kind.POLITICAL, name="Pia Politiker", title="Ordförande")
    PoliticalBody.objects.create(
        member=member,
        name="Utskottet för social hållbarhet",
        kind="committee",
        parent_body="kommunstyrelsen",
        since_year=2015,
    )
    StrategyDocument.objects.create(member=member, title="För ett jämlikt Trollhättan!", year=2016)
    page: MemberPage = MemberPageFactory.create(
        member=member,
        introduction="Ett gott liv för alla.",
        policy_text="<p>God hälsa utan skillnader.</p>",
        governing_document="Mål- och resursplanen",
        health_in_planning="<p>Barnperspektiv.</p>",
    )
    return page


FACTS = [
    "Trollhättans Stad",
    "1488",
    "Västra Götalands län",
    "(2024)",
    'href="https://www.trollhattan.se"',
    "2003",
    "KS 2022/00123",
    "Tora Ek",
    'href="tel:0520490000"',
    'href="mailto:tora@example.org"',
    "Kontoret Tillväxt och utveckling",
    "Gärdhemsvägen 9",
    "461 83 Trollhättan",
    "Pia Politiker",
    "Ordförande",
    "Utskottet för social hållbarhet",
    "kommunstyrelsen",
    "2015",
    "För ett jämlikt Trollhättan!",
    "(2016)",
    "God hälsa utan skillnader.",
    "Mål- och resursplanen",
    "Barnperspektiv.",
    "map__place--chosen",
]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_profile_shows_every_fact(language: str, client: Client, db: None) -> None:
    page = full_profile()
    if language == "en":
        page = english(page)

    html = client.get(page.url).content.decode()

    days = {"sv": ["6 april 2022", "16 oktober 2017"], "en": ["6 April 2022", "16 October 2017"]}[language]
    assert [fact for fact in FACTS + days if fact not in html] == []
    assert f'<html lang="{language}">' in html


def test_english_stand_in_marks_its_swedish_text(client: Client, db: None) -> None:
    html = client.get(english(full_profile()).url).content.decode()

    assert '<p class="lead" lang="sv">Ett gott liv' in html
    assert "Permanent committee under kommunstyrelsen since 2015" in html
    assert "Housing and local environment" in html


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"kind": "board"}, "Permanent board"),
        ({"kind": "advisory_council", "since_year": 2020}, "Permanent advisory council since 2020"),
        ({"kind": "committee", "parent_body": "regionstyrelsen"}, "Permanent committee under regionstyrelsen"),
        ({"kind": "drafting_committee", "is_permanent": False}, "Temporary drafting committee"),
    ],
)
def test_political_body_describes_itself(values: dict[str, Any], sentence: str) -> None:
    with translation.override("en"):
        assert PoliticalBody(name="X", **values).description == sentence


@pytest.mark.parametrize(("today", "years"), [(date(2018, 10, 15), 0), (date(2018, 10, 16), 1), (date(2026, 1, 1), 8)])
def test_age_of_the_review(today: date, years: int) -> None:
    assert Member(last_reviewed_on=date(2017, 10, 16)).review_age_in_years(today) == years


@pytest.mark.parametrize("people", [1, 3])
def test_profile_asks_the_database_as_often_for_any_number_of_people(
    people: int, client: Client, db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    page = full_profile()
    for _ in range(people):
        ContactFactory.create(member=page.member)
    client.get(page.url)

    with django_assert_num_queries(23):
        client.get(page.url)

"""The frame of my pages: who gets in, and what the sections are."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from home.site import lay_site
from tests.factories.cast import Cast

pytestmark = pytest.mark.django_db
STANDING_AMONG_MY_PAGES = ("/mina-sidor/", "/konto/", "/konto/mejl/", "/utskick/")


@pytest.mark.parametrize("path", ["/mina-sidor/", "/en/mina-sidor/"])
def test_strangers_are_asked_to_sign_in(client: Client, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 302
    assert "/konto/login/?next=" in answer["Location"]


@pytest.mark.parametrize("path", STANDING_AMONG_MY_PAGES)
def test_each_page_shows_the_sections_and_marks_its_own(cast: Cast, path: str) -> None:
    lay_site()
    html = cast.client(cast.representative).get(path).content.decode()

    for other in STANDING_AMONG_MY_PAGES:
        assert f'href="{other}"' in html
    assert html.count('aria-current="page"') == 1
    assert f'<a href="{path}" aria-current="page"' in html


def test_header_leads_those_without_the_admin_to_my_pages(cast: Cast) -> None:
    lay_site()

    assert 'href="/mina-sidor/">Mina sidor' in cast.client(cast.representative).get("/").content.decode()
    assert 'href="/admin/">' in cast.client(cast.trollhattan_editor).get("/").content.decode()


def test_start_asks_few_questions(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    lay_site()
    client = cast.client(cast.representative)
    client.get("/mina-sidor/")

    with django_assert_num_queries(10):
        client.get("/mina-sidor/")

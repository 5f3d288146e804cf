"""The start page, pages of text and search, as an anonymous visitor meets them."""

import datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Locale, Page

from home.models import HomePage, StandardPage
from home.site import follow_swedish, lay_site
from meetings.models import Meeting, MeetingKind
from members.models import MemberIndexPage, MemberPage
from news.models import NewsCategory, NewsIndexPage, NewsPage
from projects.models import ProjectIndexPage, ProjectPage
from tests.factories.members import MemberFactory

ADDRESSES = ["/", "/om-natverket/", "/tillganglighet/", "/personuppgifter/", "/sok/?q=möte"]


@pytest.fixture
def site(db: None) -> HomePage:
    return lay_site()


def fill(number: int) -> None:
    """So many members, practices, news items and meetings."""
    index = MemberIndexPage.objects.get(locale__language_code="sv")
    library = ProjectIndexPage.objects.get(locale__language_code="sv")
    news = NewsIndexPage.objects.get(locale__language_code="sv")
    category = NewsCategory.objects.first()
    now = timezone.now()
    for i in range(number):
        # Not create_member, which also makes the group of editors: 200 of those take a minute.
        member = MemberFactory.create(name=f"Kommun {i}", code=f"{9000 + i}")
        index.add_child(instance=MemberPage(title=member.name, member=member))
        library.add_child(instance=ProjectPage(title=f"Praktik {i}", lead_member=member, summary="Kort"))
        news.add_child(instance=NewsPage(title=f"Nyhet {i}", category=category, lead="Kort", member=member))
        Meeting.objects.create(
            kind=MeetingKind.objects.first(),
            title_sv=f"Möte {i}",
            starts_at=now + datetime.timedelta(days=i + 1),
            ends_at=now + datetime.timedelta(days=i + 1, hours=2),
            state=Meeting.State.ANNOUNCED,
            place="Luleå",
        )


def test_laying_the_site_twice_changes_nothing(site: HomePage) -> None:
    before = list(Page.objects.order_by("path").values_list("path", "latest_revision_id"))
    lay_site()
    assert list(Page.objects.order_by("path").values_list("path", "latest_revision_id")) == before
    assert StandardPage.objects.filter(locale__language_code="en", alias_of=None).count() == 4


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_pages_answer_in_their_language_without_a_cookie(
    site: HomePage, client: Client, address: str, prefix: str
) -> None:
    response = client.get(prefix + address)
    assert response.status_code == 200
    assert f'<html lang="{"en" if prefix else "sv"}">' in response.content.decode()
    assert not response.cookies


def test_the_language_switch_leads_to_the_same_page(site: HomePage, client: Client) -> None:
    assert b'href="/en/om-natverket/"' in client.get("/om-natverket/").content
    assert b'href="/om-natverket/"' in client.get("/en/om-natverket/").content
    assert b'href="/en/sok/?q=a"' in client.get("/sok/?q=a").content


QUESTIONS = {"/": 14, "/medlemmar/": 14, "/praktik/": 13, "/nyheter/": 13, "/moten/": 14}


def questions_asked(client: Client, prefix: str) -> dict[str, int]:
    asked = {}
    for address in QUESTIONS:
        client.get(prefix + address)  # what the process remembers: content types, the parsed map
        cache.clear()
        with CaptureQueriesContext(connection) as questions:
            assert client.get(prefix + address).status_code == 200
        asked[address] = len(questions)
    return asked


@pytest.mark.parametrize("number", [1, 3, 200])
def test_pages_ask_the_same_number_of_questions_with_an_empty_cache(
    site: HomePage, client: Client, number: int
) -> None:
    fill(number)
    assert questions_asked(client, "") == QUESTIONS


@pytest.mark.parametrize("number", [1, 3])
def test_english_pages_ask_one_question_more(site: HomePage, client: Client, number: int) -> None:
    fill(number)
    follow_swedish()
    # Where the English tree begins.
    assert questions_asked(client, "/en") == {address: asked + 1 for address, asked in QUESTIONS.items()}


def test_search_finds_what_is_public_and_nothing_else(site: HomePage, client: Client) -> None:
    fill(1)
    hidden = NewsPage.objects.get()
    hidden.unpublish()
    Meeting.objects.create(
        kind=MeetingKind.objects.first(),
        title_sv="Hemligt möte",
        starts_at=timezone.now(),
        ends_at=timezone.now() + datetime.timedelta(hours=1),
        place="Luleå",
    )
    assert "Praktik 0" in client.get("/sok/", {"q": "praktik"}).content.decode()
    assert "Nyhet 0" not in client.get("/sok/", {"q": "nyhet"}).content.decode()
    answer = client.get("/sok/", {"q": "möte"}).content.decode()
    assert "Möte 0" in answer
    assert "Hemligt" not in answer


@pytest.mark.parametrize("query", ["", "%", "'; --", "\0", "å" * 500, "<script>"])
def test_search_takes_any_question(site: HomePage, client: Client, query: str) -> None:
    response = client.get("/sok/", {"q": query})
    assert response.status_code == 200
    assert b"<script>alert" not in response.content


def test_machines_find_their_way(site: HomePage, client: Client) -> None:
    assert b"Sitemap: " in client.get("/robots.txt").content
    assert b"om-natverket" in client.get("/sitemap.xml").content


def test_an_unknown_address_is_answered_in_our_clothes(site: HomePage, client: Client) -> None:
    response = client.get("/finns-inte/")
    assert response.status_code == 404
    assert b"site-header" in response.content


def test_english_is_complete_in_the_page_tree(site: HomePage) -> None:
    swedish, english = (Locale.objects.get(language_code=code) for code in ("sv", "en"))
    assert Page.objects.filter(locale=swedish, depth__gt=1).count() == Page.objects.filter(locale=english).count()


def test_pages_and_the_sitemap_name_the_portals_own_host(site: HomePage, client: Client, settings: Any) -> None:
    settings.SITE_URL = "https://portal.example.org"
    page = client.get("/en/om-natverket/").content.decode()
    assert '<link rel="canonical" href="https://portal.example.org/en/om-natverket/">' in page
    assert "<loc>https://portal.example.org/om-natverket/</loc>" in client.get("/sitemap.xml").content.decode()

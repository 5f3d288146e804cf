"""The feeds are valid, absolute, and cheap to ask again."""

import re
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from news.models import NewsPage
from tests.factories.members import MemberFactory, english
from tests.factories.news import NewsPageFactory, category, news_index

pytestmark = pytest.mark.django_db
ATOM, RSS = "/feed/news.atom", "/feed/news.rss"
SITE = "https://portalen.example.org"
NAMES = {"a": "http://www.w3.org/2005/Atom", "dc": "http://purl.org/dc/elements/1.1/"}
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@pytest.fixture(autouse=True)
def site_url(settings: object) -> None:
    settings.SITE_URL = SITE  # type: ignore[attr-defined]


def read(client: Client, address: str) -> ElementTree.Element:
    response = client.get(address)
    assert response.status_code == 200
    return ElementTree.fromstring(response.content)


def text(element: ElementTree.Element, path: str) -> str:
    return element.findtext(path, "", NAMES)


def test_atom_feed_has_what_rfc_4287_demands(client: Client) -> None:
    member = MemberFactory.create(name="Umeå")
    NewsPageFactory.create(title="Äldre & bättre", date=date(2025, 1, 1), member=member, category=category("kunskap"))
    NewsPageFactory.create(title="Ny <strategi>", date=date(2026, 1, 1))

    feed = read(client, ATOM)

    assert feed.get(XML_LANG) == "sv"
    assert text(feed, "a:id") == SITE + ATOM
    assert feed.find("a:link[@rel='self']", NAMES).get("href") == SITE + ATOM  # type: ignore[union-attr]
    assert feed.find("a:link[@rel='alternate']", NAMES).get("href") == f"{SITE}/nyheter/"  # type: ignore[union-attr]
    assert text(feed, "a:author/a:name")
    entries = feed.findall("a:entry", NAMES)
    assert [text(entry, "a:title") for entry in entries] == ["Ny <strategi>", "Äldre & bättre"]
    for entry in entries:
        assert re.fullmatch(r"tag:portalen\.example\.org,2026:news/sv/[0-9a-f-]{36}", text(entry, "a:id"))
        assert datetime.fromisoformat(text(entry, "a:updated")).tzinfo is not None
        assert entry.find("a:link", NAMES).get("href").startswith(f"{SITE}/nyheter/")  # type: ignore[union-attr]
        assert text(entry, "a:summary")
    assert text(entries[1], "a:author/a:name") == "Umeå"
    assert text(entries[1], "a:published").startswith("2025-01-01T00:00:00")
    assert entries[1].find("a:category", NAMES).get("term") == "Forskning och kunskap"  # type: ignore[union-attr]


def test_rss_feed_has_the_same_items_and_identities(client: Client) -> None:
    NewsPageFactory.create_batch(2)

    channel = read(client, RSS).find("channel")
    assert channel is not None
    items = channel.findall("item")

    assert text(channel, "link") == f"{SITE}/nyheter/"
    assert text(channel, "language") == "sv"
    assert [item.find("guid").get("isPermaLink") for item in items] == ["false", "false"]  # type: ignore[union-attr]
    ids = [text(entry, "a:id") for entry in read(client, ATOM).findall("a:entry", NAMES)]
    assert [text(item, "guid") for item in items] == ids
    assert parsedate_to_datetime(text(items[0], "pubDate")).tzinfo is not None


def test_english_feed_holds_the_stand_ins_and_says_their_language(client: Client) -> None:
    english(news_index())
    english(NewsPageFactory.create(title="Ny strategi"))

    feed = read(client, f"/en{ATOM}")
    channel = read(client, f"/en{RSS}").find("channel")

    entry = feed.find("a:entry", NAMES)
    assert entry is not None
    assert channel is not None
    assert feed.get(XML_LANG) == "en"
    assert entry.get(XML_LANG) == "sv"
    assert entry.find("a:link", NAMES).get("href").startswith(f"{SITE}/en/nyheter/")  # type: ignore[union-attr]
    assert text(channel, "item/dc:language") == "sv"


def test_identity_outlives_a_new_title_and_address(client: Client) -> None:
    item = NewsPageFactory.create(title="Ny strategi")
    before = text(read(client, ATOM), "a:entry/a:id")
    item.title, item.slug = "Nyare strategi", "nyare-strategi"

    item.save_revision().publish()

    after = read(client, ATOM)
    assert text(after, "a:entry/a:id") == before
    assert text(after, "a:entry/a:title") == "Nyare strategi"


@pytest.mark.parametrize("address", [ATOM, RSS])
def test_feed_is_not_sent_twice_until_something_changes(client: Client, address: str) -> None:
    item = NewsPageFactory.create()
    item.save_revision().publish()
    first = client.get(address)
    asked = {"If-None-Match": first["ETag"], "If-Modified-Since": first["Last-Modified"]}

    assert client.get(address, headers=asked).status_code == 304
    item = NewsPage.objects.get()
    item.title = "Ändrad"
    item.save_revision().publish()
    changed = client.get(address, headers=asked)
    assert changed.status_code == 200
    NewsPage.objects.get().unpublish()
    assert client.get(address, headers={"If-None-Match": changed["ETag"]}).status_code == 200


def test_feeds_need_no_list_and_no_news(client: Client) -> None:
    assert read(client, ATOM).findall("a:entry", NAMES) == []
    assert client.post(ATOM).status_code == 405


@pytest.mark.parametrize("rows", [1, 3, 200])
def test_feed_costs_the_same_for_any_number(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    NewsPageFactory.create_batch(rows)
    client.get(ATOM)

    with django_assert_num_queries(8):
        feed = read(client, ATOM)

    assert len(feed.findall("a:entry", NAMES)) == min(rows, 50)


def test_pages_point_to_the_feeds(client: Client) -> None:
    item = NewsPageFactory.create()

    for address in ("/nyheter/", item.get_url()):
        page = client.get(address).content.decode()
        assert 'type="application/atom+xml" ' in page
        assert f'href="{ATOM}"' in page
        assert f'href="{RSS}"' in page

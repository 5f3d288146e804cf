"""The news as feeds: Atom (RFC 4287) and RSS 2.0 (https://www.rssboard.org/rss-specification), one of each a language.

Addresses are made from SITE_URL, never from the Host header that a caller sends. A reader that has the newest
version gets 304 (RFC 9110, section 13).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, time
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.translation import get_language, gettext
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import condition, require_safe
from wagtail.models import Locale

from core.links import network_name, site_address
from news.models import NewsIndexPage, NewsPage
from news.models.page import NewsPageQuerySet

ENTRIES = 50
# A year in which the portal had its name; part of every identity, so it never changes.
TAG_YEAR = 2026


class AtomFeed(Atom1Feed):
    """Atom whose entries say their language where it is not the feed's."""

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        """Set `xml:lang` on a text that nobody has translated yet."""
        return {"xml:lang": item["language"]} if item.get("language") else {}


class RssFeed(Rss201rev2Feed):
    """RSS whose items say their language where it is not the feed's."""

    def rss_attributes(self) -> dict[str, str]:
        """Name Dublin Core once, for the language of an item and for its writer."""
        return {**super().rss_attributes(), "xmlns:dc": "http://purl.org/dc/elements/1.1/"}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """Write the item."""
        super().add_item_elements(handler, item)
        if item.get("language"):
            handler.addQuickElement("dc:language", item["language"])


FeedKind = type[AtomFeed] | type[RssFeed]


def news_in_active_language() -> NewsPageQuerySet:
    """Give what the feeds of this address hold."""
    return NewsPage.objects.in_locale(Locale.get_active())


def tag_of(page: NewsPage) -> str:
    """Give the entry's identity (RFC 4151): the same in both formats, and after a move, a new title or a new date."""
    host = urlsplit(site_address()).hostname or "localhost"
    return f"tag:{host},{TAG_YEAR}:news/{page.locale.language_code}/{page.translation_key}"


def state_of_news() -> tuple[datetime | None, int]:
    """Give when the news last changed, and how many there are: a withdrawn item changes the second alone."""
    state = news_in_active_language().aggregate(changed=Max("last_published_at"), total=Count("pk"))
    return state["changed"], state["total"]


def etag_of_news(request: HttpRequest) -> str:
    """Give a mark that changes with the news, the language, the format and the site's address."""
    changed, total = state_of_news()
    state = f"{request.path}|{site_address()}|{changed}|{total}"
    return f'"{hashlib.sha256(state.encode()).hexdigest()[:32]}"'


def last_change_of_news(request: HttpRequest) -> datetime | None:
    """Give when the news last changed."""
    return state_of_news()[0]


def write_feed(kind: FeedKind, request: HttpRequest) -> HttpResponse:
    """Write the newest news of the active language as a feed of this kind."""
    site, language = site_address(), get_language() or settings.LANGUAGE_CODE
    index = NewsIndexPage.objects.live().filter(locale__language_code=language).select_related("locale").first()
    list_address = (index.get_url(request) if index is not None else None) or "/"
    feed = kind(
        title=gettext("News from the Healthy Cities Network"),
        link=absolute(list_address),
        description=gettext("News from the network and its members."),
        language=language,
        feed_url=site + request.path,
        feed_guid=f"{site}{request.path}",
        author_name=network_name(),
    )
    for page in news_in_active_language().for_cards().newest_first()[:ENTRIES]:
        feed.add_item(**entry_of(page, request))
    response = HttpResponse(content_type=feed.content_type)
    feed.write(response, "utf-8")
    return response


def absolute(address: str) -> str:
    """Put the portal's own address before a path, whatever host Wagtail believes to be on."""
    parts = urlsplit(address)
    return f"{site_address()}{parts.path}" if parts.netloc else f"{site_address()}{address}"


def published_at(page: NewsPage) -> datetime:
    """Give when the item was published: the moment, where its date is that moment's; else the date's morning."""
    first = page.first_published_at
    if first is not None and timezone.localdate(first) == page.date:
        return first
    return datetime.combine(page.date, time(), timezone.get_default_timezone())


def entry_of(page: NewsPage, request: HttpRequest) -> dict[str, Any]:
    """Give a news item as Django's `add_item` wants it."""
    return {
        "title": page.title,
        "link": absolute(page.get_url(request) or "/"),
        "description": page.lead,
        "unique_id": tag_of(page),
        "unique_id_is_permalink": False,
        "pubdate": published_at(page),
        "updateddate": page.last_published_at or published_at(page),
        "categories": [page.category.name],
        "author_name": page.member.name if page.member is not None else None,
        "language": page.content_language if page.is_untranslated else "",
    }


def feed_view(kind: FeedKind) -> Callable[[HttpRequest], HttpResponse]:
    """Make the view of one format."""

    @require_safe
    @condition(etag_func=etag_of_news, last_modified_func=last_change_of_news)
    def view(request: HttpRequest) -> HttpResponse:
        return write_feed(kind, request)

    return view


atom = feed_view(AtomFeed)
rss = feed_view(RssFeed)

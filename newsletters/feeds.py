"""The archive as an Atom feed (RFC 4287), one for each language.

Addresses are made from SITE_URL, never from the Host header that a caller sends. A reader that has the newest version
gets 304 (RFC 9110, section 13).
"""

from __future__ import annotations

import hashlib
from datetime import datetime, time
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import condition, require_safe
from wagtail.models import Locale

from core.links import network_name, site_address
from news.feeds import TAG_YEAR, AtomFeed, absolute
from newsletters.models import NewsletterIndexPage, NewsletterPage
from newsletters.models.page import NewsletterPageQuerySet

ENTRIES = 50


def public_issues() -> NewsletterPageQuerySet:
    """What the feed of this address holds."""
    found: NewsletterPageQuerySet = NewsletterPage.objects.live().public().filter(locale=Locale.get_active())
    return found


def state_of_issues(request: HttpRequest) -> tuple[datetime | None, int]:
    """When an issue last changed, and how many there are: a withdrawn one changes the second alone."""
    state = public_issues().aggregate(changed=Max("last_published_at"), total=Count("pk"))
    return state["changed"], state["total"]


def etag_of_issues(request: HttpRequest) -> str:
    """A mark that changes with the issues, the language and the site's address."""
    changed, total = state_of_issues(request)
    state = f"{request.path}|{site_address()}|{changed}|{total}"
    return f'"{hashlib.sha256(state.encode()).hexdigest()[:32]}"'


def last_change_of_issues(request: HttpRequest) -> datetime | None:
    """When an issue last changed."""
    return state_of_issues(request)[0]


def entry_of(page: NewsletterPage, request: HttpRequest) -> dict[str, Any]:
    """An issue as Django's `add_item` wants it; its identity (RFC 4151) outlives a move, a new title or a new date."""
    host = urlsplit(site_address()).hostname or "localhost"
    day = datetime.combine(page.issued_on, time(), timezone.get_default_timezone())
    return {
        "title": page.title,
        "link": absolute(page.get_url(request) or "/"),
        "description": page.preheader or page.mail_subject,
        "unique_id": f"tag:{host},{TAG_YEAR}:newsletters/{page.locale.language_code}/{page.translation_key}",
        "unique_id_is_permalink": False,
        "pubdate": day,
        "updateddate": page.last_published_at or day,
        "language": page.content_language if page.is_untranslated else "",
    }


@require_safe
@condition(etag_func=etag_of_issues, last_modified_func=last_change_of_issues)
def atom(request: HttpRequest) -> HttpResponse:
    """The newest issues of the active language."""
    site, language = site_address(), get_language() or settings.LANGUAGE_CODE
    index = NewsletterIndexPage.objects.live().filter(locale__language_code=language).select_related("locale").first()
    feed = AtomFeed(
        title=gettext("Newsletters from the Healthy Cities Network"),
        link=absolute((index.get_url(request) if index is not None else None) or "/"),
        description=gettext("Each issue, as it stands on the web."),
        language=language,
        feed_url=site + request.path,
        feed_guid=f"{site}{request.path}",
        author_name=network_name(),
    )
    for page in public_issues().newest_first().for_list()[:ENTRIES]:
        feed.add_item(**entry_of(page, request))
    response = HttpResponse(content_type=feed.content_type)
    feed.write(response, "utf-8")
    return response

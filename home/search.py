"""Search over everything public, in the active language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from wagtail.models import Locale, Page

from core.searching import plain_words
from meetings.models import Meeting
from members.models import MemberPage
from news.models import NewsPage
from newsletters.models import NewsletterPage
from projects.models import ProjectPage

MOST = 100
# Where a page's summary stands, by type.
SUMMARIES = {ProjectPage: "summary", NewsPage: "lead", MemberPage: "introduction", NewsletterPage: "preheader"}


@dataclass(frozen=True)
class Hit:
    """Something found: what it is, where it stands, and what it says of itself."""

    kind: str
    title: str
    url: str
    summary: str
    language: str


def found(rows: Any, query: str) -> list[Any]:
    """The rows that answer the query best, at most `MOST`; by beginnings of words where whole words find nothing.

    PostgreSQL knows Swedish word forms and not beginnings, SQLite the other way round.
    """
    words = plain_words(query)
    if not words:
        return []
    return list(rows.search(words)[:MOST]) or list(rows.autocomplete(words)[:MOST])


def search(query: str) -> list[Hit]:
    """Find public pages of the active language, then meetings that the calendar shows."""
    public = Page.objects.live().public().filter(locale=Locale.get_active(), depth__gt=2)
    pages = found(public, query)
    by_pk = {page.pk: page for page in Page.objects.filter(pk__in=[page.pk for page in pages]).specific()}
    hits = [page_hit(by_pk[page.pk]) for page in pages if page.pk in by_pk]
    return hits + [meeting_hit(meeting) for meeting in found(Meeting.objects.shown(), query)]


def page_hit(page: Any) -> Hit:
    """A page that was found."""
    return Hit(
        kind=capfirst(str(page._meta.verbose_name)),
        title=page.title,
        url=page.url,
        summary=getattr(page, SUMMARIES.get(type(page), "lead"), "") or page.search_description,
        language=page.content_language if page.is_untranslated else "",
    )


def meeting_hit(meeting: Meeting) -> Hit:
    """A meeting that was found."""
    return Hit(
        kind=capfirst(str(meeting._meta.verbose_name)),
        title=meeting.title,
        url=meeting.get_absolute_url(),
        summary=meeting.description,
        language="",
    )

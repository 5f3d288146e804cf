"""What is new, for a rule: written in a language, published or announced within a span of time."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone
from wagtail.models import PageQuerySet

from meetings.models import Meeting
from news.models import NewsPage
from newsletters.blocks import MOST_ITEMS
from newsletters.models import DigestRule
from projects.models import ProjectPage


@dataclass(frozen=True)
class NewThings:
    """Keys of the new pages, newest first, and how many of the coming meetings were announced."""

    news: tuple[int, ...] = ()
    practices: tuple[int, ...] = ()
    meetings: int = 0

    @property
    def number(self) -> int:
        """How many things are new."""
        return len(self.news) + len(self.practices) + self.meetings

    def blocks(self) -> list[tuple[str, Any]]:
        """The issue's contents; a list for the mail and for the web as any writer would have put it together."""
        found: list[tuple[str, Any]] = []
        for name, pages in (("news", self.news), ("practices", self.practices)):
            chosen = pages[:MOST_ITEMS]
            if chosen:
                found.append((name, {"heading": "", "pages": list(chosen), "newest": len(chosen)}))
        if self.meetings:
            found.append(("meetings", {"heading": "", "upcoming": min(max(self.meetings, 3), MOST_ITEMS)}))
        return found


def find_new(rule: DigestRule, *, language: str, since: datetime.datetime, until: datetime.datetime) -> NewThings:
    """What was published or announced after `since` and not after `until`; nothing of what the rule leaves out."""
    news, practices = NewsPage.objects.none(), ProjectPage.objects.none()
    if rule.with_news:
        news = _published(NewsPage.objects.all(), language, since, until)
        categories = list(rule.categories.all())
        news = news.filter(category__in=categories) if categories else news
    if rule.with_practices:
        practices = _published(ProjectPage.objects.fresh(timezone.localdate(until)), language, since, until)
        areas = list(rule.target_areas.all())
        practices = practices.filter(target_areas__in=areas).distinct() if areas else practices
    newest = "-first_published_at", "-pk"
    return NewThings(
        news=tuple(news.order_by(*newest).values_list("pk", flat=True)),
        practices=tuple(practices.order_by(*newest).values_list("pk", flat=True)),
        meetings=_meetings(language, since, until) if rule.with_meetings else 0,
    )


def _published(pages: PageQuerySet, language: str, since: datetime.datetime, until: datetime.datetime) -> PageQuerySet:
    written = pages.live().public().filter(locale__language_code=language, alias_of__isnull=True)
    return written.filter(first_published_at__gt=since, first_published_at__lte=until)


def _meetings(language: str, since: datetime.datetime, until: datetime.datetime) -> int:
    found = Meeting.objects.announced().upcoming(until).filter(announced_at__gt=since, announced_at__lte=until)
    if language != settings.LANGUAGE_CODE:
        found = found.exclude(title_en="")
    return int(found.count())

"""What an issue takes from the rest of the portal, as it stands on the day of the issue.

Only what is written in the issue's own language: a mail is never half in Swedish, half in English.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from wagtail.models import Page, PageQuerySet

from core.clock_words import time_words
from core.links import public_url
from meetings.models import Meeting
from members.models import MemberPage
from news.models import NewsPage
from newsletters.links import page_url
from newsletters.models import NewsletterPage
from projects.models import ProjectPage

# A moment; only what is newer is taken. None: whatever is newest.
Since = datetime.datetime | None


@dataclass(frozen=True)
class Item:
    """A thing that an issue tells of: its title, where to read on, and a few words about it."""

    title: str
    url: str
    meta: str = ""
    summary: str = ""


def newest_news(page: NewsletterPage, number: int, since: Since = None) -> list[Item]:
    """The newest news up to the day of the issue; what was published after `since`."""
    found = _in_language_of(page, NewsPage.objects.all()).filter(date__lte=page.issued_on).newest_first()
    return [_item(news) for news in _published_since(found, since)[:number]]


def newest_members(page: NewsletterPage, number: int, since: Since = None) -> list[Item]:
    """The members that joined last, up to the day of the issue; those whose profile came after `since`."""
    found = _in_language_of(page, _members(page)).exclude(first_published_at__date__gt=page.issued_on)
    found = _published_since(found, since)
    found = found.order_by(F("member__member_since").desc(nulls_last=True), "-first_published_at", "-pk")
    return [_item(member) for member in found[:number]]


def _members(page: NewsletterPage) -> PageQuerySet:
    """Profiles of those that are members on the day of the issue."""
    stays = Q(member__left_on__isnull=True) | Q(member__left_on__gt=page.issued_on)
    found: PageQuerySet = MemberPage.objects.filter(stays).select_related("member")
    return found


def newest_practices(page: NewsletterPage, number: int, since: Since = None) -> list[Item]:
    """The practices published last, up to the day of the issue; none whose review is overdue."""
    found = _in_language_of(page, ProjectPage.objects.fresh(page.issued_on).select_related("lead_member"))
    found = _published_since(found.exclude(first_published_at__date__gt=page.issued_on), since)
    found = found.order_by(F("first_published_at").desc(nulls_last=True), "-pk")
    return [_item(practice) for practice in found[:number]]


def upcoming_meetings(page: NewsletterPage, number: int, since: Since = None) -> list[Item]:
    """The next meetings after the day of the issue begins, with time, place and for whom they are."""
    day = timezone.make_aware(datetime.datetime.combine(page.issued_on, datetime.time()))
    found = Meeting.objects.announced().upcoming(day).select_related("theme_group")
    if page.content_language != settings.LANGUAGE_CODE:
        found = found.exclude(title_en="")
    if since is not None:
        found = found.filter(announced_at__gt=since)
    return [
        Item(title=meeting.title, url=public_url(meeting.get_absolute_url()), meta=_meeting_meta(meeting))
        for meeting in found[:number]
    ]


def _meeting_meta(meeting: Meeting) -> str:
    start = meeting.starts_local
    when = f"{date_format(start, 'j F Y')}, {time_words(start)}"
    place = meeting.place or gettext("Online")
    return " · ".join([when, place, meeting.audience_words])


def chosen_pages(chosen: Sequence[Page], page: NewsletterPage) -> tuple[list[Item], list[str]]:
    """The chosen pages in the issue's language, and the titles of those left out: not to be read in it, or stale."""
    model = chosen[0].specific_class
    keys = [one.translation_key for one in chosen]
    fresh = model.objects.all()
    if model is ProjectPage:
        fresh = ProjectPage.objects.fresh(page.issued_on)
    elif model is MemberPage:
        fresh = _members(page)
    readable = {found.translation_key: found for found in _in_language_of(page, fresh).filter(translation_key__in=keys)}
    items = [_item(readable[key]) for key in keys if key in readable]
    left_out = [one.title for one in chosen if one.translation_key not in readable]
    return items, left_out


def _in_language_of(page: NewsletterPage, pages: PageQuerySet) -> PageQuerySet:
    return pages.live().public().filter(locale__language_code=page.content_language, alias_of__isnull=True)


def _published_since(pages: PageQuerySet, since: Since) -> PageQuerySet:
    return pages if since is None else pages.filter(first_published_at__gt=since)


def _item(page: NewsPage | ProjectPage | MemberPage) -> Item:
    if isinstance(page, MemberPage):
        year = page.member.member_since
        meta = gettext("Member since %(year)s") % {"year": year} if year else ""
        return Item(title=page.title, url=page_url(page), meta=meta, summary=page.introduction)
    if isinstance(page, NewsPage):
        return Item(title=page.title, url=page_url(page), meta=date_format(page.date), summary=page.lead)
    return Item(title=page.title, url=page_url(page), meta=page.lead_member.name, summary=page.summary)

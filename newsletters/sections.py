"""An issue, block by block, as plain values: the one source of its web page, its mail and the mail's text part."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup
from django.utils.translation import gettext, override
from wagtail.images.models import AbstractImage
from wagtail.rich_text import expand_db_html

from core.links import public_url
from newsletters.groups import ReaderGroup
from newsletters.links import page_url
from newsletters.live import Item, chosen_pages, newest_members, newest_news, newest_practices, upcoming_meetings
from newsletters.models import NewsletterPage
from newsletters.part_blocks import is_shown
from newsletters.plain_text import plain_text
from newsletters.versions import last_sent_before


@dataclass(frozen=True)
class Section:
    """One part of an issue. `html` and `url` hold absolute addresses only; `left_out` names what has no translation."""

    kind: str
    heading: str = ""
    text: str = ""
    html: str = ""
    source: str = ""
    url: str = ""
    image: AbstractImage | None = None
    alt: str = ""
    items: tuple[Item, ...] = ()
    left_out: tuple[str, ...] = ()


def issue_sections(page: NewsletterPage, group: ReaderGroup = ReaderGroup.PUBLIC) -> list[Section]:
    """The parts of the issue that this group sees and that have something to show, in the page's own language."""
    with override(page.content_language):
        shown = [block for block in page.body if is_shown(block.value, group=group, language=page.content_language)]
        return [section for block in shown for section in BUILDERS[block.block_type](block.value, page)]


def readings_of(page: NewsletterPage) -> dict[ReaderGroup, list[ReaderGroup]]:
    """The groups that the issue reads differently for, the public first, each with all groups that read the same."""
    found: dict[tuple[bool, ...], list[ReaderGroup]] = {}
    language = page.content_language
    for group in ReaderGroup:
        shown = tuple(is_shown(block.value, group=group, language=language) for block in page.body)
        found.setdefault(shown, []).append(group)
    return {groups[0]: groups for groups in found.values()}


def _heading(value: Any, page: NewsletterPage) -> Iterator[Section]:
    yield Section("heading", heading=value["text"])


def _paragraph(value: Any, page: NewsletterPage) -> Iterator[Section]:
    soup = BeautifulSoup(expand_db_html(value["text"].source), "html.parser")
    for link in soup.find_all("a"):
        href = str(link.get("href") or "")
        if href:
            link["href"] = public_url(href) if href.startswith("/") else href
        else:
            # The page it led to is gone; the words stay.
            link.unwrap()
    html = str(soup).strip()
    if html:
        yield Section("paragraph", html=html, text=plain_text(html))


def _picture(value: Any, page: NewsletterPage) -> Iterator[Section]:
    if value["image"] is not None:
        yield Section("picture", image=value["image"], alt=value["alt"], text=value["caption"])


def _quote(value: Any, page: NewsletterPage) -> Iterator[Section]:
    yield Section("quote", text=value["text"], source=value["source"])


def _button(value: Any, page: NewsletterPage) -> Iterator[Section]:
    target = value["page"]
    url = page_url(target.localized) if target is not None else value["url"]
    if url:
        yield Section("button", text=value["text"], url=url)


def _pages(kind: str, value: Any, page: NewsletterPage, heading: str, newest: Callable[..., list[Item]]) -> Section:
    chosen = [chosen for chosen in value["pages"] if chosen is not None]
    if chosen:
        items, left_out = chosen_pages(chosen, page)
    else:
        items, left_out = newest(page, value["newest"], _since(value, page)), []
    return Section(kind, heading=value["heading"] or heading, items=tuple(items), left_out=tuple(left_out))


def _since(value: Any, page: NewsletterPage) -> datetime.datetime | None:
    return last_sent_before(page) if value.get("since_last") else None


def _if_any(section: Section) -> Iterator[Section]:
    if section.items or section.left_out:
        yield section


def _news(value: Any, page: NewsletterPage) -> Iterator[Section]:
    return _if_any(_pages("news", value, page, gettext("News from the network"), newest_news))


def _practices(value: Any, page: NewsletterPage) -> Iterator[Section]:
    return _if_any(_pages("practices", value, page, gettext("New practices"), newest_practices))


def _members(value: Any, page: NewsletterPage) -> Iterator[Section]:
    return _if_any(_pages("members", value, page, gettext("Members of the network"), newest_members))


def _meetings(value: Any, page: NewsletterPage) -> Iterator[Section]:
    items = upcoming_meetings(page, value["upcoming"], _since(value, page))
    return _if_any(Section("meetings", heading=value["heading"] or gettext("Meetings ahead"), items=tuple(items)))


BUILDERS: dict[str, Callable[[Any, NewsletterPage], Iterator[Section]]] = {
    "heading": _heading,
    "paragraph": _paragraph,
    "picture": _picture,
    "quote": _quote,
    "button": _button,
    "news": _news,
    "practices": _practices,
    "meetings": _meetings,
    "members": _members,
}

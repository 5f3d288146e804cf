"""Puts pages of the demo network into the tree, in both languages."""

from __future__ import annotations

from html import escape
from typing import Any, TypeVar

from wagtail.models import Locale, Page
from wagtail.rich_text import RichText

PageKind = TypeVar("PageKind", bound=Page)


def as_html(text: str) -> str:
    """Turn plain text into paragraphs; an empty line divides them."""
    return "".join(f"<p>{escape(part, quote=False)}</p>" for part in text.split("\n\n") if part)


def as_body(chapters: list[list[str]]) -> list[tuple[str, Any]]:
    """Turn [heading, text] pairs into the blocks of a page's body; a heading may be empty."""
    blocks: list[tuple[str, Any]] = []
    for heading, text in chapters:
        if heading:
            blocks.append(("heading", heading))
        blocks.append(("paragraph", RichText(as_html(text))))
    return blocks


def add_page(parent: Page, page: PageKind) -> PageKind:
    """Publish a new page with its first revision. The English tree gets its alias by itself (wagtail-localize)."""
    page.locale = parent.locale
    parent.add_child(instance=page)
    page.save_revision(log_action=False).publish(log_action=False)
    return page


def translate_page(page: Page, fields: dict[str, Any]) -> None:
    """Turn the page's English alias into a translation with these texts."""
    english = Locale.objects.get(language_code="en")
    translation = page.get_translation_or_none(english)
    if translation is None:
        translation = page.copy_for_translation(english, copy_parents=True, alias=True)
    translation = translation.specific
    translation.alias_of = None
    for name, value in fields.items():
        setattr(translation, name, value)
    translation.draft_title = translation.title
    translation.save()
    translation.save_revision(log_action=False).publish(log_action=False)

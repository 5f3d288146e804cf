"""Facts of a page that do not depend on language: one truth, on the page that was written first (docs/adr/0002)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from wagtail.models import Locale, Page


def source_of(page: Page) -> Page:
    """Give the page that others are translations of: the one in the default language, else the oldest original."""
    if page.alias_of_id is None and page.locale_id == Locale.get_default().pk:
        return page
    family = page.__class__.objects.filter(translation_key=page.translation_key, alias_of__isnull=True)
    source: Page | None = family.filter(locale=Locale.get_default()).first() or family.order_by("pk").first()
    return source or page


def share_facts(page: Page, fields: Sequence[str]) -> list[Page]:
    """Bring the source's facts to its translations, and give those that changed.

    Called with a translation, only that one is set right. Aliases need nothing: Wagtail keeps them the same as
    their original. A translation with unpublished changes keeps them: its draft and its public row get the facts,
    its texts stay as they are.
    """
    source = source_of(page)
    translations = (
        source.__class__.objects.filter(translation_key=source.translation_key, alias_of__isnull=True)
        .exclude(pk=source.pk)
        .order_by("pk")
    )
    if page.pk != source.pk:
        translations = translations.filter(pk=page.pk)
    return [translation for translation in translations if _set_facts(translation, source, fields)]


def _set_facts(translation: Page, source: Page, fields: Sequence[str]) -> bool:
    draft = translation.get_latest_revision_as_object() if translation.latest_revision_id else translation
    changed = [page for page in (translation, draft) if _differs(page, source, fields)]
    if not changed:
        return False
    for page in changed:
        for name in fields:
            setattr(page, name, _value(source, name))
    if translation.live and not translation.has_unpublished_changes:
        draft.save_revision(clean=False, log_action=False).publish(log_action=False)
        return True
    if translation in changed:
        translation.save(clean=False)
    if translation.latest_revision_id:
        draft.save_revision(clean=False, log_action=False)
    return True


def _differs(page: Page, source: Page, fields: Sequence[str]) -> bool:
    return any(_comparable(page, name) != _comparable(source, name) for name in fields)


def _value(page: Page, name: str) -> Any:
    field = page._meta.get_field(name)
    value = getattr(page, name)
    return list(value.all()) if isinstance(field, models.ManyToManyField) else value


def _comparable(page: Page, name: str) -> Any:
    value = _value(page, name)
    return {item.pk for item in value} if isinstance(value, list) else value

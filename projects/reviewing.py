"""Practices as something to review (the reviews stand below and do not know them)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone
from wagtail.models import Locale

from projects.models import ProjectPage
from reviews.models import ReviewKind
from reviews.sources import Subject, register_source


def practice_subjects() -> Iterator[Subject]:
    """Each published practice of an active member, once: its source page."""
    default = Locale.get_default()
    pages = ProjectPage.objects.live().filter(alias_of__isnull=True, lead_member__left_on__isnull=True)
    translated = set(pages.filter(locale=default).values_list("translation_key", flat=True))
    for page in pages.order_by("pk"):
        if page.locale_id != default.pk and page.translation_key in translated:
            continue
        translated.add(page.translation_key)
        published = page.first_published_at
        yield Subject(
            kind=ReviewKind.PRACTICE,
            model=ProjectPage,
            object_id=page.pk,
            member_id=page.lead_member_id,
            title=page.title,
            known_since=timezone.localdate(published) if published else None,
            reviewed_on=page.last_reviewed_on,
            reviewed_by=page.last_reviewed_by,
        )


def register_practices() -> None:
    """Make practices known to the reviews."""
    register_source("practices", practice_subjects)

"""The list of news."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from core.pages import BasePage


class NewsIndexPage(BasePage):
    """All news in one language, wherever in the tree they stand."""

    introduction = models.TextField(_("introduction"), blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]

    subpage_types = ["news.NewsPage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("news list")

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        """Only right under a start page: a member's profile holds news, not lists of news."""
        return parent.depth == 2 and super().can_create_at(parent)

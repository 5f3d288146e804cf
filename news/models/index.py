"""The list of news."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from core.pages import BasePage
from news.models.category import NewsCategory
from news.models.page import NewsPage

NEWS_PER_PAGE = 12


class NewsIndexPage(BasePage):
    """All news in one language, wherever in the tree they stand."""

    introduction = models.TextField(
        _("introduction"), blank=True, help_text=_("What the news is about, in a sentence or two.")
    )

    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]

    subpage_types = ["news.NewsPage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("news list")

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        """Only right under a start page: a member's profile holds news, not lists of news."""
        return parent.depth == 2 and super().can_create_at(parent)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the categories, the one asked for, and one page of news."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        categories = list(NewsCategory.objects.all())
        asked = request.GET.get("category", "")
        chosen = next((category for category in categories if category.key == asked), None)
        news = NewsPage.objects.in_locale(self.locale_id).for_cards().newest_first()
        if chosen is not None:
            news = news.filter(category=chosen)
        context["categories"] = categories
        context["chosen_category"] = chosen
        context["news"] = Paginator(news, NEWS_PER_PAGE).get_page(request.GET.get("page"))
        return context

"""The library: all practices, wherever they stand in the tree."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from core.pages import BasePage
from projects.models.filters import LibraryFilterForm

PRACTICES_PER_PAGE = 12


class ProjectIndexPage(BasePage):
    """The practice library of one language."""

    introduction = models.TextField(
        _("introduction"), blank=True, help_text=_("What the library is, in two or three sentences.")
    )

    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]
    search_fields: list[Any] = [*BasePage.search_fields]

    subpage_types = ["projects.ProjectPage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("practice library")

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        """Only right under a start page: a member's profile holds practices, not libraries."""
        return parent.depth == 2 and super().can_create_at(parent)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the filter form and one page of practices."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        form = LibraryFilterForm(request.GET)
        context["filter_form"] = form
        context["practices"] = Paginator(form.select(self.locale_id), PRACTICES_PER_PAGE).get_page(
            request.GET.get("page")
        )
        return context

"""Wagtail's page explorer and its list of pages of a type, for people who own a part of the tree."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.forms import CheckboxSelectMultiple
from django.http import Http404, HttpRequest, HttpResponse
from wagtail.admin.filters import MultipleUserFilter
from wagtail.admin.views.pages.listing import EditedByFilter, ExplorableIndexView, GenericPageFilterSet, PageFilterSet
from wagtail.admin.views.pages.usage import ContentTypeUseView
from wagtail.models import Page

from core.scoping.visible import editors_for, owners_for, pages_to_explore


class OfVisiblePages(PageFilterSet):
    """Offers the names of those people only whose pages the reader works with; Wagtail offers everybody's."""

    owner = MultipleUserFilter(
        label=PageFilterSet.base_filters["owner"].label,
        queryset=lambda request: owners_for(request.user),
        widget=CheckboxSelectMultiple,
    )
    edited_by = EditedByFilter(
        label=PageFilterSet.base_filters["edited_by"].label,
        queryset=lambda request: editors_for(request.user),
        widget=CheckboxSelectMultiple,
    )

    class Meta:
        model = Page
        fields: list[str] = []


class OfVisiblePagesOfAllTypes(OfVisiblePages, GenericPageFilterSet):
    """The same, where pages of several types are listed."""

    class Meta:
        model = Page
        fields: list[str] = []


class ScopedExplorerView(ExplorableIndexView):
    """Opens no page that the reader has nothing to do with: its draft title, status and children are its owner's."""

    base_filterset_class = OfVisiblePagesOfAllTypes

    def get(self, request: HttpRequest, parent_page_id: int | None = None) -> HttpResponse:
        """The page's children. Raises `Http404` where the page is not there for the reader."""
        if parent_page_id is not None and not pages_to_explore(request.user).filter(pk=parent_page_id).exists():
            raise Http404
        response: HttpResponse = super().get(request, parent_page_id)
        return response


class ScopedTypeView(ContentTypeUseView):
    """All pages of a type that the reader may explore."""

    base_filterset_class = OfVisiblePages

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """As Wagtail answers, and 404 where there is no such type of page."""
        try:
            response: HttpResponse = super().dispatch(request, *args, **kwargs)
        except (LookupError, ContentType.DoesNotExist) as error:
            raise Http404 from error
        return response

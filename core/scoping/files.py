"""The lists of documents and pictures, and the tags that are offered: those of files that the person may choose."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, JsonResponse
from taggit.models import Tag
from wagtail.admin.filters import BaseMediaFilterSet
from wagtail.admin.views.tags import TAGS_AUTOCOMPLETE_LIMIT
from wagtail.documents.views.documents import DocumentsFilterSet
from wagtail.documents.views.documents import IndexView as DocumentsView
from wagtail.images.views.images import ImagesFilterSet
from wagtail.images.views.images import IndexView as ImagesView

from core.scoping.visible import FILE_POLICIES, tags_of


class OffersVisibleTags(BaseMediaFilterSet):
    """Wagtail offers the ten most used tags of all files, whoever asks."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "tag" in self.filters:
            offered = set(tags_of(self.request.user, self._meta.model).values_list("name", flat=True))
            choices = [choice for choice in self.filters["tag"].extra["choices"] if choice[0] in offered]
            self.filters["tag"].extra["choices"] = choices


class ScopedDocumentsFilterSet(OffersVisibleTags, DocumentsFilterSet):
    """What documents are chosen by."""

    class Meta(DocumentsFilterSet.Meta):
        pass


class ScopedImagesFilterSet(OffersVisibleTags, ImagesFilterSet):
    """What pictures are chosen by."""

    class Meta(ImagesFilterSet.Meta):
        pass


class ScopedDocumentsView(DocumentsView):
    """The list of documents."""

    filterset_class = ScopedDocumentsFilterSet


class ScopedImagesView(ImagesView):
    """The list of pictures."""

    filterset_class = ScopedImagesFilterSet


def complete_tag(request: HttpRequest, app_name: str = "taggit", model_name: str = "tag") -> JsonResponse:
    """The tags that begin so, of files that the person may choose. Raises `Http404` for other models than `Tag`."""
    if (app_name, model_name) != (Tag._meta.app_label, Tag._meta.model_name):
        raise Http404
    term = request.GET.get("term", "")
    tags = tags_of(request.user, *FILE_POLICIES).filter(name__istartswith=term).order_by("name")
    return JsonResponse(list(tags.values_list("name", flat=True)[:TAGS_AUTOCOMPLETE_LIMIT]) if term else [], safe=False)

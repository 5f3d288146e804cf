"""The admin's own API: Wagtail lists every document and every picture in it that no view restriction hides."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet

from core.scoping.visible import files_of


class ScopedDocuments(DocumentsAdminAPIViewSet):
    """The documents that the person may choose or change."""

    def get_queryset(self) -> QuerySet[Any]:
        """Those of them that Wagtail would give."""
        return super().get_queryset().filter(pk__in=files_of(self.model, self.request.user).values("pk"))


class ScopedImages(ImagesAdminAPIViewSet):
    """The pictures that the person may choose or change."""

    def get_queryset(self) -> QuerySet[Any]:
        """Those of them that Wagtail would give."""
        return super().get_queryset().filter(pk__in=files_of(self.model, self.request.user).values("pk"))

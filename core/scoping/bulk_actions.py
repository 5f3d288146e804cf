"""What is done to several things at once: Wagtail names those that one may not touch; nobody learns of others' here."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.admin.views.pages import bulk_actions as pages
from wagtail.documents.views import bulk_actions as documents
from wagtail.images.views import bulk_actions as images

from core.scoping.visible import visible_of

ACTIONS: tuple[type[BulkAction], ...] = (
    pages.DeleteBulkAction,
    pages.MoveBulkAction,
    pages.PublishBulkAction,
    pages.UnpublishBulkAction,
    documents.AddTagsBulkAction,
    documents.AddToCollectionBulkAction,
    documents.DeleteBulkAction,
    images.AddTagsBulkAction,
    images.AddToCollectionBulkAction,
    images.DeleteBulkAction,
)


class HidesForeign(BulkAction):
    """Leaves out what the person cannot see, as if it were not there; with nothing left, the answer is 404."""

    def get_actionable_objects(self) -> tuple[list[Any], dict[str, Any]]:
        """What may be done, and what may not, of the things that the person can see."""
        objects, others = super().get_actionable_objects()
        others["items_with_no_access"] = visible_of(self.request.user, others["items_with_no_access"])
        if not objects and not any(others.values()):
            raise Http404
        return objects, others


def scoped_actions() -> list[type[BulkAction]]:
    """Wagtail's actions, each with `HidesForeign`."""
    return [type(f"Scoped{action.__name__}", (HidesForeign, action), {}) for action in ACTIONS]

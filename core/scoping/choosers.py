"""The dialogs in which pages and pictures are chosen: others' drafts, private pages and pictures are not in them."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from wagtail.admin.views.chooser import BrowseView, ChosenMultipleView
from wagtail.images import get_image_model
from wagtail.images.views.chooser import ImageChooserViewSet, ImageChooseView, ImageSelectFormatView
from wagtail.models import Page

from core.scoping.visible import files_of, pages_to_link, tags_of


class ScopedBrowseView(BrowseView):
    """The children of a page. What is listed is for the hook `construct_page_chooser_queryset` to say."""

    def get(self, request: HttpRequest, parent_page_id: int | None = None) -> HttpResponse:
        """The dialog; from the top where it would begin below a page that is not there for the person.

        Raises `Http404` where that page is asked for.
        """
        response: HttpResponse = super().get(request, parent_page_id)
        if pages_to_link(request.user).filter(pk=self.parent_page.pk).exists():
            return response
        if parent_page_id is not None:
            raise Http404
        from_top: HttpResponse = super().get(request, Page.get_first_root_node().pk)
        return from_top


class ScopedChosenMultipleView(ChosenMultipleView):
    """What is told of several pages when they have been chosen."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Titles and addresses. Raises `Http404` where one of the pages is not there for the person."""
        asked_for = set(request.GET.getlist("id"))
        if pages_to_link(request.user).filter(pk__in=asked_for).count() != len(asked_for):
            raise Http404
        response: HttpResponse = super().get(request)
        return response


class ScopedImageChooseView(ImageChooseView):
    """Offers the tags of pictures that the person may choose; Wagtail offers the tags of all."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """As Wagtail's, with those tags."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        offered = set(tags_of(self.request.user, self.model).values_list("pk", flat=True))
        return context | {"popular_tags": [tag for tag in context["popular_tags"] if tag.pk in offered]}


class ScopedSelectFormatView(ImageSelectFormatView):
    """How a picture shall stand in the text; for pictures that the person may choose."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """As Wagtail's. Raises `Http404` where the picture is not there for the person."""
        if not files_of(get_image_model(), request.user).filter(pk=kwargs["image_id"]).exists():
            raise Http404
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response


class ScopedImageChooser(ImageChooserViewSet):
    """Makes the two views with what Wagtail's own viewset gives them."""

    choose_view_class = ScopedImageChooseView
    select_format_view_class = ScopedSelectFormatView


image_chooser = ScopedImageChooser("wagtailimages_chooser", model=get_image_model(), url_prefix="images/chooser")

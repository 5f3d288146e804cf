"""Addresses of the admin that are Wagtail's by name and ours by view: they stand before Wagtail's in the URLconf."""

from django.urls import URLPattern, path
from wagtail.admin.auth import require_admin_access
from wagtail.utils.urlpatterns import decorate_urlpatterns

from core.scoping.choosers import ScopedBrowseView, ScopedChosenMultipleView, image_chooser
from core.scoping.explorer import ScopedExplorerView, ScopedTypeView
from core.scoping.files import ScopedDocumentsView, ScopedImagesView, complete_tag

TYPE = "pages/usage/<slug:content_type_app_name>/<slug:content_type_model_name>/"

urlpatterns: list[URLPattern] = decorate_urlpatterns(
    [
        path("pages/", ScopedExplorerView.as_view()),
        path("pages/<int:parent_page_id>/", ScopedExplorerView.as_view()),
        path("pages/<int:parent_page_id>/results/", ScopedExplorerView.as_view(results_only=True)),
        path(TYPE, ScopedTypeView.as_view()),
        path(f"{TYPE}results/", ScopedTypeView.as_view(results_only=True)),
        path("choose-page/", ScopedBrowseView.as_view()),
        path("choose-page/<int:parent_page_id>/", ScopedBrowseView.as_view()),
        path("choose-page/chosen-multiple/", ScopedChosenMultipleView.as_view()),
        path("images/chooser/", image_chooser.choose_view),
        path("images/chooser/<int:image_id>/select_format/", image_chooser.select_format_view),
        path("images/", ScopedImagesView.as_view()),
        path("images/results/", ScopedImagesView.as_view(results_only=True)),
        path("documents/", ScopedDocumentsView.as_view()),
        path("documents/results/", ScopedDocumentsView.as_view(results_only=True)),
        path("tag-autocomplete/", complete_tag),
        path("tag-autocomplete/<slug:app_name>/<slug:model_name>/", complete_tag),
    ],
    require_admin_access,
)

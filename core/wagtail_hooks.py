"""The admin's clothes, the taxonomies in its menu, and what it shows of others' things."""

from django.db.models import QuerySet
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.models import Page

from core.scoping.api import ScopedDocuments, ScopedImages
from core.scoping.bulk_actions import scoped_actions
from core.scoping.visible import pages_to_link
from core.viewsets import TaxonomyViewSetGroup

# Later than Wagtail's own of the same names, and so instead of them.
AFTER_WAGTAIL = 100

for action in scoped_actions():
    hooks.register("register_bulk_action", action, order=AFTER_WAGTAIL)


@hooks.register("construct_page_chooser_queryset")
def leave_out_foreign_pages(pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    """Nobody links to others' drafts and private pages."""
    return pages.filter(pk__in=pages_to_link(request.user).order_by().values("pk"))


@hooks.register("construct_admin_api", order=AFTER_WAGTAIL)
def scope_admin_api(router: WagtailAPIRouter) -> None:
    """Documents and pictures that the person may choose or change, instead of all."""
    router.register_endpoint("documents", ScopedDocuments)
    router.register_endpoint("images", ScopedImages)


@hooks.register("register_admin_viewset")
def register_taxonomies() -> TaxonomyViewSetGroup:
    """Target areas, WHO themes, goals, target groups, settings, life stages."""
    return TaxonomyViewSetGroup()


@hooks.register("insert_global_admin_css")
def dress_admin() -> str:
    """The portal's colors on every page of the admin."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))

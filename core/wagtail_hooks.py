"""The admin's clothes, and the taxonomies in its menu."""

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks

from core.viewsets import TaxonomyViewSetGroup


@hooks.register("register_admin_viewset")
def register_taxonomies() -> TaxonomyViewSetGroup:
    """Target areas, WHO themes, goals, target groups, settings, life stages."""
    return TaxonomyViewSetGroup()


@hooks.register("insert_global_admin_css")
def dress_admin() -> str:
    """The portal's colors on every page of the admin."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))

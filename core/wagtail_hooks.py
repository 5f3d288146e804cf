"""The taxonomies in the admin's menu."""

from wagtail import hooks

from core.viewsets import TaxonomyViewSetGroup


@hooks.register("register_admin_viewset")
def register_taxonomies() -> TaxonomyViewSetGroup:
    """Target areas, WHO themes, goals, target groups, settings, life stages."""
    return TaxonomyViewSetGroup()

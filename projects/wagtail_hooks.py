"""What the practices add to the admin."""

from wagtail import hooks

from projects.viewsets import AdoptionViewSet, adoption_viewset


@hooks.register("register_admin_viewset")
def register_adoptions() -> AdoptionViewSet:
    """Adoptions stand in the main menu."""
    return adoption_viewset

"""What my pages add to the admin."""

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.ui.components import Component

from accounts.models import User
from my_pages.waiting_panel import WaitingPanel


@hooks.register("construct_homepage_panels")
def show_what_waits(request: HttpRequest, panels: list[Component]) -> None:
    """Begin with what waits. It stands for Wagtail's own lists of pages to moderate, which it holds."""
    if isinstance(request.user, User):
        theirs = {"user_objects_in_workflow_moderation", "workflow_objects_to_moderate"}
        panels[:] = [panel for panel in panels if panel.name not in theirs]
        panels.append(WaitingPanel(request.user))

"""The admin's first page."""

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.ui.components import Component

from accounts.models import User
from home.common_tasks import CommonTasksPanel


@hooks.register("construct_homepage_panels")
def offer_common_tasks(request: HttpRequest, panels: list[Component]) -> None:
    """Begin with what people most often come to do."""
    if isinstance(request.user, User):
        panels.append(CommonTasksPanel(request.user))

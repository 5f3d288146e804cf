"""Members in the admin's menu."""

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from members.viewsets import NetworkViewSetGroup


@hooks.register("register_admin_viewset")
def register_network() -> NetworkViewSetGroup:
    """Members, roles and theme groups."""
    return NetworkViewSetGroup()


@hooks.register("construct_main_menu")
def keep_reports_for_coordinators(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Reports are about the whole network: an editor's menu has none."""
    if not request.user.has_perm("members.change_member"):
        menu_items[:] = [item for item in menu_items if item.name not in {"reports", "help"}]

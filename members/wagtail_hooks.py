"""Members in the admin's menu."""

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from members.admin_views import may_invite
from members.coordinators import ENDED
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


@hooks.register("register_admin_urls")
def register_invitation_urls() -> list[URLPattern | URLResolver]:
    """Inviting people, sending again and withdrawing; the coordinators; bringing in a list of members."""
    return [
        path("invitations/", include("members.admin_urls")),
        path("coordinators/", include("members.coordinator_urls")),
        path("members/import/", include("members.import_urls")),
    ]


@hooks.register("register_log_actions")
def register_role_actions(actions: LogActionRegistry) -> None:
    """The end of a coordinator's role, in the site's history."""
    actions.register_action(ENDED, _("End coordinator's role"), _("Coordinator's role ended"))


class InvitationMenuItem(MenuItem):
    """For those who may invite somebody."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Coordinators, and editors of a member."""
        return may_invite(request.user)


@hooks.register("register_admin_menu_item")
def register_invitation_menu_item() -> MenuItem:
    """Beside the network's own menu."""
    return InvitationMenuItem(
        _("Invite people"), reverse("invitations_admin:list"), name="invitations", icon_name="mail", order=160
    )

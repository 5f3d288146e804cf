"""Mailings in the admin's menu."""

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.urls.resolvers import URLResolver
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from mailings.permissions import can_steer


class MailingsMenuItem(MenuItem):
    """Shown to those who may steer."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this person sees mailings."""
        return can_steer(request.user)


@hooks.register("register_admin_urls")
def register_addresses() -> list[URLResolver]:
    """The pages about mailings."""
    return [path("mailings/", include("mailings.admin.urls"))]


@hooks.register("register_admin_menu_item")
def register_menu_item() -> MenuItem:
    """The way to them."""
    return MailingsMenuItem(_("Mailings"), reverse("mailings_admin:list"), name="mailings", icon_name="mail", order=420)


@hooks.register("register_log_actions")
def register_actions(actions: LogActionRegistry) -> None:
    """What coordinators do with mailings stands in the site's history: who, what and when."""
    for name, label, message in (
        ("pause", _("Pause a mailing"), _("Paused the mailing")),
        ("resume", _("Go on with a mailing"), _("Went on with the mailing")),
        ("cancel", _("Call a mailing off"), _("Called the mailing off")),
        ("retry", _("Try refused mails again"), _("Tried refused mails again")),
        ("again", _("Send uncertain mails again"), _("Sent uncertain mails again")),
        ("leave", _("Leave uncertain mails"), _("Left uncertain mails as they are")),
    ):
        actions.register_action(f"mailings.{name}", label, message)

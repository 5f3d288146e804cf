"""Mailings in the admin's menu."""

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.urls.resolvers import URLResolver
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from mailings.permissions import can_steer


class MailingsMenuItem(MenuItem):
    """Shown to those who may steer."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this person sees mailings."""
        return can_steer(request.user)


@hooks.register("register_admin_urls")
def register_addresses() -> list[URLResolver]:
    """The pages about mailings."""
    return [path("mailings/", include("mailings.admin_urls"))]


@hooks.register("register_admin_menu_item")
def register_menu_item() -> MenuItem:
    """The way to them."""
    return MailingsMenuItem(_("Mailings"), reverse("mailings_admin:list"), name="mailings", icon_name="mail", order=420)

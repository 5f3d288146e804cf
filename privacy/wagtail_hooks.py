"""Personal data in the admin: menu and addresses."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.urls.resolvers import URLResolver
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from privacy.permissions import can_look_after


@hooks.register("register_admin_urls")
def register_addresses() -> list[URLResolver]:
    """The coordinator's pages."""
    return [path("privacy/", include("privacy.admin_urls"))]


class PrivacyMenuItem(MenuItem):
    """The way to them, for those who look after personal data."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this person does."""
        return can_look_after(request.user)


@hooks.register("register_reports_menu_item")
def privacy_menu_item() -> PrivacyMenuItem:
    """Among the reports."""
    return PrivacyMenuItem(_("Personal data"), reverse("privacy_admin:overview"), icon_name="user", order=900)

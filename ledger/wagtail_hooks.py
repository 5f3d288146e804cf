"""The ledger in the admin: its menu, its addresses and its rules."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.urls.resolvers import URLResolver
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from ledger.permissions import can_manage, members_to_read
from ledger.viewsets import LedgerRulesGroup


@hooks.register("register_admin_viewset")
def register_rules() -> LedgerRulesGroup:
    """Fees, notice and tasks for new members."""
    return LedgerRulesGroup()


@hooks.register("register_admin_urls")
def register_addresses() -> list[URLResolver]:
    """The board and what it leads to."""
    return [path("ledger/", include("ledger.admin_urls"))]


class LedgerMenuItem(MenuItem):
    """The way to the board, for those who keep it."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this person keeps the ledger."""
        return can_manage(request.user)


class OwnLedgerMenuItem(MenuItem):
    """The way to the own member's row, for editors."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this person edits a member and does not keep the ledger."""
        return not can_manage(request.user) and members_to_read(request.user).exists()


@hooks.register("register_admin_menu_item")
def own_ledger_menu_item() -> OwnLedgerMenuItem:
    """What the own member owes."""
    return OwnLedgerMenuItem(
        _("Our membership"), reverse("ledger_admin:own-members"), name="own-ledger", icon_name="list-ul", order=160
    )


@hooks.register("register_admin_menu_item")
def ledger_menu_item() -> LedgerMenuItem:
    """The board in the main menu."""
    return LedgerMenuItem(_("Membership ledger"), reverse("ledger_admin:board"), icon_name="list-ul", order=160)

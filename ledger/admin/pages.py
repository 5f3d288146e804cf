"""What the coordinator's pages share."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.admin_pages import AdminPage, GuardedView
from accounts.models import User
from ledger.permissions import can_manage


class CoordinatorOnly(GuardedView):
    """What only those who keep the ledger may open."""

    def may_open(self, user: User | AnonymousUser) -> bool:
        """Only those who keep the ledger."""
        return can_manage(user)


class LedgerPage(CoordinatorOnly, AdminPage):
    """A page of the ledger, for those who keep it."""

    header_icon = "list-ul"

    def trail(self) -> list[dict[str, Any]]:
        """It stands under the board."""
        return [{"url": reverse("ledger_admin:board"), "label": _("Membership ledger")}]

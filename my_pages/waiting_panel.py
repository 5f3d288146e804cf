"""What waits for me, on the admin's first page."""

from __future__ import annotations

from django.utils import timezone
from wagtail.admin.ui.components import Component

from accounts.models import User
from core.waiting import waiting_for

SHOWN = 3


class WaitingPanel(Component):
    """The kinds of things that wait, how many of each, and the first of them."""

    name = "waiting"
    template_name = "my_pages/admin/waiting.html"
    order = 40

    def __init__(self, user: User) -> None:
        self.user = user

    def get_context_data(self, parent_context: object = None) -> dict[str, object]:
        """Give the kinds."""
        groups = waiting_for(self.user, timezone.now())
        return {
            "groups": [
                {"kind": group.kind, "items": group.items[:SHOWN], "more": max(len(group.items) - SHOWN, 0)}
                for group in groups
            ]
        }

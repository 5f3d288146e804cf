"""What stands on a subscriber's page in the admin beside the fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wagtail.admin.panels import Panel

from mailings.permissions import can_steer
from newsletters.consent import source_words
from newsletters.history import may_lift, sent_to, stopped_by


class ProofPanel(Panel):
    """What the subscriber agreed to: the words, their version, where and when (GDPR art. 7.1)."""

    class BoundPanel(Panel.BoundPanel):
        """The proof of one subscriber."""

        template_name = "newsletters/admin/proof.html"

        def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
            """The row, with its source in words."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            return {**context, "subscriber": self.instance, "source": source_words(self.instance.consent_source)}


class HistoryPanel(Panel):
    """What was sent, what came back, and what stops mail to the address."""

    class BoundPanel(Panel.BoundPanel):
        """The mails of one subscriber."""

        template_name = "newsletters/admin/history.html"

        def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
            """Two queries: the mails, and what stops them."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            stopped = stopped_by(self.instance)
            return {
                **context,
                "subscriber": self.instance,
                "sent": list(sent_to(self.instance)),
                "stopped": stopped,
                "may_lift": may_lift(stopped),
                "sees_mailings": can_steer(self.request.user),
            }

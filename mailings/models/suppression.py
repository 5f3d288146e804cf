"""Addresses that must not get mail of one kind, or any."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

EVERY_SCOPE = ""


class SuppressionQuerySet(models.QuerySet["Suppression"]):
    """Selections of suppressions."""

    def covering(self, scope: str) -> SuppressionQuerySet:
        """Those that hold for mail of this scope: its own, and those of every scope."""
        return self.filter(Q(scope=EVERY_SCOPE) | Q(scope=scope))


class Suppression(models.Model):
    """An address that does not want, or cannot get, mail of a scope. The empty scope stands for all mail."""

    class Reason(models.TextChoices):
        UNSUBSCRIBED = "unsubscribed", _("Unsubscribed")
        NO_SUCH_ADDRESS = "no_such_address", _("The address does not exist")
        KEEPS_BOUNCING = "keeps_bouncing", _("Mail keeps coming back")
        COMPLAINED = "complained", _("Reported as unwanted")
        BY_COORDINATOR = "by_coordinator", _("Stopped by the coordinator")

    address = models.CharField(_("address"), max_length=254)
    scope = models.CharField(_("holds for"), max_length=40, blank=True, default=EVERY_SCOPE)
    reason = models.CharField(_("reason"), max_length=20, choices=Reason.choices)
    created_at = models.DateTimeField(_("since"))

    objects = SuppressionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suppression")
        verbose_name_plural = _("suppressions")
        constraints = [models.UniqueConstraint(fields=["address", "scope"], name="one_suppression_per_scope")]

    def __str__(self) -> str:
        return f"{self.address} ({self.get_reason_display()})"

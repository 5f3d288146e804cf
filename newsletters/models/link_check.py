"""What became of the links of issues when they were last followed."""

from __future__ import annotations

import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

# After this a link has to be followed again before it counts as checked, and after that its row is deleted.
FRESH = datetime.timedelta(hours=24)
KEPT = datetime.timedelta(days=30)


class LinkCheckQuerySet(models.QuerySet["LinkCheck"]):
    """Selections of links."""

    def fresh(self, now: datetime.datetime) -> LinkCheckQuerySet:
        """Those that were followed within the last day."""
        return self.filter(checked_at__gt=now - FRESH)

    def old(self, now: datetime.datetime) -> LinkCheckQuerySet:
        """Those that nobody asks for any more."""
        return self.filter(checked_at__lt=now - KEPT)


class LinkCheck(models.Model):
    """One address on the web, and how it answered. `digest` is the SHA-256 of the address, which may be long."""

    class Outcome(models.TextChoices):
        FINE = "fine", _("answers")
        GONE = "gone", _("leads nowhere")
        REFUSED = "refused", _("does not let the portal in")
        SILENT = "silent", _("could not be reached")
        INSIDE = "inside", _("is an address of an inner network")

    digest = models.CharField(max_length=64, unique=True)
    url = models.TextField(_("address"))
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome.choices)
    code = models.PositiveSmallIntegerField(_("HTTP status"), default=0)
    checked_at = models.DateTimeField(_("checked"), db_index=True)

    objects = LinkCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("checked link")
        verbose_name_plural = _("checked links")

    def __str__(self) -> str:
        return self.url

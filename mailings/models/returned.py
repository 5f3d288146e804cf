"""What came back, read once: messages of the bounce mailbox and events of a relay service."""

from __future__ import annotations

import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _


class Returned(models.Model):
    """That something came back and what it was found to be. Neither its text nor any address is kept."""

    class Source(models.TextChoices):
        MAILBOX = "mailbox", _("Mailbox")
        WEBHOOK = "webhook", _("Relay service")

    class Verdict(models.TextChoices):
        BOUNCED = "bounced", _("Came back: could not be delivered")
        COMPLAINED = "complained", _("Reported as unwanted")
        UNSUBSCRIBED = "unsubscribed", _("Unsubscribed")
        DELIVERED = "delivered", _("Delivered")
        HANDLED = "handled", _("Taken by the portal")
        DELAYED = "delayed", _("Ignored: only delayed")
        AUTOMATIC = "automatic", _("Ignored: automatic reply")
        FORGED = "forged", _("Ignored: forged")
        EXPIRED = "expired", _("Ignored: too old, or not known")
        UNREADABLE = "unreadable", _("Ignored: unreadable")
        OTHER = "other", _("Ignored: something else")

    digest = models.CharField(max_length=64, unique=True)  # SHA-256: the same thing is not read twice
    source = models.CharField(max_length=10, choices=Source.choices)
    verdict = models.CharField(max_length=12, choices=Verdict.choices)
    at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("thing that came back")
        verbose_name_plural = _("things that came back")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.get_verdict_display()}"

    @classmethod
    def count_verdicts(cls, *, since: datetime.datetime) -> dict[str, int]:
        """How many things came back since then, by what they were."""
        rows = cls.objects.filter(at__gte=since).values_list("verdict").annotate(n=models.Count("pk"))
        return dict(rows.order_by("verdict"))

"""How fast mail may leave: token buckets that all workers share."""

from __future__ import annotations

import datetime

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _


class RateLimitManager(models.Manager["RateLimit"]):
    """Finds buckets and takes from them."""

    @transaction.atomic
    def take(self, scope: str, wanted: int, *, per_minute: int, now: datetime.datetime) -> int:
        """Take up to `wanted` tokens; gives the number taken. `per_minute` is for a bucket that is not there yet, or
        follows a setting or a mailing. The row is locked for this moment, so that workers share it."""
        row, _is_new = self.get_or_create(
            scope=scope, defaults={"per_minute": per_minute, "tokens": 1.0, "refilled_at": now}
        )
        row = self.select_for_update().get(pk=row.pk)
        row.per_minute = per_minute
        taken = row.take(wanted, now=now)
        row.save(update_fields=["per_minute", "tokens", "refilled_at"])
        return taken

    def give_back(self, scope: str, number: int) -> None:
        """Return tokens that were not needed."""
        self.filter(scope=scope).update(tokens=models.F("tokens") + number)


class RateLimit(models.Model):
    """A bucket that fills evenly: it holds what may leave in one second, and at least one mail.

    `scope` is empty for all mail, "domain:example.org" for mail to a domain, "mailing:7" for one mailing.
    """

    scope = models.CharField(_("holds for"), max_length=261, unique=True, blank=True)
    per_minute = models.PositiveIntegerField(_("mails per minute"))
    tokens = models.FloatField(default=1.0, editable=False)
    refilled_at = models.DateTimeField(editable=False)

    objects = RateLimitManager()

    class Meta:
        verbose_name = _("rate limit")
        verbose_name_plural = _("rate limits")

    def __str__(self) -> str:
        return f"{self.scope or '*'}: {self.per_minute}/min"

    @property
    def burst(self) -> float:
        """How much the bucket holds."""
        return max(1.0, self.per_minute / 60)

    def take(self, wanted: int, *, now: datetime.datetime) -> int:
        """Refill for the time gone by, then take up to `wanted`; gives the number taken."""
        gone = max(0.0, (now - self.refilled_at).total_seconds())
        self.tokens = min(self.burst, self.tokens + gone * self.per_minute / 60)
        self.refilled_at = max(now, self.refilled_at)
        taken = min(wanted, int(self.tokens))
        self.tokens -= taken
        return taken

"""What the clock let go, day by day."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class RetentionDay(models.Model):
    """One rule on one day: how many rows it deleted or emptied."""

    day = models.DateField(_("day"))
    rule = models.CharField(_("rule"), max_length=40)
    outcome = models.CharField(_("what became of them"), max_length=10)
    rows = models.PositiveIntegerField(_("rows"), default=0)

    class Meta:
        verbose_name = _("day of retention")
        verbose_name_plural = _("days of retention")
        ordering = ["-day", "rule"]
        constraints = [models.UniqueConstraint(fields=["day", "rule"], name="one_row_per_day_and_rule")]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.rule}: {self.rows}"

"""The yearly report."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.private_files import get_private_storage, private_path
from members.models import Member


def report_path(report: YearlyReport, filename: str) -> str:
    """Where a report is kept."""
    return private_path("reports", filename)


class YearlyReport(models.Model):
    """What a member told of its year, and when it came."""

    member = models.ForeignKey(
        Member, verbose_name=_("member"), on_delete=models.CASCADE, related_name="yearly_reports"
    )
    year = models.PositiveSmallIntegerField(_("year"))
    received_on = models.DateField(_("received on"))
    file = models.FileField(
        _("document"), storage=get_private_storage, upload_to=report_path, max_length=200, blank=True
    )

    class Meta:
        verbose_name = _("yearly report")
        verbose_name_plural = _("yearly reports")
        ordering = ["-year"]
        constraints = [models.UniqueConstraint(fields=["member", "year"], name="one_report_per_member_and_year")]

    def __str__(self) -> str:
        return f"{self.member} {self.year}"

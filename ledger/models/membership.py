"""What the network keeps about a membership beside the member's public facts, and by which rule one leaves."""

from __future__ import annotations

import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.months import months_after
from core.private_files import get_private_storage, private_path
from members.models import Member


def letter_path(membership: Membership, filename: str) -> str:
    """Where a letter of intent is kept."""
    return private_path("letters", filename)


class NoticeRule(models.Model):
    """How long a notice runs. The latest rule that is valid on the day of the notice counts."""

    valid_from = models.DateField(_("valid from"), unique=True)
    months = models.PositiveSmallIntegerField(_("months of notice"), default=0)
    at_years_end = models.BooleanField(
        _("at the year's end"), default=True, help_text=_("The membership ends on 31 December after the notice.")
    )

    class Meta:
        verbose_name = _("rule for leaving")
        verbose_name_plural = _("rules for leaving")
        ordering = ["-valid_from"]

    def __str__(self) -> str:
        return self.valid_from.isoformat()

    def last_day(self, notice_on: datetime.date) -> datetime.date:
        """The last day of a membership whose notice came on this day."""
        end = months_after(notice_on, self.months)
        return datetime.date(end.year, 12, 31) if self.at_years_end else end


class Membership(models.Model):
    """One member's letter as a file, its link to the network, and its notice. The letter's facts stand on `Member`."""

    member = models.OneToOneField(Member, verbose_name=_("member"), on_delete=models.CASCADE, related_name="membership")
    letter_file = models.FileField(
        _("letter of intent"), storage=get_private_storage, upload_to=letter_path, max_length=200, blank=True
    )
    link_url = models.URLField(_("where the member tells of the network"), blank=True)
    link_checked_on = models.DateField(_("checked on"), null=True, blank=True)
    notice_on = models.DateField(_("notice came on"), null=True, blank=True)
    leaves_on = models.DateField(_("last day as a member"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(notice_on__isnull=True, leaves_on__isnull=True)
                | models.Q(notice_on__isnull=False, leaves_on__gte=models.F("notice_on")),
                name="notice_has_its_last_day",
            ),
        ]

    def __str__(self) -> str:
        return str(self.member)

    @property
    def is_link_seen(self) -> bool:
        """Whether somebody has seen the link on the member's website."""
        return bool(self.link_url) and self.link_checked_on is not None

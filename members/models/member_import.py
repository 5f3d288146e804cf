"""A list of members that waits to be confirmed."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

KEPT_FOR = datetime.timedelta(days=1)


class MemberImportQuerySet(models.QuerySet["MemberImport"]):
    """Selections of uploaded lists."""

    def waiting(self, now: datetime.datetime) -> MemberImportQuerySet:
        """Those that may still be confirmed."""
        return self.filter(created_at__gt=now - KEPT_FOR)

    def too_old(self, now: datetime.datetime) -> MemberImportQuerySet:
        """Those that nobody confirmed in time."""
        return self.filter(created_at__lte=now - KEPT_FOR)


class MemberImport(models.Model):
    """An uploaded list and the report of what it would do, until it is brought in, thrown away or a day old.

    `rows` is the report that the page shows (`RowReport.as_data`); `fingerprint` stands for it when it is confirmed.
    """

    filename = models.CharField(_("file"), max_length=200)
    content = models.BinaryField(editable=False)
    rows = models.JSONField(default=list, editable=False)
    fingerprint = models.CharField(max_length=64, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.CASCADE, related_name="+"
    )
    created_at = models.DateTimeField(_("uploaded"), db_index=True)

    objects = MemberImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("list of members")
        verbose_name_plural = _("lists of members")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.filename

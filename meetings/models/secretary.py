"""Who writes the minutes of a meeting beside the coordinators."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Secretary(models.Model):
    """An editor whom a coordinator lets write the minutes of one meeting. A meeting may have several."""

    meeting = models.ForeignKey(
        "meetings.Meeting", on_delete=models.CASCADE, related_name="secretaries", db_index=False
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("account"), on_delete=models.CASCADE, related_name="secretary_of"
    )
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    named_at = models.DateTimeField(_("named"))

    class Meta:
        verbose_name = _("secretary")
        verbose_name_plural = _("secretaries")
        ordering = ["named_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "user"], name="secretary_of_a_meeting_once")]

    def __str__(self) -> str:
        return str(self.user)

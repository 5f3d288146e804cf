"""What a person wants to be told, and what waits to be told together."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class HowOften(models.TextChoices):
    """When a person wants mail of one kind."""

    AT_ONCE = "at_once", _("At once")
    DAILY = "daily", _("Each day at 7, together")
    WEEKLY = "weekly", _("Mondays at 7, together")
    NEVER = "never", _("Never")


class Preference(models.Model):
    """How often one person wants mail of one kind. No row stands for "at once"."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_preferences")
    kind = models.CharField(_("kind"), max_length=40)
    how_often = models.CharField(_("how often"), max_length=8, choices=HowOften.choices)
    changed_at = models.DateTimeField(_("changed"))

    class Meta:
        verbose_name = _("preference")
        verbose_name_plural = _("preferences")
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="one_preference_per_kind")]

    def __str__(self) -> str:
        return f"{self.user}: {self.kind} – {self.get_how_often_display()}"


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Selections of notices."""

    def waiting(self) -> NoticeQuerySet:
        """Those that are in no digest yet."""
        return self.filter(collected_at__isnull=True)

    def due(self, now: datetime.datetime) -> NoticeQuerySet:
        """Those whose digest's time has come."""
        return self.waiting().filter(due_at__lte=now)


class Notice(models.Model):
    """A mail that one person gets as a line of a digest instead: in exactly one, from when it is collected."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=998)
    mailing = models.ForeignKey("mailings.Mailing", on_delete=models.CASCADE, related_name="notices")
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    collected_at = models.DateTimeField(null=True, blank=True)
    digest = models.ForeignKey(
        "mailings.Mailing", null=True, blank=True, on_delete=models.SET_NULL, related_name="collected_notices"
    )

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["user", "mailing"], name="one_notice_of_a_mailing")]
        indexes = [models.Index(fields=["due_at"], name="notice_waiting", condition=Q(collected_at__isnull=True))]

    def __str__(self) -> str:
        return self.subject

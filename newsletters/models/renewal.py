"""Asking subscribers whose consent is old to say yes again."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

REMINDED_BEFORE = datetime.timedelta(days=7)


class RenewalQuerySet(models.QuerySet["Renewal"]):
    """Selections of renewals."""

    def open(self) -> RenewalQuerySet:
        """Those whose day has not been settled."""
        return self.filter(ended_at__isnull=True)

    def to_remind(self, *, today: datetime.date) -> RenewalQuerySet:
        """Those whose day is a week away or less, and not over, and of which nobody has been reminded."""
        soon = today + REMINDED_BEFORE
        return self.open().filter(reminded_at__isnull=True, until__gte=today, until__lte=soon)

    def over(self, *, today: datetime.date) -> RenewalQuerySet:
        """Those whose day is over and has to be settled."""
        return self.open().filter(until__lt=today)

    def with_progress(self) -> RenewalQuerySet:
        """Each with the numbers of those who said yes again, who wait and who left, as they are now."""
        confirmed = Q(subscribers__state="confirmed")
        waiting = Q(subscribers__renew_by__isnull=False)
        return self.annotate(
            now_waiting=Count("subscribers", filter=confirmed & waiting),
            now_renewed=Count("subscribers", filter=confirmed & ~waiting),
            now_left=Count("subscribers", filter=Q(subscribers__state="unsubscribed")),
        )


class Renewal(models.Model):
    """One time that subscribers were asked: whom, until when, and what came of it.

    While it is open the subscribers themselves say how it stands; what is counted when it ends stays, whatever becomes
    of them.
    """

    class Wording(models.TextChoices):
        ANY = "", _("Any")
        OLD = "old", _("Other words than today's")

    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("asked by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    asked_at = models.DateTimeField(_("asked"))
    until = models.DateField(_("last day to answer"))
    consented_before = models.DateField(_("who agreed before"), null=True, blank=True)
    source = models.CharField(_("where it was agreed to"), max_length=200, blank=True)
    wording = models.CharField(_("what was agreed to"), max_length=3, choices=Wording.choices, blank=True, default="")
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)
    ended_at = models.DateTimeField(_("settled"), null=True, blank=True)
    was_called_off = models.BooleanField(_("called off"), default=False)

    asked_count = models.PositiveIntegerField(_("asked"), default=0)
    renewed_count = models.PositiveIntegerField(_("said yes again"), default=0)
    left_count = models.PositiveIntegerField(_("left"), default=0)
    removed_count = models.PositiveIntegerField(_("did not answer, and get no more newsletters"), default=0)
    unreached_count = models.PositiveIntegerField(_("were not reached, and stay"), default=0)

    objects = RenewalQuerySet.as_manager()

    class Meta:
        verbose_name = _("renewal of consents")
        verbose_name_plural = _("renewals of consents")
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d}"

    @property
    def key(self) -> str:
        """The key of its mailing; that of the reminder begins with it."""
        return f"newsletter-renewal-{self.pk}"

"""The mail server that takes our mail, and whether it does just now."""

from __future__ import annotations

import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

FIRST_PAUSE = datetime.timedelta(seconds=10)
LONGEST_PAUSE = datetime.timedelta(minutes=5)
NOTE_EVERY = datetime.timedelta(seconds=10)


class RelayManager(models.Manager["Relay"]):
    """Finds the one relay."""

    def current(self) -> Relay:
        """Give the relay's row, made at first use."""
        return self.get_or_create(name="default")[0]

    def note_success(self, at: datetime.datetime) -> None:
        """Close the circuit; where it is closed, note now and then that the relay works."""
        news = Q(failures__gt=0) | Q(open_until__isnull=False) | Q(worked_at__isnull=True)
        news |= Q(worked_at__lt=at - NOTE_EVERY)
        self.filter(news).update(failures=0, open_until=None, worked_at=at)


class Relay(models.Model):
    """A circuit breaker: after a fault the relay is left alone for 10 s, then twice as long each time, up to 5 min."""

    name = models.CharField(max_length=20, unique=True)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)
    open_until = models.DateTimeField(_("left alone until"), null=True, blank=True)
    last_error = models.CharField(_("last fault"), max_length=500, blank=True)
    failed_at = models.DateTimeField(_("last fault at"), null=True, blank=True)
    worked_at = models.DateTimeField(_("last worked at"), null=True, blank=True)

    objects = RelayManager()

    class Meta:
        verbose_name = _("mail server")
        verbose_name_plural = _("mail servers")

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether the circuit is open: the relay does not take mail, as far as we know."""
        return self.open_until is not None

    def is_away(self, now: datetime.datetime) -> bool:
        """Whether the relay is being left alone at this moment."""
        return self.open_until is not None and self.open_until > now

    def may_try(self, now: datetime.datetime) -> bool:
        """Whether to open a connection now.

        While the circuit is closed, always. Once its pause is over, exactly one caller gets True and probes; the
        others wait for what it finds (a conditional UPDATE decides).
        """
        if self.open_until is None:
            return True
        probe = Relay.objects.filter(pk=self.pk, open_until=self.open_until, open_until__lte=now)
        return probe.update(open_until=now + FIRST_PAUSE) == 1

    def record_fault(self, error: str, *, at: datetime.datetime) -> None:
        """Open the circuit, for longer than the last time."""
        self.failures += 1
        pause = min(FIRST_PAUSE * 2 ** min(self.failures - 1, 10), LONGEST_PAUSE)
        self.open_until = at + pause
        self.last_error = error[:500]
        self.failed_at = at
        self.save(update_fields=["failures", "open_until", "last_error", "failed_at"])

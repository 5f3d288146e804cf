"""One mail to many, or to one."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mailings.kinds import MailKind, Priority, get_kind


class MailingQuerySet(models.QuerySet["Mailing"]):
    """Selections of mailings."""

    def due(self, now: datetime.datetime) -> MailingQuerySet:
        """Scheduled ones whose time has come."""
        return self.filter(state=Mailing.State.SCHEDULED, scheduled_at__lte=now)

    def too_late(self, now: datetime.datetime) -> MailingQuerySet:
        """Unfinished ones that must not be sent any more."""
        return self.filter(state__in=Mailing.UNFINISHED, not_after__lt=now)


class Mailing(models.Model):
    """A mail with frozen words and its audience. Its deliveries say what happened to each address."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SCHEDULED = "scheduled", _("Scheduled")
        EXPANDING = "expanding", _("Preparing")
        SENDING = "sending", _("Sending")
        PAUSED = "paused", _("Paused")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Cancelled")
        MISSED = "missed", _("Missed: too late to send")

    UNFINISHED = (State.DRAFT, State.SCHEDULED, State.EXPANDING, State.SENDING, State.PAUSED)

    kind = models.CharField(_("kind"), max_length=40)
    key = models.CharField(
        _("key"), max_length=190, unique=True, help_text=_("The same key never makes a second mailing.")
    )
    label = models.CharField(_("name"), max_length=200)
    priority = models.PositiveSmallIntegerField(
        choices=[(p.value, p.name) for p in Priority], default=Priority.BULK, editable=False
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    per_minute = models.PositiveIntegerField(
        _("mails per minute"), null=True, blank=True, help_text=_("At most so many; empty for as many as can be sent.")
    )
    scheduled_at = models.DateTimeField(_("to be sent"), null=True, blank=True)
    not_after = models.DateTimeField(_("not after"), null=True, blank=True)
    pause_reason = models.CharField(_("reason for the pause"), max_length=200, blank=True)
    expanded_to = models.CharField(max_length=120, blank=True, editable=False)
    policy_refusals = models.PositiveSmallIntegerField(default=0, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField(_("created"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = MailingQuerySet.as_manager()

    class Meta:
        verbose_name = _("mailing")
        verbose_name_plural = _("mailings")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["state", "scheduled_at"], name="mailing_due"),
            models.Index(fields=["priority", "id"], name="mailing_to_send", condition=models.Q(state="sending")),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def mail_kind(self) -> MailKind:
        """The promises that hold for this mailing."""
        return get_kind(self.kind)

    @property
    def is_finished(self) -> bool:
        """Whether nothing more will be sent by itself."""
        return self.state not in self.UNFINISHED


class MailingContent(models.Model):
    """The frozen words of a mailing in one language, for all or for the readers of one variant. Markers look like
    %%name%%."""

    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="contents")
    language = models.CharField(max_length=5)
    # The database fills it in, too, so that a sender of the version before goes on while a new one is installed.
    variant = models.CharField(max_length=20, blank=True, default="", db_default="")
    subject = models.CharField(max_length=998)
    text = models.TextField()
    html = models.TextField(blank=True)
    calendar = models.TextField(blank=True)
    calendar_method = models.CharField(max_length=10, blank=True)
    # Before the portal's own address, which is always the same.
    sender_name = models.CharField(max_length=60, blank=True, default="", db_default="")

    class Meta:
        verbose_name = _("content")
        verbose_name_plural = _("contents")
        constraints = [
            models.UniqueConstraint(
                fields=["mailing", "language", "variant"], name="one_content_per_language_and_variant"
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} ({' '.join(filter(None, (self.language, self.variant)))})"

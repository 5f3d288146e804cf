"""The people who asked for the newsletter."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

# GDPR art. 5.1 c and e: an address that nobody confirmed is deleted, and a link in a mail does not live for ever.
CONFIRMATION_LIFETIME = datetime.timedelta(hours=48)
PENDING_LIFETIME = datetime.timedelta(days=7)
CONFIRMATION_INTERVAL = datetime.timedelta(hours=1)

# What the tokens in mailed links are for.
CONFIRM = "newsletter-confirm"
MANAGE = "newsletter-manage"
UNSUBSCRIBE = "newsletter-unsubscribe"


class SubscriberQuerySet(models.QuerySet["Subscriber"]):
    """Selections of subscribers."""

    def pending(self) -> SubscriberQuerySet:
        """Those who have not yet answered the confirmation mail."""
        return self.filter(state=Subscriber.State.PENDING)

    def confirmed(self) -> SubscriberQuerySet:
        """Those who get the newsletter."""
        return self.filter(state=Subscriber.State.CONFIRMED)

    def unsubscribed(self) -> SubscriberQuerySet:
        """Those who left."""
        return self.filter(state=Subscriber.State.UNSUBSCRIBED)

    def reading(self, language: str) -> SubscriberQuerySet:
        """Those who want their mail in one language."""
        return self.filter(language=language)

    def never_confirmed(self, *, now: datetime.datetime) -> SubscriberQuerySet:
        """Those whose seven days to confirm have passed."""
        return self.pending().filter(consented_at__lt=now - PENDING_LIFETIME)

    def asked_again(self) -> SubscriberQuerySet:
        """Those who are asked to say yes again, and have not answered."""
        return self.confirmed().filter(renew_by__isnull=False)

    def about(self, topics: list[int]) -> SubscriberQuerySet:
        """Those who read about one of these topics: who has chosen one of them, or none at all."""
        chosen = Subscriber.topics.through.objects.filter(subscriber=models.OuterRef("pk"))
        return self.filter(~models.Exists(chosen) | models.Exists(chosen.filter(topic__in=topics)))

    def at_address(self, address: str) -> SubscriberQuerySet:
        """The one with this address, whatever its letter case."""
        return self.filter(address=address.strip().lower())


class Subscriber(models.Model):
    """One address that asked for the newsletter, with the proof that it did (GDPR art. 7.1).

    Mailed links carry tokens that are derived from `nonce` (`core.tokens`); only their hashes are stored, one for each
    purpose, so that neither the database nor a link for one purpose opens the other.
    """

    link_purposes = {
        "manage_hash": ("nonce", MANAGE),
        "unsubscribe_hash": ("nonce", UNSUBSCRIBE),
        "confirm_hash": ("confirm_nonce", CONFIRM),
    }

    class State(models.TextChoices):
        PENDING = "pending", _("Waiting for confirmation")
        CONFIRMED = "confirmed", _("Subscribes")
        UNSUBSCRIBED = "unsubscribed", _("Has left")

    address = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=100, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="sv")
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.PENDING)

    topics = models.ManyToManyField(
        "newsletters.Topic", verbose_name=_("topics"), blank=True, related_name="subscribers"
    )

    consent_wording = models.TextField(_("what was agreed to"))
    consent_version = models.CharField(_("version of what was agreed to"), max_length=20, blank=True)
    consent_source = models.CharField(_("where it was agreed to"), max_length=200)
    consented_at = models.DateTimeField(_("asked to subscribe"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    unsubscribed_at = models.DateTimeField(_("left the newsletter"), null=True, blank=True)
    renew_by = models.DateField(
        _("asked to say yes again until"),
        null=True,
        blank=True,
        help_text=_("Who has not said yes again when the day is over is removed."),
    )
    renewal = models.ForeignKey(
        "newsletters.Renewal",
        verbose_name=_("last asked to say yes again"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="subscribers",
    )
    unsubscribe_reason = models.CharField(_("reason for leaving"), max_length=500, blank=True)

    nonce = models.CharField(max_length=64, editable=False)
    manage_hash = models.CharField(max_length=64, null=True, unique=True, editable=False)
    unsubscribe_hash = models.CharField(max_length=64, null=True, unique=True, editable=False)
    # A confirmation is for once: it has a nonce of its own, which a new request replaces.
    confirm_nonce = models.CharField(max_length=64, blank=True, editable=False)
    confirm_hash = models.CharField(max_length=64, null=True, blank=True, unique=True, editable=False)
    confirmation_sent_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")
        ordering = ["address"]
        constraints = [
            # With this, the address's UNIQUE holds whatever the letter case that somebody types.
            models.CheckConstraint(
                condition=models.Q(address=Lower("address")), name="subscriber_address_is_in_lower_case"
            ),
        ]
        indexes = [models.Index(fields=["state", "language", "address"], name="subscribers_by_language")]

    def __str__(self) -> str:
        return self.address

    def can_confirm(self, *, at: datetime.datetime) -> bool:
        """Whether the mailed confirmation still counts: for 48 hours, also for somebody who left and comes back."""
        sent = self.confirmation_sent_at
        is_open = self.state != self.State.CONFIRMED and bool(self.confirm_hash)
        return is_open and sent is not None and at < sent + CONFIRMATION_LIFETIME

    def may_be_asked(self, *, at: datetime.datetime) -> bool:
        """Whether another confirmation may go to this address: one an hour, whoever asks."""
        sent = self.confirmation_sent_at
        return sent is None or at >= sent + CONFIRMATION_INTERVAL

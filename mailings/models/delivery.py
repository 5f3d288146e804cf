"""A mailing's way to one address."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mailings.kinds import Priority, UnknownKindError

# Where a delivery keeps, beside the values of its markers, why its receiver gets it (mailings.services.compose).
BECAUSE = "because"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Selections of deliveries."""

    def claimable(self, now: datetime.datetime) -> DeliveryQuerySet:
        """Those that a sender may take: waiting, due, of a mailing that is being sent, and not before an earlier one
        of the same thread (a meeting's CANCEL never overtakes its REQUEST)."""
        earlier = Delivery.objects.filter(
            thread=models.OuterRef("thread"), pk__lt=models.OuterRef("pk"), state__in=Delivery.UNFINISHED
        ).exclude(thread="")
        return self.filter(
            ~models.Exists(earlier),
            state__in=(Delivery.State.QUEUED, Delivery.State.DEFERRED),
            next_attempt_at__lte=now,
            mailing__state="sending",
        )

    def held(self, owner: str) -> DeliveryQuerySet:
        """Those in the hands of one sender."""
        return self.filter(state__in=Delivery.HELD, owner=owner)

    def unfinished(self) -> DeliveryQuerySet:
        """Those that something may still happen to by itself."""
        return self.filter(state__in=Delivery.UNFINISHED)

    def asking(self) -> DeliveryQuerySet:
        """Uncertain ones that nobody has decided about yet."""
        return self.filter(state=Delivery.State.UNCERTAIN, settled_at__isnull=True)


class Delivery(models.Model):
    """What happens to one mailing at one address. The Message-ID is the same on every try."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        CLAIMED = "claimed", _("Taken by a sender")
        SENDING = "sending", _("Being handed over")
        ACCEPTED = "accepted", _("Accepted by the mail server")
        DEFERRED = "deferred", _("Put off, will be tried again")
        FAILED = "failed", _("Refused")
        SUPPRESSED = "suppressed", _("Left out: does not want or cannot get this mail")
        CANCELLED = "cancelled", _("Called off")
        EXPIRED = "expired", _("Too late to send")
        UNCERTAIN = "uncertain", _("Uncertain: may or may not have arrived")

    # In a sender's hands. SENDING has been for longer than a moment: the relay has the text and has not answered yet.
    HELD = (State.CLAIMED, State.SENDING)
    UNFINISHED = (State.QUEUED, State.CLAIMED, State.SENDING, State.DEFERRED)

    # The constraint's index begins with the mailing, too. Each index less is quicker to keep for each change of state.
    mailing = models.ForeignKey("mailings.Mailing", on_delete=models.CASCADE, related_name="deliveries", db_index=False)
    address = models.CharField(_("address"), max_length=254)
    name = models.CharField(_("name"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=5, default="sv")
    # Which of the mailing's contents in this language; one that is not there stands for the one that all get.
    variant = models.CharField(max_length=20, blank=True, default="", db_default="")
    reference = models.CharField(max_length=120, blank=True)
    thread = models.CharField(max_length=300, blank=True)
    merge = models.JSONField(default=dict, blank=True)
    priority = models.PositiveSmallIntegerField(choices=[(p.value, p.name) for p in Priority], default=Priority.BULK)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.QUEUED)
    owner = models.CharField(max_length=36, blank=True)
    epoch = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    is_repeated = models.BooleanField(default=False, help_text=_("Sent once more after an uncertain hand-over."))
    next_attempt_at = models.DateTimeField(_("next attempt"))
    first_attempt_at = models.DateTimeField(_("first attempt"), null=True, blank=True)
    phase = models.CharField(_("phase"), max_length=10, blank=True)
    code = models.PositiveSmallIntegerField(_("code"), null=True, blank=True)
    reply = models.CharField(_("answer of the mail server"), max_length=500, blank=True)
    message_id = models.CharField(_("Message-ID"), max_length=120)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    bounced_at = models.DateTimeField(_("came back"), null=True, blank=True)
    complained_at = models.DateTimeField(_("reported as unwanted"), null=True, blank=True)
    settled_at = models.DateTimeField(
        _("left as it is"),
        null=True,
        blank=True,
        help_text=_("When it was decided not to send an uncertain mail again."),
    )
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("left by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["mailing", "address"], name="one_delivery_per_address"),
            models.UniqueConstraint(fields=["message_id"], name="one_delivery_per_message_id"),
        ]
        indexes = [
            models.Index(
                fields=["mailing", "next_attempt_at", "id"],
                name="delivery_to_claim",
                condition=models.Q(state__in=("queued", "deferred")),
            ),
            models.Index(fields=["owner"], name="delivery_held", condition=models.Q(state__in=("claimed", "sending"))),
            models.Index(fields=["mailing", "state"], name="delivery_counts"),
            models.Index(
                fields=["address", "bounced_at"],
                name="delivery_bounced",
                condition=models.Q(bounced_at__isnull=False),
            ),
            models.Index(fields=["thread"], name="delivery_thread", condition=~models.Q(thread="")),
            models.Index(
                fields=["mailing"],
                name="delivery_asking",
                condition=models.Q(state="uncertain", settled_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mailing_id} → {self.pk}"

    @property
    def because(self) -> str:
        """Why the receiver gets this mail, as a clause ("you are invited to the meeting"); "" where nobody said.

        What was said for this person is in the person's language; what holds for the kind is in the active one.
        """
        if own := self.merge.get(BECAUSE):
            return str(own)
        try:
            return str(self.mailing.mail_kind.because)
        except UnknownKindError:
            return ""

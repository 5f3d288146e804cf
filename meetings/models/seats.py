"""How many seats a meeting has on site, and who has asked for one."""

from __future__ import annotations

import datetime

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.tokens import hash_token, issue_token, new_nonce
from members.models import Contact

OFFER = "meeting-seat"


class SeatPlan(models.Model):
    """The seats of one meeting. A meeting without a plan has room for all. Taking part online needs no seat."""

    meeting = models.OneToOneField("meetings.Meeting", on_delete=models.CASCADE, related_name="seat_plan")
    seats = models.PositiveIntegerField(
        _("seats on site"),
        validators=[MinValueValidator(1)],
        help_text=_("Nobody loses a seat when the number is lowered; freed seats are then not given out again."),
    )
    politicians = models.PositiveSmallIntegerField(
        _("guaranteed politicians of each member"),
        default=0,
        help_text=_("Counts those invited as political contacts."),
    )
    officials = models.PositiveSmallIntegerField(
        _("guaranteed officials of each member"),
        default=0,
        help_text=_("Counts those invited as administrative contacts."),
    )
    guaranteed_until = models.DateTimeField(
        _("guaranteed until"), null=True, blank=True, help_text=_("Then seats that nobody has taken are free for all.")
    )
    offer_hours = models.PositiveSmallIntegerField(
        _("an offer stands for, hours"),
        default=48,
        validators=[MinValueValidator(1)],
        help_text=_("Whoever waits in line has so long to take a freed seat, then the next one is asked."),
    )

    class Meta:
        verbose_name = _("seats of a meeting")
        verbose_name_plural = _("seats of meetings")

    def __str__(self) -> str:
        return f"{self.meeting}: {self.seats}"

    def clean(self) -> None:
        """A guarantee needs a last day."""
        if (self.politicians or self.officials) and self.guaranteed_until is None:
            raise ValidationError({"guaranteed_until": _("Say until when seats are kept for members.")})

    def guarantees(self, now: datetime.datetime) -> dict[str, int]:
        """Seats kept for each member at a time, by kind of contact."""
        if self.guaranteed_until is None or now >= self.guaranteed_until:
            return {}
        return {Contact.Kind.POLITICAL: self.politicians, Contact.Kind.ADMINISTRATIVE: self.officials}


class SeatClaimQuerySet(models.QuerySet["SeatClaim"]):
    """Selections of claims."""

    def held(self) -> SeatClaimQuerySet:
        """Those that keep a seat from others: taken, or offered."""
        return self.filter(state__in=(SeatClaim.State.TAKEN, SeatClaim.State.OFFERED))

    def waiting(self) -> SeatClaimQuerySet:
        """Those in line."""
        return self.filter(state=SeatClaim.State.WAITING)

    def lapsed_offers(self, now: datetime.datetime) -> SeatClaimQuerySet:
        """Offers whose time is over and that nobody took."""
        return self.filter(state=SeatClaim.State.OFFERED, offer_ends_at__lt=now)

    def with_token(self, token: str) -> SeatClaimQuerySet:
        """The one that the link in an offer stands for, or none."""
        return self.filter(token_hash=hash_token(token))


class SeatClaim(models.Model):
    """An invited person who wants to be there on site: has a seat, is offered one, waits, or let an offer lapse."""

    link_purposes = {"token_hash": ("nonce", OFFER)}

    class State(models.TextChoices):
        TAKEN = "taken", _("Has a seat")
        OFFERED = "offered", _("Is offered a seat")
        WAITING = "waiting", _("Waits in line")
        LAPSED = "lapsed", _("Did not take the offer")

    invitation = models.OneToOneField("meetings.Invitation", on_delete=models.CASCADE, related_name="seat_claim")
    state = models.CharField(_("seat"), max_length=8, choices=State.choices)
    since = models.DateTimeField(_("since"), help_text=_("When it was asked for: whoever asked first comes first."))
    offer_ends_at = models.DateTimeField(_("offer stands until"), null=True, blank=True)
    nonce = models.CharField(max_length=32, default=new_nonce, editable=False)
    token_hash = models.CharField(max_length=64, blank=True, db_index=True, editable=False)

    objects = SeatClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        ordering = ["since", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="offered") | Q(offer_ends_at__isnull=False), name="an_offer_has_an_end"
            )
        ]

    def __str__(self) -> str:
        return f"{self.invitation}: {self.get_state_display()}"

    @property
    def token(self) -> str:
        """What opens the page of the offer; derived, never stored."""
        return issue_token(OFFER, self.pk, self.nonce)

    def offer_until(self, end: datetime.datetime) -> None:
        """Set (not save) that a seat is offered until `end`, with a new link; the one of an earlier offer is void."""
        self.state, self.offer_ends_at, self.nonce = self.State.OFFERED, end, new_nonce()
        self.token_hash = hash_token(self.token)

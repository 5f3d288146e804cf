"""What a year costs: the rule as a row, and each member's fee, frozen with the population it was computed from."""

from __future__ import annotations

import datetime
from decimal import ROUND_HALF_UP, Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from members.models import Member

KRONA = Decimal(1)


class FeeRule(models.Model):
    """How the fee of one year is computed. Amounts are Swedish kronor."""

    year = models.PositiveSmallIntegerField(
        _("year"), unique=True, validators=[MinValueValidator(1985), MaxValueValidator(2200)]
    )
    per_inhabitant = models.DecimalField(
        _("kronor per inhabitant"), max_digits=8, decimal_places=4, validators=[MinValueValidator(Decimal(0))]
    )
    floor = models.DecimalField(
        _("lowest fee"), max_digits=12, decimal_places=2, validators=[MinValueValidator(Decimal(0))]
    )
    cap = models.DecimalField(
        _("highest fee"),
        max_digits=12,
        decimal_places=2,
        validators=[MinValueValidator(Decimal(0))],
        help_text=_("Regions pay this."),
    )
    index_percent = models.DecimalField(
        _("index in percent"),
        max_digits=6,
        decimal_places=2,
        default=Decimal(0),
        validators=[MinValueValidator(Decimal(-100))],
        help_text=_("Added to the amounts above: 2.5 makes every fee of the year 2.5 % higher."),
    )

    class Meta:
        verbose_name = _("rule for the fee")
        verbose_name_plural = _("rules for the fee")
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(cap__gte=models.F("floor")),
                name="fee_cap_is_not_below_its_floor",
                violation_error_message=_("The highest fee is lower than the lowest."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.year)

    def amount_for(self, *, population: int | None, is_region: bool) -> Decimal | None:
        """The fee in whole kronor (half up); None where a municipality's population is not known.

        Floor and cap come first, then the index, so that it raises them too. A region pays the cap (domain rule).
        """
        if is_region:
            amount = self.cap
        elif population is None:
            return None
        else:
            amount = min(max(population * self.per_inhabitant, self.floor), self.cap)
        return (amount * (100 + self.index_percent) / 100).quantize(KRONA, rounding=ROUND_HALF_UP)


class FeeQuerySet(models.QuerySet["Fee"]):
    """Selections of fees."""

    def unpaid(self) -> FeeQuerySet:
        """Those that have been asked for and not paid."""
        return self.filter(state__in=(Fee.State.SENT, Fee.State.REMINDED))


class Fee(models.Model):
    """One member's fee for one year. Once written, a later rule or population does not change it."""

    class State(models.TextChoices):
        NOT_SENT = "not_sent", _("Invoice not sent")
        SENT = "sent", _("Invoice sent")
        REMINDED = "reminded", _("Reminded")
        PAID = "paid", _("Paid")

    member = models.ForeignKey(Member, verbose_name=_("member"), on_delete=models.CASCADE, related_name="fees")
    year = models.PositiveSmallIntegerField(_("year"))
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)
    population_year = models.PositiveSmallIntegerField(_("year of the population"), null=True, blank=True)
    computed_on = models.DateField(_("computed on"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.NOT_SENT)
    sent_on = models.DateField(_("invoice sent on"), null=True, blank=True)
    reminded_on = models.DateField(_("reminded on"), null=True, blank=True)
    paid_on = models.DateField(_("paid on"), null=True, blank=True)

    objects = FeeQuerySet.as_manager()

    class Meta:
        verbose_name = _("fee")
        verbose_name_plural = _("fees")
        ordering = ["-year", "member__name"]
        constraints = [models.UniqueConstraint(fields=["member", "year"], name="one_fee_per_member_and_year")]

    def __str__(self) -> str:
        return f"{self.member} {self.year}"

    @property
    def is_paid(self) -> bool:
        """Whether the money has come."""
        return self.state == self.State.PAID

    def mark(self, state: str, *, at: datetime.date) -> None:
        """Set the state (unsaved) with its day; going back forgets the days of the states after it."""
        order = [self.State.SENT, self.State.REMINDED, self.State.PAID]
        days = {self.State.SENT: "sent_on", self.State.REMINDED: "reminded_on", self.State.PAID: "paid_on"}
        wanted = self.State(state)
        reached = order.index(wanted) if wanted in order else -1
        for position, name in enumerate(order):
            if position > reached:
                setattr(self, days[name], None)
        if wanted in days:
            setattr(self, days[wanted], getattr(self, days[wanted]) or at)
        self.state = wanted

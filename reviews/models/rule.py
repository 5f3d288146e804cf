"""How often each kind of thing is reviewed, and by whom."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from members.models import Contact


class ReviewKind(models.TextChoices):
    """What can be reviewed."""

    SECTION = "section", _("Part of a profile")
    CONTACT = "contact", _("Contact")
    STRATEGY = "strategy", _("Strategy document")
    PRACTICE = "practice", _("Practice")


def rules_by_kind() -> dict[str, ReviewRule]:
    """The rule of each kind; the usual one where the network has set none."""
    known = {rule.kind: rule for rule in ReviewRule.objects.all()}
    return {kind: known.get(kind) or ReviewRule(kind=kind) for kind in ReviewKind.values}


class ReviewRule(models.Model):
    """The rule for one kind: the network's own, so a row."""

    kind = models.CharField(_("kind"), max_length=10, choices=ReviewKind.choices, unique=True)
    interval_months = models.PositiveSmallIntegerField(
        _("months between reviews"), default=12, validators=[MinValueValidator(1), MaxValueValidator(120)]
    )
    owner_role = models.CharField(
        _("who is asked first"),
        max_length=14,
        choices=[
            (Contact.Kind.ADMINISTRATIVE, Contact.Kind.ADMINISTRATIVE.label),
            (Contact.Kind.POLITICAL, Contact.Kind.POLITICAL.label),
        ],
        default=Contact.Kind.ADMINISTRATIVE,
    )
    other_after_days = models.PositiveSmallIntegerField(
        _("days until the other contact is asked"), default=14, validators=[MinValueValidator(1)]
    )
    coordinator_after_days = models.PositiveSmallIntegerField(
        _("days more until the coordinator is told"), default=14, validators=[MinValueValidator(1)]
    )

    class Meta:
        verbose_name = _("rule for reviews")
        verbose_name_plural = _("rules for reviews")
        ordering = ["kind"]

    @property
    def owner_words(self) -> str:
        """Who answers for such things, and how often they are looked through."""
        often = ngettext("every month", "every %(number)s months", self.interval_months)
        return f"{str(self.get_owner_role_display()).lower()}, {often % {'number': self.interval_months}}"

    def __str__(self) -> str:
        return str(self.get_kind_display())

"""Who takes a practice up, how far they have come, and what came of it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


class AdoptionQuerySet(models.QuerySet["Adoption"]):
    """Selections of adoptions."""

    def in_use(self) -> AdoptionQuerySet:
        """Those that count as "used by": the practice works at the member, as it was or adapted."""
        return self.filter(state__in=Adoption.STATES_IN_USE)

    def of_practice(self, translation_key: object) -> AdoptionQuerySet:
        """Those of one practice, whatever language it is read in."""
        return self.filter(practice__translation_key=translation_key)

    def of_active_members(self) -> AdoptionQuerySet:
        """Those of members that have not left the network."""
        return self.filter(member__left_on__isnull=True)


class Adoption(models.Model):
    """A member takes up another member's practice. A stopped adoption is knowledge too, and stays.

    It hangs on the practice's source page, so that it counts once whatever language the practice is read in.
    """

    class State(models.TextChoices):
        INTERESTED = "interested", _("Interested")
        PLANNING = "planning", _("Planning")
        PILOTING = "piloting", _("Piloting")
        IN_USE = "in_use", _("In use")
        ADAPTED = "adapted", _("In use, adapted")
        STOPPED = "stopped", _("Stopped")

    STATES_IN_USE = (State.IN_USE, State.ADAPTED)

    practice = models.ForeignKey(
        "projects.ProjectPage", verbose_name=_("practice"), on_delete=models.CASCADE, related_name="adoptions"
    )
    member = models.ForeignKey(
        "members.Member", verbose_name=_("member"), on_delete=models.CASCADE, related_name="adoptions"
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.INTERESTED)
    since = models.DateField(_("since"), help_text=_("The day this member began."))
    state_since = models.DateField(_("in this state since"), editable=False)
    changes = models.TextField(
        _("what was changed"), blank=True, help_text=_("What you do differently from the member you learned from.")
    )
    result = models.TextField(
        _("result"), blank=True, help_text=_("What came of it. Tell also what did not work, and why you stopped.")
    )
    contact_name = models.CharField(_("contact person"), max_length=120, blank=True)
    contact_email = models.EmailField(_("e-mail address"), max_length=254, blank=True)

    objects = AdoptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("adoption")
        verbose_name_plural = _("adoptions")
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "member"],
                name="one_adoption_per_practice_and_member",
                violation_error_message=_("This member has taken the practice up already. Change that entry instead."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} – {self.practice}"

    def clean(self) -> None:
        """Refuse the adoption of one's own practice."""
        if self.practice_id and self.member_id and self.practice.lead_member_id == self.member_id:
            raise ValidationError({"member": _("A member does not take up its own practice.")})

    @property
    def is_in_use(self) -> bool:
        """Whether the practice works at this member today."""
        return self.state in self.STATES_IN_USE

    @property
    def is_stopped(self) -> bool:
        """Whether the member has given the practice up."""
        return self.state == self.State.STOPPED

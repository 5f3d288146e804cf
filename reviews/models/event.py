"""What became of the reviews of one thing: who was asked, who answered, when."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from reviews.models.review import Review


class ReviewEvent(models.Model):
    """One step in a thing's history of reviews. It goes with the thing."""

    class Outcome(models.TextChoices):
        CONFIRMED = "confirmed", _("Still right")
        WRITTEN = "written", _("Looked through, day written by an editor")
        OWNER = "owner", _("Asked by mail")
        OTHER = "other", _("No answer: the other contact asked by mail")
        COORDINATOR = "coordinator", _("No answer: the coordinators told")

    review = models.ForeignKey(Review, verbose_name=_("review"), on_delete=models.CASCADE, related_name="events")
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices)
    happened_on = models.DateField(_("day"))
    who = models.CharField(_("who"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("step of a review")
        verbose_name_plural = _("steps of reviews")
        ordering = ["-happened_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "outcome", "happened_on", "who"], name="one_step_of_a_review_a_day_and_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.happened_on}: {self.get_outcome_display()}"

    @property
    def is_answer(self) -> bool:
        """Whether somebody looked the thing through; else somebody was asked to."""
        return self.outcome in (self.Outcome.CONFIRMED, self.Outcome.WRITTEN)

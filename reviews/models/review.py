"""When something was last reviewed, and by whom."""

from __future__ import annotations

import datetime

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Member
from reviews.models.rule import ReviewKind


class Section(models.TextChoices):
    """The parts of a profile that are reviewed one by one."""

    WHOLE = "", _("All of it")
    FACTS = "facts", _("Facts")
    POLICY = "policy", _("Policy")
    GOVERNANCE = "governance", _("Political responsibility")
    WORK = "work", _("How we work")
    PLANNING = "planning", _("Health in physical planning")


class ReviewQuerySet(models.QuerySet["Review"]):
    """Selections of reviews."""

    def stale(self, at: datetime.date) -> ReviewQuerySet:
        """Those whose day has passed."""
        return self.filter(due_on__lt=at)

    def fresh(self, at: datetime.date) -> ReviewQuerySet:
        """Those whose day has not passed."""
        return self.filter(due_on__gte=at)

    def of_model(self, model: type[models.Model]) -> ReviewQuerySet:
        """Those of one kind of object, without asking for its content type first."""
        meta = model._meta
        return self.filter(content_type__app_label=meta.app_label, content_type__model=meta.model_name)

    def of_active_members(self) -> ReviewQuerySet:
        """Those of members that have not left."""
        return self.filter(member__left_on__isnull=True)


class Review(models.Model):
    """One thing's latest review. Pages are meant by their source page (docs/adr/0013), so one for all languages."""

    class Step(models.IntegerChoices):
        NONE = 0, _("Nobody asked")
        OWNER = 1, _("Asked")
        OTHER = 2, _("The other contact asked")
        COORDINATOR = 3, _("The coordinator told")

    kind = models.CharField(_("kind"), max_length=10, choices=ReviewKind.choices)
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    section = models.CharField(_("part"), max_length=12, choices=Section.choices, blank=True)
    member = models.ForeignKey(Member, verbose_name=_("member"), on_delete=models.CASCADE, related_name="reviews")
    title = models.CharField(_("title"), max_length=255)
    known_since = models.DateField(_("known since"))
    reviewed_on = models.DateField(_("last reviewed on"), null=True, blank=True)
    reviewed_by = models.CharField(_("last reviewed by"), max_length=150, blank=True)
    due_on = models.DateField(_("to be reviewed by"), db_index=True)
    step = models.PositiveSmallIntegerField(_("asked"), choices=Step.choices, default=Step.NONE)
    asked_on = models.DateField(_("asked on"), null=True, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["content_type", "object_id", "section"], name="one_review_per_thing"),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        """What it is, in the active language: a part's name, or the thing's title."""
        return str(Section(self.section).label) if self.section else self.title

    def is_stale_at(self, day: datetime.date) -> bool:
        """Whether its day has passed."""
        return self.due_on < day

    @property
    def is_stale(self) -> bool:
        """`is_stale_at` today, for templates."""
        return self.is_stale_at(timezone.localdate())

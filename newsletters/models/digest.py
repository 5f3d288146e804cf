"""An issue that makes itself: the rule, and what came of it each time."""

from __future__ import annotations

import datetime

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _


class DigestRule(models.Model):
    """When an issue is made of what is new on the portal, of what, and whether somebody approves it first."""

    class Rhythm(models.TextChoices):
        WEEKLY = "weekly", _("Every week")
        MONTHLY = "monthly", _("Every month")

    class Mode(models.TextChoices):
        DRAFT = "draft", _("As a draft, submitted for approval")
        SEND = "send", _("Sent at once, by this rule")

    title = models.CharField(
        _("title"), max_length=100, help_text=_("Stands before the date in the title and the subject of each issue.")
    )
    title_en = models.CharField(_("title in English"), max_length=100, blank=True)
    rhythm = models.CharField(_("how often"), max_length=8, choices=Rhythm.choices, default=Rhythm.MONTHLY)
    weekday = models.PositiveSmallIntegerField(
        _("weekday"), choices=list(WEEKDAYS.items()), default=0, help_text=_("For every week.")
    )
    month_day = models.PositiveSmallIntegerField(
        _("day of the month"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(28)],
        help_text=_("1 to 28. For every month."),
    )
    hour = models.PositiveSmallIntegerField(
        _("hour"), default=8, validators=[MaxValueValidator(23)], help_text=_("0 to 23, Swedish time.")
    )
    with_news = models.BooleanField(_("news"), default=True)
    with_practices = models.BooleanField(_("practices"), default=True)
    with_meetings = models.BooleanField(_("meetings"), default=True)
    categories = models.ManyToManyField(
        "news.NewsCategory",
        verbose_name=_("categories of news"),
        blank=True,
        related_name="+",
        help_text=_("Choose none to take all."),
    )
    target_areas = models.ManyToManyField(
        "core.TargetArea",
        verbose_name=_("target areas of practices"),
        blank=True,
        related_name="+",
        help_text=_("Choose none to take all."),
    )
    in_english = models.BooleanField(
        _("also in English"), default=True, help_text=_("Of what is written in English. Nothing is translated.")
    )
    mode = models.CharField(_("then"), max_length=5, choices=Mode.choices, default=Mode.DRAFT)
    is_on = models.BooleanField(_("on"), default=True)
    # What was due before the rule was made, turned on or given other times is not made up for.
    active_since = models.DateTimeField(default=timezone.now, editable=False)
    covered_until = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("automatic newsletter")
        verbose_name_plural = _("automatic newsletters")
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def last_run(self) -> DigestRun | None:
        """What came of it last."""
        return self.runs.first()

    def is_day(self, day: datetime.date) -> bool:
        """Whether the rule makes an issue on this day."""
        if self.rhythm == self.Rhythm.WEEKLY:
            return day.weekday() == self.weekday
        return day.day == self.month_day

    @property
    def period(self) -> datetime.timedelta:
        """How far back the first issue looks."""
        return datetime.timedelta(days=7 if self.rhythm == self.Rhythm.WEEKLY else 31)


class DigestRun(models.Model):
    """One time of a rule: it is made once, however often the clock is asked."""

    class Outcome(models.TextChoices):
        DRAFTED = "drafted", _("Submitted for approval")
        SENT = "sent", _("Sent")
        SKIPPED = "skipped", _("Skipped: nothing was new")
        TOO_LATE = "too_late", _("Skipped: its time was long past")

    rule = models.ForeignKey(DigestRule, verbose_name=_("rule"), on_delete=models.CASCADE, related_name="runs")
    due_at = models.DateTimeField(_("due"))
    ran_at = models.DateTimeField(_("made"))
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome.choices)
    number = models.PositiveIntegerField(_("things that were new"), default=0)
    issue = models.ForeignKey(
        "newsletters.NewsletterPage",
        verbose_name=_("issue"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("automatic newsletter, one time")
        verbose_name_plural = _("automatic newsletters, each time")
        ordering = ["-due_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["rule", "due_at"], name="one_run_per_time")]

    def __str__(self) -> str:
        return f"{self.rule}, {timezone.localtime(self.due_at):%Y-%m-%d %H:%M}"

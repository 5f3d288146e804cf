"""One meeting, from draft to its end."""

from __future__ import annotations

import datetime
import uuid
import zoneinfo

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel
from wagtail.search import index
from wagtail.search.queryset import SearchableQuerySetMixin

from core.languages import in_language

ZONES = [(name, name) for name in ("Europe/Stockholm", "Europe/Helsinki", "Europe/London", "Europe/Brussels")]


def new_uid() -> str:
    """A calendar UID (RFC 7986, 5.3): random, and the same for as long as the meeting exists."""
    return str(uuid.uuid4())


class MeetingQuerySet(SearchableQuerySetMixin, models.QuerySet["Meeting"]):
    """Selections of meetings."""

    def shown(self) -> MeetingQuerySet:
        """Those that the calendar shows: announced, and called-off ones, so that nobody goes there in vain."""
        return self.filter(state__in=(Meeting.State.ANNOUNCED, Meeting.State.CANCELLED))

    def announced(self) -> MeetingQuerySet:
        """Those that take place."""
        return self.filter(state=Meeting.State.ANNOUNCED)

    def upcoming(self, now: datetime.datetime) -> MeetingQuerySet:
        """Those that are not over, the next one first."""
        return self.filter(ends_at__gte=now).order_by("starts_at", "pk")

    def past(self, now: datetime.datetime) -> MeetingQuerySet:
        """Those that are over, the latest first."""
        return self.filter(ends_at__lt=now).order_by("-starts_at", "-pk")

    def for_rows(self) -> MeetingQuerySet:
        """Fetch what a row of a list shows, in a constant number of queries."""
        return self.select_related("kind", "theme_group")

    def public(self) -> MeetingQuerySet:
        """Those that everybody may come to."""
        return self.filter(audience=Meeting.Audience.PUBLIC)


class Meeting(index.Indexed, ClusterableModel):
    """A meeting of the network. Times are aware; `time_zone` is the one that the meeting is spoken of in."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ANNOUNCED = "announced", _("Announced")
        CANCELLED = "cancelled", _("Called off")

    class Audience(models.TextChoices):
        ALL_MEMBERS = "all_members", _("All members")
        POLITICAL = "political", _("Political contacts")
        ADMINISTRATIVE = "administrative", _("Administrative contacts")
        THEME_GROUP = "theme_group", _("A theme group")
        PUBLIC = "public", _("Open to everybody")
        CHOSEN = "chosen", _("Only people chosen by name")

    kind = models.ForeignKey(
        "meetings.MeetingKind", verbose_name=_("kind"), on_delete=models.PROTECT, related_name="meetings"
    )
    title_sv = models.CharField(_("title in Swedish"), max_length=150)
    title_en = models.CharField(_("title in English"), max_length=150, blank=True)
    description_sv = models.TextField(_("description in Swedish"), blank=True)
    description_en = models.TextField(_("description in English"), blank=True)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    time_zone = models.CharField(_("time zone"), max_length=40, choices=ZONES, default="Europe/Stockholm")
    is_all_day = models.BooleanField(
        _("whole days"), default=False, help_text=_("Only the dates count, from the first to the last.")
    )
    place = models.CharField(_("place"), max_length=200, blank=True)
    online_link = models.URLField(
        _("link for taking part online"), blank=True, help_text=_("Only those who are invited see it.")
    )
    audience = models.CharField(_("for"), max_length=14, choices=Audience.choices, default=Audience.ALL_MEMBERS)
    theme_group = models.ForeignKey(
        "members.ThemeGroup",
        verbose_name=_("theme group"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="meetings",
    )
    answer_by = models.DateTimeField(
        _("answer by"), null=True, blank=True, help_text=_("Until then everybody may change their answer.")
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT, editable=False)
    uid = models.CharField(max_length=64, unique=True, default=new_uid, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    stamped_at = models.DateTimeField(null=True, blank=True, editable=False)
    series = models.ForeignKey(
        "meetings.MeetingSeries",
        verbose_name=_("series"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="meetings",
    )
    recurs_at = models.DateTimeField(null=True, blank=True, editable=False)
    announced_at = models.DateTimeField(_("announced"), null=True, blank=True, editable=False)
    changed_at = models.DateTimeField(auto_now=True)

    objects = MeetingQuerySet.as_manager()

    search_fields = [
        index.SearchField("title_sv", boost=2),
        index.SearchField("title_en", boost=2),
        index.AutocompleteField("title_sv"),
        index.AutocompleteField("title_en"),
        index.SearchField("description_sv"),
        index.SearchField("description_en"),
        index.SearchField("place"),
        index.FilterField("state"),
    ]

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="meeting_ends_after_it_starts",
                violation_error_message=_("The meeting ends before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(answer_by__isnull=True) | Q(answer_by__lte=F("starts_at")),
                name="answers_close_before_the_start",
                violation_error_message=_("Answers must be in before the meeting starts."),
            ),
            models.CheckConstraint(
                condition=Q(series__isnull=True, recurs_at__isnull=True)
                | Q(series__isnull=False, recurs_at__isnull=False),
                name="time_of_a_series_has_its_date",
            ),
            models.UniqueConstraint(fields=["series", "recurs_at"], name="one_meeting_per_date_of_a_series"),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Say what the database cannot say at the field where it belongs; whole days begin and end at midnight."""
        if self.is_all_day and self.starts_at and self.ends_at:
            self.starts_at = self.starts_local.replace(hour=0, minute=0, second=0, microsecond=0)
            self.ends_at = self.ends_local.replace(hour=23, minute=59, second=0, microsecond=0)
        errors = {}
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            errors["ends_at"] = _("The meeting ends before it starts.")
        if self.answer_by and self.starts_at and self.answer_by > self.starts_at:
            errors["answer_by"] = _("Answers must be in before the meeting starts.")
        if self.audience == self.Audience.THEME_GROUP and self.theme_group is None:
            errors["theme_group"] = _("Choose the theme group that the meeting is for.")
        if not self.place and not self.online_link:
            errors["place"] = _("Say where the meeting is: a place, a link, or both.")
        if errors:
            raise ValidationError(errors)

    @property
    def title(self) -> str:
        """The title in the active language."""
        return in_language(self.title_sv, self.title_en)

    @property
    def description(self) -> str:
        """The description in the active language."""
        return in_language(self.description_sv, self.description_en)

    @property
    def slug(self) -> str:
        """What stands after the number in the address; it may change, the number does not."""
        return slugify(self.title_sv)[:60] or "mote"

    def get_absolute_url(self) -> str:
        """The address of its page in the active language (a path)."""
        return reverse("meetings:meeting", kwargs={"pk": self.pk, "slug": self.slug})

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The time zone that the meeting is spoken of in."""
        return zoneinfo.ZoneInfo(self.time_zone)

    @property
    def starts_local(self) -> datetime.datetime:
        """The start as the clock on the meeting's wall shows it."""
        return timezone.localtime(self.starts_at, self.zone)

    @property
    def ends_local(self) -> datetime.datetime:
        """The end as the clock on the meeting's wall shows it."""
        return timezone.localtime(self.ends_at, self.zone)

    @property
    def calendar_uid(self) -> str:
        """What calendars know it by: its own UID, or that of its series."""
        return self.series.uid if self.series is not None else self.uid

    @property
    def answers_close_at(self) -> datetime.datetime:
        """Until when answers are taken: the deadline, or the start where there is none."""
        return self.answer_by or self.starts_at

    @property
    def papers_due_on(self) -> datetime.date | None:
        """The last day on which the papers go out in time, by the rule for its kind; None where there is none."""
        days = self.kind.notice_days
        return self.starts_local.date() - datetime.timedelta(days=days) if days else None

    @property
    def is_cancelled(self) -> bool:
        """Whether it was called off."""
        return self.state == self.State.CANCELLED

    @property
    def is_announced(self) -> bool:
        """Whether it was announced and not called off."""
        return self.state == self.State.ANNOUNCED

    @property
    def is_public(self) -> bool:
        """Whether everybody may come."""
        return self.audience == self.Audience.PUBLIC

    def takes_registrations(self, now: datetime.datetime) -> bool:
        """Whether anybody may register: it is public, announced, and the last day to answer has not passed."""
        return self.is_public and self.is_announced and now <= self.answers_close_at

    @property
    def is_one_day(self) -> bool:
        """Whether it starts and ends on the same day."""
        return self.starts_local.date() == self.ends_local.date()

    @property
    def audience_words(self) -> str:
        """For whom it is, in the active language."""
        if self.audience == self.Audience.THEME_GROUP and self.theme_group is not None:
            return self.theme_group.name
        return str(self.get_audience_display())

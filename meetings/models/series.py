"""Meetings that come back by a rule: one entry in a calendar, one row for each time."""

from __future__ import annotations

import datetime
import zoneinfo

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.languages import in_language
from meetings.models.meeting import ZONES, Meeting, new_uid
from meetings.recurrence import expand_rule

SHARED = (
    *("title_sv", "title_en", "description_sv", "description_en"),
    *("time_zone", "is_all_day", "place", "online_link"),
)


class MeetingSeries(models.Model):
    """What all times of a series have in common, as it was first announced; it never changes after that.

    A time that differs is a Meeting that differs: calendars hear of it by RECURRENCE-ID (RFC 5545, 3.8.4.4). One
    counter is the SEQUENCE of everything that is sent about the series, so that of two messages about any of its times
    the later one is known.
    """

    uid = models.CharField(max_length=64, unique=True, default=new_uid, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    stamped_at = models.DateTimeField(null=True, blank=True, editable=False)
    rule = models.CharField(_("rule"), max_length=200, help_text="RFC 5545, 3.3.10")
    title_sv = models.CharField(_("title in Swedish"), max_length=150)
    title_en = models.CharField(_("title in English"), max_length=150, blank=True)
    description_sv = models.TextField(_("description in Swedish"), blank=True)
    description_en = models.TextField(_("description in English"), blank=True)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    time_zone = models.CharField(_("time zone"), max_length=40, choices=ZONES, default="Europe/Stockholm")
    is_all_day = models.BooleanField(_("whole days"), default=False)
    place = models.CharField(_("place"), max_length=200, blank=True)
    online_link = models.URLField(_("link for taking part online"), blank=True)
    announced_at = models.DateTimeField(_("announced"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("series of meetings")
        verbose_name_plural = _("series of meetings")
        ordering = ["-starts_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The title in the active language."""
        return in_language(self.title_sv, self.title_en)

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The zone whose clock the rule follows, over the nights when it is changed."""
        return zoneinfo.ZoneInfo(self.time_zone)

    @property
    def starts_local(self) -> datetime.datetime:
        """The first start as the clock on the wall shows it."""
        return timezone.localtime(self.starts_at, self.zone)

    @property
    def ends_local(self) -> datetime.datetime:
        """The first end as the clock on the wall shows it."""
        return timezone.localtime(self.ends_at, self.zone)

    @property
    def dates(self) -> list[datetime.datetime]:
        """All starts that the rule gives, also those that were left out."""
        return expand_rule(self.rule, self.starts_local)

    def end_of(self, start: datetime.datetime) -> datetime.datetime:
        """When a time that starts then ends: as many hours and minutes of the wall's clock later."""
        length = self.ends_local.replace(tzinfo=None) - self.starts_local.replace(tzinfo=None)
        end = (start.astimezone(self.zone).replace(tzinfo=None) + length).replace(tzinfo=self.zone)
        return end.astimezone(datetime.UTC)

    def is_as_planned(self, meeting: Meeting) -> bool:
        """Whether a time of the series is just as the rule and the common facts say."""
        start = meeting.recurs_at
        return (
            start is not None
            and meeting.starts_at == start
            and meeting.ends_at == self.end_of(start)
            and all(getattr(meeting, name) == getattr(self, name) for name in SHARED)
        )

"""The calendar's page; meetings are records shown under it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from itertools import groupby

from django.core.paginator import Paginator
from django.db import models
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from core.pages import BasePage
from meetings.filters import MeetingFilterForm
from meetings.models.meeting import Meeting, MeetingQuerySet
from meetings.models.minutes import Minutes
from meetings.models.papers import MeetingDocument
from meetings.month import FIRST_YEAR, LAST_YEAR, Month

PER_PAGE = 30


def by_month(meetings: Iterable[Meeting]) -> list[tuple[datetime.date, list[Meeting]]]:
    """Group meetings, in the order given, by the month they start in (its first day)."""
    groups = groupby(meetings, lambda meeting: meeting.starts_local.date().replace(day=1))
    return [(month, list(group)) for month, group in groups]


def with_paper_marks(meetings: MeetingQuerySet) -> MeetingQuerySet:
    """Note on each meeting whether it has papers (`has_papers`) and adjusted minutes (`has_minutes`)."""
    found: MeetingQuerySet = meetings.annotate(
        has_papers=Exists(MeetingDocument.objects.filter(meeting=OuterRef("pk"))),
        has_minutes=Exists(Minutes.objects.filter(meeting=OuterRef("pk"), locked_at__isnull=False)),
    )
    return found


class MeetingIndexPage(RoutablePageMixin, BasePage):
    """The calendar: meetings to come, those that were, and a month as a sheet."""

    introduction = models.TextField(_("introduction"), blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]

    subpage_types: list[str] = []
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("calendar")

    @path("")
    def show_upcoming(self, request: HttpRequest) -> HttpResponse:
        """Meetings to come."""
        return self._show_list(request, Meeting.objects.shown().upcoming(timezone.now()), shows_past=False)

    @path("tidigare/", name="past")
    def show_past(self, request: HttpRequest) -> HttpResponse:
        """Meetings that were, the latest first, and whether there are papers and minutes."""
        return self._show_list(request, Meeting.objects.shown().past(timezone.now()), shows_past=True)

    @path("manad/", name="this-month")
    def show_this_month(self, request: HttpRequest) -> HttpResponse:
        """The month of today as a sheet."""
        today = timezone.localdate()
        return self.show_month(request, today.year, today.month)

    @path("manad/<int:year>/<int:month>/", name="month")
    def show_month(self, request: HttpRequest, year: int, month: int) -> HttpResponse:
        """One month as a sheet of weeks."""
        if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):
            raise Http404
        sheet = Month(datetime.date(year, month, 1))
        form = MeetingFilterForm(request.GET)
        meetings = form.select(sheet.select(Meeting.objects.shown()))
        context = {"month": sheet, "weeks": sheet.weeks(meetings, today=timezone.localdate()), "filter_form": form}
        return self.render(request, context_overrides=context)

    def _show_list(self, request: HttpRequest, meetings: MeetingQuerySet, *, shows_past: bool) -> HttpResponse:
        form = MeetingFilterForm(request.GET)
        rows = Paginator(with_paper_marks(form.select(meetings).for_rows()), PER_PAGE)
        shown = rows.get_page(request.GET.get("page"))
        context = {"months": by_month(shown), "shows_past": shows_past, "shown": shown, "filter_form": form}
        return self.render(request, context_overrides=context)

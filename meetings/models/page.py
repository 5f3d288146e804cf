"""The calendar's page; meetings are records shown under it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from itertools import groupby

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from core.pages import BasePage
from meetings.models.meeting import Meeting

PAST_PER_PAGE = 20


def by_month(meetings: Iterable[Meeting]) -> list[tuple[datetime.date, list[Meeting]]]:
    """Group meetings, in the order given, by the month they start in (its first day)."""
    groups = groupby(meetings, lambda meeting: meeting.starts_local.date().replace(day=1))
    return [(month, list(group)) for month, group in groups]


class MeetingIndexPage(RoutablePageMixin, BasePage):
    """The calendar: meetings to come, and those that were."""

    introduction = models.TextField(_("introduction"), blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]

    subpage_types: list[str] = []
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("calendar")

    @path("")
    def show_upcoming(self, request: HttpRequest) -> HttpResponse:
        """Meetings to come."""
        meetings = Meeting.objects.shown().upcoming(timezone.now()).for_rows()
        return self.render(request, context_overrides={"months": by_month(meetings)})

    @path("tidigare/", name="past")
    def show_past(self, request: HttpRequest) -> HttpResponse:
        """Meetings that were, the latest first."""
        meetings = Paginator(Meeting.objects.shown().past(timezone.now()).for_rows(), PAST_PER_PAGE)
        shown = meetings.get_page(request.GET.get("page"))
        context = {"months": by_month(shown), "shows_past": True, "shown": shown}
        return self.render(request, context_overrides=context)

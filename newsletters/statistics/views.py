"""The numbers of the issues in the admin, as plots and as tables."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.admin_pages import AdminPage
from accounts.models import User
from core.charts import Part, bar_chart, column_chart
from core.clock_words import time_words
from mailings.models import Mailing
from newsletters.models import NewsletterPage
from newsletters.permissions import can_send
from newsletters.statistics.figures import (
    FEWEST,
    Figures,
    accepted_by_time,
    figures_by_domain,
    figures_of_issues,
    mailings_of_issues,
)
from newsletters.versions import issue_key

ISSUES_PER_PAGE = 20


def parts_of(figures: Figures) -> tuple[Part, ...]:
    """The numbers as parts of a bar, in the colors of the stylesheet."""
    return (
        Part("accepted", pgettext("mails", "Accepted"), figures.in_place),
        Part("bounced", pgettext("mails", "Came back"), figures.bounced),
        Part("refused", pgettext("mails", "Refused"), figures.refused),
    )


class StatisticsPage(AdminPage):
    """A page of numbers, for those who send."""

    header_icon = "history"

    def may_open(self, user: User | AnonymousUser) -> bool:
        """Only who may send."""
        return can_send(user)


class AllIssuesView(StatisticsPage):
    """The issues, newest first, beside one another."""

    template_name = "newsletters/admin/statistics.html"

    def get_page_title(self) -> str:
        """What is shown."""
        return _("How the newsletters arrived")

    def get(self, request: HttpRequest) -> HttpResponse:
        """A page of issues (`?p=`)."""
        page = Paginator(list(reversed(mailings_of_issues().items())), ISSUES_PER_PAGE).get_page(request.GET.get("p"))
        groups = dict(page.object_list)
        figures = figures_of_issues(groups)
        mailings = Mailing.objects.in_bulk([pks[-1] for pks in groups.values()])
        keys = [key.removeprefix("newsletter-") for key in groups]
        pages = dict(
            NewsletterPage.objects.filter(translation_key__in=keys, locale__language_code="sv").values_list(
                "translation_key", "pk"
            )
        )
        by_key = {f"newsletter-{key}": pk for key, pk in pages.items()}
        rows = [(mailings[pks[-1]], figures[key], by_key.get(key)) for key, pks in groups.items()]
        chart = bar_chart([(mailing.label, parts_of(numbers)) for mailing, numbers, _page in rows])
        return self.answer(page_obj=page, rows=rows, chart=chart)


class IssueStatisticsView(StatisticsPage):
    """One issue: what became of it, by domain and by time."""

    template_name = "newsletters/admin/issue_statistics.html"

    def get_page_title(self) -> str:
        """What is shown."""
        return _("How the newsletter arrived")

    def trail(self) -> list[dict[str, Any]]:
        """All issues."""
        return [{"url": reverse("newsletters_admin:statistics"), "label": _("How the newsletters arrived")}]

    def get(self, request: HttpRequest, page_id: int) -> HttpResponse:
        """The numbers; all empty for an issue that has not been sent."""
        issue = get_object_or_404(NewsletterPage, pk=page_id)
        key = issue_key(issue)
        groups = mailings_of_issues([key])
        pks = groups.get(key, [])
        domains = [
            (row.domain or _("Others (fewer than %(number)d people each)") % {"number": FEWEST}, row.figures)
            for row in figures_by_domain(key, pks)
        ]
        step, times = accepted_by_time(pks)
        return self.answer(
            issue=issue,
            page_subtitle=issue.title,
            figures=figures_of_issues(groups).get(key, Figures()),
            domains=domains,
            domain_chart=bar_chart([(label, parts_of(figures)) for label, figures in domains]),
            time_chart=column_chart([(moment_words(moment, step), number) for moment, number in times]),
        )


def moment_words(moment: datetime.datetime, step: str) -> str:
    """A step of time: a day, or a day and a time of day, in local time."""
    local = timezone.localtime(moment)
    day = date_format(local, "j F")
    return day if step == "day" else f"{day} {time_words(local)}"

"""Dates and lists of pages, written for people."""

import datetime as dt
from collections.abc import Iterator

from django import template
from django.core.paginator import Page
from django.http import QueryDict
from django.template import Context
from django.utils import timezone

from core.clock_words import time_words

register = template.Library()


@register.filter
def local_day(moment: dt.datetime | dt.date) -> dt.date:
    """Give the date of a moment in the portal's time zone."""
    return timezone.localtime(moment).date() if isinstance(moment, dt.datetime) else moment


register.filter("time_of_day", time_words)


@register.simple_tag(takes_context=True)
def page_address(context: Context, number: int) -> str:
    """Give the query string of another page of the same list, keeping what was filtered on."""
    request = context.get("request")
    query: QueryDict = request.GET.copy() if request else QueryDict(mutable=True)
    query["page"] = str(number)
    return f"?{query.urlencode()}"


@register.filter
def page_numbers(page: Page) -> Iterator[int | str]:
    """Give the numbers to link to, with the paginator's ellipsis where some are left out."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)

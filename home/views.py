"""Search, and what machines ask for."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from core.links import site_address
from home.search import search

PER_PAGE = 10


@require_safe
def search_view(request: HttpRequest) -> HttpResponse:
    """Answer a search; an empty question shows the form."""
    query = request.GET.get("q", "").strip()[:100].replace("\0", "")
    hits = search(query) if query else []
    page = Paginator(hits, PER_PAGE).get_page(request.GET.get("p"))
    context: dict[str, Any] = {"query": query, "page_obj": page, "count": len(hits)}
    return TemplateResponse(request, "search/search.html", context)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Tell crawlers where the map of the site is and what is of no use to them (RFC 9309)."""
    return render(request, "robots.txt", {"site_url": site_address()}, content_type="text/plain")

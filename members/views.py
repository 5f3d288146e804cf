"""Public pages about all members together."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe
from wagtail.models import Locale

from core.tables import XLSX_TYPE, open_xlsx, write_csv
from members.governance.comparison import compare
from members.governance.table import header, rows
from members.governance.timeline import draw_timeline
from members.models import MemberIndexPage


@require_safe
def governance(request: HttpRequest) -> HttpResponse:
    """How members govern their work for health, side by side."""
    comparison = compare(request)
    index = MemberIndexPage.objects.live().filter(locale=Locale.get_active()).select_related("locale").first()
    context = {
        "comparison": comparison,
        "timeline": draw_timeline(comparison.found, this_year=timezone.localdate().year),
        "crumbs": [{"title": index.title, "url": index.get_url(request)}] if index else [],
        "query": request.GET.urlencode(),
        "today": timezone.localdate(),
    }
    return render(request, "members/governance.html", context)


@require_safe
def governance_table(request: HttpRequest, file_format: str) -> HttpResponseBase:
    """The same, with the same filters, as a file for a spreadsheet."""
    found = compare(request).found
    name = f"{pgettext('name of a file', 'governance')}-{timezone.localdate().isoformat()}.{file_format}"
    if file_format == "xlsx":
        return FileResponse(open_xlsx(header(), rows(found)), as_attachment=True, filename=name, content_type=XLSX_TYPE)
    response = HttpResponse(write_csv(header(), rows(found)), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

"""Tables of people as files to take away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.http import HttpResponse

from core.tables import XLSX_TYPE, write_csv, write_xlsx

WRITERS = {"csv": (write_csv, "text/csv; charset=utf-8"), "xlsx": (write_xlsx, XLSX_TYPE)}


def table_response(
    header: Sequence[object], rows: Iterable[Sequence[object]], *, name: str, file_format: str
) -> HttpResponse:
    """A file in which nothing is taken for a formula; a format that is not known is CSV."""
    file_format = file_format if file_format in WRITERS else "csv"
    write, content_type = WRITERS[file_format]
    response = HttpResponse(write(header, rows), content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{file_format}"'
    return response

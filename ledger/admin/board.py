"""The board: who lacks what, as a page and as a file; and the fees of a year."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from core.tables import XLSX_TYPE, open_xlsx, write_csv
from ledger import services
from ledger.admin.pages import CoordinatorOnly, LedgerPage
from ledger.board import Board, read_board
from ledger.models import Application, Fee, FeeRule


def wanted_year(request: HttpRequest) -> int:
    """The year in the address, or this one."""
    wanted = request.GET.get("year", "")
    return int(wanted) if wanted.isdecimal() and len(wanted) == 4 else timezone.localdate().year


class BoardView(LedgerPage):
    """One row for each member; from here to everything else."""

    template_name = "ledger/admin/board.html"
    page_title = gettext_lazy("Membership ledger")
    http_method_names = ["get"]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """This is where the ledger begins."""
        return [{"url": reverse("wagtailadmin_home"), "label": _("Home")}, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """The year's rows."""
        board = read_board(wanted_year(self.request), today=timezone.localdate())
        return super().get_context_data(**{"board": board, "waiting": Application.objects.waiting().count(), **context})


def table_header(board: Board) -> list[object]:
    """The columns of the file."""
    facts = [_("Year"), _("Member"), _("Code"), _("Population of the fee"), _("Fee"), _("Invoice")]
    duties = [duty.label for duty in board.duties]
    return [*facts, *duties, _("Lacks"), _("Last day as a member")]


def table_rows(board: Board) -> Iterator[list[object]]:
    """The rows of the file."""
    for row in board.rows:
        fee = row.fee
        yield [
            board.year,
            row.member.name,
            row.member.code,
            fee.population if fee and fee.population is not None else "",
            fee.amount if fee else "",
            fee.get_state_display() if fee else "",
            *(cell.words for cell in row.cells),
            ", ".join(cell.duty.label for cell in row.lacking),
            row.membership.leaves_on or "" if row.membership else "",
        ]


class BoardExportView(CoordinatorOnly):
    """The board of a year for a spreadsheet."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, year: str, file_format: str) -> HttpResponseBase:
        """Give the file."""
        board = read_board(int(year), today=timezone.localdate())
        name = f"{_('ledger')}-{year}.{file_format}"
        if file_format == "xlsx":
            file = open_xlsx(table_header(board), table_rows(board))
            return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX_TYPE)
        response = HttpResponse(
            write_csv(table_header(board), table_rows(board)), content_type="text/csv; charset=utf-8"
        )
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


class ComputeFeesView(LedgerPage):
    """Shows the year's rule and how many fees are there; a POST computes those that are missing."""

    template_name = "ledger/admin/fees.html"
    page_title = gettext_lazy("Compute the year's fees")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """The rule and what is frozen already."""
        year = self.kwargs["year"]
        values = {
            "year": year,
            "rule": FeeRule.objects.filter(year=year).first(),
            "fees": Fee.objects.filter(year=year).select_related("member"),
        }
        return super().get_context_data(**{**values, **context})

    def post(self, request: HttpRequest, year: int) -> HttpResponse:
        """Compute."""
        try:
            fees, left_out = services.compute_fees(year, at=timezone.localdate())
        except services.FeeError as error:
            messages.error(request, str(error))
            return redirect("ledger_admin:fees", year)
        text = ngettext("%(number)d fee is computed.", "%(number)d fees are computed.", len(fees))
        messages.success(request, text % {"number": len(fees)})
        if left_out:
            names = ", ".join(member.name for member in left_out)
            messages.warning(request, _("Left out, because the population is not known: %(names)s.") % {"names": names})
        return redirect(f"{reverse('ledger_admin:board')}?year={year}")

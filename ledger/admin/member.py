"""One member in the ledger: what it owes this year, what was in other years, and a reminder."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from core.private_files import give_private_file
from ledger import services
from ledger.admin.pages import CoordinatorOnly, LedgerPage
from ledger.board import lacking_in, read_row
from ledger.forms import FeeStateForm, LetterForm, LinkForm, NoticeForm, ReportForm
from ledger.models import Membership, YearlyReport
from members.models import Member


class OneMemberPage(LedgerPage):
    """A page about one member and one year."""

    @cached_property
    def member(self) -> Member:
        """The member that the address names."""
        return get_object_or_404(Member.objects.prefetch_related("contacts"), pk=self.kwargs["pk"])

    @property
    def year(self) -> int:
        """The year that the address names."""
        return int(self.kwargs["year"])

    def get_page_subtitle(self) -> str:
        """Which member and year."""
        return f"{self.member.name} {self.year}"

    def to_member(self) -> HttpResponse:
        """Back to the member."""
        return redirect("ledger_admin:member", self.member.pk, self.year)


class MemberView(OneMemberPage):
    """What the member owes, and the forms to write down what came."""

    template_name = "ledger/admin/member.html"
    page_title = gettext_lazy("Membership")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """The member's year, its history and the forms."""
        row = read_row(self.member, self.year, today=timezone.localdate())
        values = {
            "member": self.member,
            "year": self.year,
            "row": row,
            "membership": Membership.objects.filter(member=self.member).first(),
            "fees": self.member.fees.all(),
            "reports": {report.year: report for report in self.member.yearly_reports.all()},
            "forms": self.forms(),
        }
        return super().get_context_data(**{**values, **context})

    def forms(self, data: Any = None, files: Any = None) -> dict[str, forms.Form]:
        """Every form of the page, filled in with what is known; the posted one with what was posted."""
        member = self.member
        membership = Membership.objects.filter(member=member).first()
        report = member.yearly_reports.filter(year=self.year).first()
        fee = member.fees.filter(year=self.year).first()
        initial: dict[str, dict[str, Any]] = {
            "letter": {
                "body": member.letter_body,
                "decided_on": member.letter_decided_on,
                "registry_number": member.letter_registry_number,
            },
            "link": {"url": membership.link_url, "checked_on": membership.link_checked_on} if membership else {},
            "report": {"received_on": report.received_on} if report else {},
            "fee": {"state": fee.state} if fee else {},
            "notice": {},
        }
        classes: dict[str, type[forms.Form]] = {
            "letter": LetterForm, "link": LinkForm, "report": ReportForm, "fee": FeeStateForm, "notice": NoticeForm,
        }  # fmt: skip
        posted = data.get("form") if data else None
        return {
            name: form(data, files, prefix=name) if name == posted else form(prefix=name, initial=initial[name])
            for name, form in classes.items()
        }

    def post(self, request: HttpRequest, pk: int, year: int) -> HttpResponse:
        """Write down what one of the forms says."""
        if request.POST.get("form") == "stay":
            services.withdraw_notice(self.member)
            messages.success(request, _("The notice is taken back."))
            return self.to_member()
        forms_by_name = self.forms(request.POST, request.FILES)
        form = forms_by_name.get(request.POST.get("form", ""))
        if form is None:
            raise Http404
        if not form.is_valid():
            return self.answer(forms=forms_by_name, status=422)
        try:
            self._savers()[request.POST["form"]](form.cleaned_data)
        except services.NoticeError as error:
            messages.error(request, str(error))
            return self.answer(forms=forms_by_name, status=422)
        messages.success(request, _("Saved."))
        return self.to_member()

    def _savers(self) -> dict[str, Callable[[dict[str, Any]], object]]:
        return {
            "letter": lambda data: services.record_letter(self.member, **data),
            "link": lambda data: services.record_link(self.member, **data),
            "report": lambda data: services.record_report(self.member, year=self.year, **data),
            "fee": self._mark_fee,
            "notice": lambda data: services.give_notice(self.member, **data),
        }

    def _mark_fee(self, data: dict[str, Any]) -> None:
        fee = get_object_or_404(self.member.fees, year=self.year)
        services.mark_fee(fee, data["state"], at=timezone.localdate())


class RemindView(OneMemberPage):
    """Names the receivers and what will be asked for; a POST sends it."""

    template_name = "ledger/admin/remind.html"
    page_title = gettext_lazy("Send a friendly reminder")
    header_icon = "mail"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Whom it goes to, and what it says."""
        row = read_row(self.member, self.year, today=timezone.localdate())
        values = {
            "member": self.member,
            "year": self.year,
            "receivers": services.receivers_of(self.member),
            "lacking": lacking_in(row),
            "membership": Membership.objects.filter(member=self.member).first(),
        }
        return super().get_context_data(**{**values, **context})

    def post(self, request: HttpRequest, pk: int, year: int) -> HttpResponse:
        """Send. Pressing twice sends once."""
        try:
            services.remind_member(self.member, self.year, at=timezone.now(), by=self.user)
        except services.ReminderError as error:
            messages.error(request, str(error))
            return redirect("ledger_admin:remind", self.member.pk, self.year)
        names = ", ".join(contact.name for contact in services.receivers_of(self.member))
        messages.success(request, _("A reminder is on its way to %(names)s.") % {"names": names})
        return redirect(f"{reverse('ledger_admin:board')}?year={self.year}")


class LetterFileView(CoordinatorOnly):
    """The letter of intent as a file."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Give it."""
        membership = get_object_or_404(Membership.objects.select_related("member"), member_id=pk)
        return _give(membership.letter_file, f"{_('Letter of intent')} {membership.member.name}")


class ReportFileView(CoordinatorOnly):
    """A yearly report as a file."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, pk: int, year: int) -> HttpResponseBase:
        """Give it."""
        report = get_object_or_404(YearlyReport.objects.select_related("member"), member_id=pk, year=year)
        return _give(report.file, f"{_('Yearly report')} {report}")


def _give(file: Any, title: str) -> HttpResponseBase:
    suffix = "." + file.name.rpartition(".")[2] if file and "." in file.name else ""
    return give_private_file(file, name=f"{title}{suffix}")

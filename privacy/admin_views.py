"""What a coordinator does with personal data: the record, the report, and people without an account."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from wagtail.admin import messages

from accounts.admin_pages import AdminPage, GuardedView
from accounts.models import User
from core.personal_data import INVENTORY, Person
from core.tables import XLSX_TYPE, write_xlsx
from privacy.erasure import ErasureError, ask_for_erasure, carry_out, decide_texts, texts_naming
from privacy.export import collect
from privacy.forms import ActForm
from privacy.models import ErasureRequest, RetentionDay
from privacy.people import find_by_address, has_account, is_known
from privacy.permissions import can_look_after
from privacy.record import as_markdown, header, lines
from privacy.retention import rules
from privacy.views import give_export

MOST_SHOWN = 200


@method_decorator(never_cache, name="dispatch")
class CoordinatorOnly(GuardedView):
    """What only those who look after personal data may open."""

    def may_open(self, user: User | AnonymousUser) -> bool:
        """Only those who look after personal data."""
        return can_look_after(user)


class PrivacyPage(CoordinatorOnly, AdminPage):
    """A page of the admin."""

    header_icon = "user"


class OverviewView(PrivacyPage):
    """From here to everything; what the clock let go; who asked to be erased."""

    template_name = "privacy/admin/overview.html"
    page_title = gettext_lazy("Personal data")
    http_method_names = ["get"]

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """The latest days and requests."""
        titles = {rule.key: rule.title for rule in rules()}
        days = [(row, titles.get(row.rule, row.rule)) for row in RetentionDay.objects.all()[:MOST_SHOWN]]
        requests = ErasureRequest.objects.all()[:MOST_SHOWN]
        controllers = INVENTORY.controllers()
        return super().get_context_data(**context, days=days, requests=requests, controllers=controllers)


class RecordView(CoordinatorOnly):
    """The record of processing as a document or for a spreadsheet."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, file_format: str) -> HttpResponse:
        """Give the file."""
        if file_format == "xlsx":
            answer = HttpResponse(write_xlsx(header(), lines()), content_type=XLSX_TYPE)
        else:
            answer = HttpResponse(as_markdown(at=timezone.now()), content_type="text/markdown; charset=utf-8")
        answer.headers["Content-Disposition"] = f'attachment; filename="{_("record-of-processing")}.{file_format}"'
        return answer


class PersonView(PrivacyPage):
    """Looks a person without an account up by address, gives out what is known, or erases it; only by POST."""

    template_name = "privacy/admin/person.html"
    page_title = gettext_lazy("A person without an account")
    http_method_names = ["get", "post"]

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """An empty form."""
        return super().get_context_data(**{"form": ActForm(), **context})

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Check, then act."""
        form = ActForm(request.POST)
        if not form.is_valid():
            return self.answer(form=form, status=422)
        address = form.cleaned_data["address"]
        if has_account(address):
            form.add_error("address", _("This person has an account, and does it alone under My data."))
            return self.answer(form=form, status=422)
        person = find_by_address(address)
        action = request.POST.get("action")
        if action == "export":
            return give_export(person)
        if action == "erase":
            return self.erase(person, form)
        export = collect(person, at=timezone.now())
        return self.answer(form=form, person=person, export=export, is_known=is_known(person))

    def erase(self, person: Person, form: ActForm) -> HttpResponse:
        """Erase, and show the request."""
        now = timezone.now()
        try:
            erasure = ask_for_erasure(
                person,
                source=ErasureRequest.Source.COORDINATOR,
                check=form.cleaned_data["check_made"],
                at=now,
            )
        except ErasureError:
            form.add_error("address", _("Several people have this address. Give each an own address first."))
            return self.answer(form=form, status=422)
        carry_out(erasure, at=now)
        return redirect("privacy_admin:request", erasure.reference)


class RequestView(PrivacyPage):
    """One request: what was done, and the texts with the name that wait for a decision."""

    template_name = "privacy/admin/request.html"
    page_title = gettext_lazy("Request for erasure")
    http_method_names = ["get", "post"]

    @property
    def erasure(self) -> ErasureRequest:
        """The request of the address."""
        return get_object_or_404(ErasureRequest, reference=self.kwargs["reference"])

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """The texts, as long as it waits."""
        erasure = self.erasure
        waits = erasure.finished_at is None and erasure.texts == ErasureRequest.Texts.WAITING
        texts = texts_naming(Person.from_json(erasure.person)) if waits else {}
        return super().get_context_data(**context, erasure=erasure, waits=waits, texts=texts)

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Take the name out of the texts, or leave them."""
        if request.POST.get("action") in {"remove", "keep"}:
            decide_texts(self.erasure, remove=request.POST["action"] == "remove", at=timezone.now())
            messages.success(request, _("Saved."))
        return redirect("privacy_admin:request", reference)

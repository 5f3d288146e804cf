"""Applications for membership: the decision, and the list of what is to be done for a new member."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from ledger import services
from ledger.admin.pages import LedgerPage
from ledger.forms import DecisionForm
from ledger.models import Application


class ApplicationsView(LedgerPage):
    """Those that are confirmed, the newest first."""

    template_name = "ledger/admin/applications.html"
    page_title = gettext_lazy("Applications for membership")
    http_method_names = ["get"]

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """The applications whose address was confirmed."""
        found = Application.objects.exclude(state=Application.State.UNCONFIRMED).select_related("member")
        return super().get_context_data(applications=found, **context)


class ApplicationView(LedgerPage):
    """One application; what is done with it is a POST."""

    template_name = "ledger/admin/application.html"
    page_title = gettext_lazy("Application for membership")

    @cached_property
    def application(self) -> Application:
        """The application that the address names, once its address is confirmed."""
        found = Application.objects.exclude(state=Application.State.UNCONFIRMED).select_related("member", "decided_by")
        return get_object_or_404(found, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        """Whose."""
        return self.application.name

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """The application and its steps."""
        values = {
            "application": self.application,
            "steps": self.application.steps.select_related("done_by"),
            "form": DecisionForm(),
            "year": timezone.localdate().year,
        }
        return super().get_context_data(**{**values, **context})

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Decide, tick off, or make the member, by the button that was pressed."""
        action = request.POST.get("action", "")
        if action not in {"accept", "decline", "steps", "welcome"}:
            raise Http404
        try:
            return getattr(self, f"_{action}")(request)
        except services.ApplicationError as error:
            messages.error(request, str(error))
            return redirect("ledger_admin:application", pk)

    def _decide(self, request: HttpRequest, decide: Any, done: str) -> HttpResponse:
        form = DecisionForm(request.POST)
        if not form.is_valid():
            return self.answer(form=form, status=422)
        decide(self.application, at=timezone.now(), by=self.user, note=form.cleaned_data["note"])
        messages.success(request, done)
        return redirect("ledger_admin:application", self.application.pk)

    def _accept(self, request: HttpRequest) -> HttpResponse:
        return self._decide(request, services.accept, _("The application is accepted. The applicant gets a mail."))

    def _decline(self, request: HttpRequest) -> HttpResponse:
        return self._decide(request, services.decline, _("The application is declined. The applicant gets a mail."))

    def _steps(self, request: HttpRequest) -> HttpResponse:
        ticked = set(request.POST.getlist("step"))
        for step in self.application.steps.all():
            services.set_step(step, is_done=str(step.pk) in ticked, at=timezone.now(), by=self.user)
        messages.success(request, _("Saved."))
        return redirect("ledger_admin:application", self.application.pk)

    def _welcome(self, request: HttpRequest) -> HttpResponse:
        member = services.welcome_member(self.application, at=timezone.now())
        messages.success(request, _("%(member)s is a member now.") % {"member": member})
        return redirect("ledger_admin:application", self.application.pk)

"""The page on which a coordinator says who writes the minutes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from accounts.models import User
from meetings.admin_views import MeetingAdminPage
from meetings.minutes import services
from meetings.minutes.forms import SecretaryForm
from meetings.models import Secretary


class SecretariesView(MeetingAdminPage):
    """Who writes the minutes beside the coordinators; one is named, or taken away again, by POST.

    For the coordinators alone: a secretary names no others.
    """

    header_icon = "clipboard-list"
    template_name = "meetings/admin/secretaries.html"
    page_title = gettext_lazy("Secretaries")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Those named, and a form for one more."""
        values = {
            "secretaries": list(self.meeting.secretaries.select_related("user")),
            "form": SecretaryForm(editors=services.editors_to_choose(self.meeting)),
        }
        return super().get_context_data(**{**values, **context})

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Name one, or take one away."""
        if "drop" in request.POST:
            return self._drop(request.POST["drop"])
        form = SecretaryForm(request.POST, editors=services.editors_to_choose(self.meeting))
        if not form.is_valid():
            return self.answer(status=422, form=form)
        user = get_object_or_404(User, pk=form.cleaned_data["user"])
        try:
            services.name_secretary(self.meeting, user, at=timezone.now(), by=self.user)
        except services.NoEditorError as error:
            form.add_error("user", str(error))
            return self.answer(status=422, form=form)
        messages.success(request, _("%(name)s may write the minutes.") % {"name": user})
        return redirect("meetings_admin:secretaries", self.meeting.pk)

    def _drop(self, key: str) -> HttpResponse:
        found = get_object_or_404(Secretary, pk=key if key.isdecimal() else 0, meeting=self.meeting)
        found.delete()
        messages.success(self.request, _("%(name)s no longer writes the minutes.") % {"name": found.user})
        return redirect("meetings_admin:secretaries", self.meeting.pk)

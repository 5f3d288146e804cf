"""The coordinator's page for the seats of a meeting."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from meetings.admin_views import MeetingAdminPage
from meetings.models import SeatPlan
from meetings.seats.forms import SeatPlanForm
from meetings.seats.handing import save_plan
from meetings.seats.room import plan_of


class SeatsView(MeetingAdminPage):
    """Says how many seats there are, and for whom they are kept until when."""

    template_name = "meetings/admin/seats.html"
    page_title = gettext_lazy("Seats")
    header_icon = "group"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """The form."""
        return super().get_context_data(**{"form": self._form(), **context})

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Keep the seats, and offer what is free."""
        form = self._form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        offers = save_plan(form.save(commit=False), at=timezone.now())
        words = _("The seats are kept.")
        if offers:
            told = ngettext(
                "%(n)d person in line gets a seat offered by mail.",
                "%(n)d people in line get a seat offered by mail.",
                offers,
            )
            words = f"{words} {told % {'n': offers}}"
        messages.success(request, words)
        return self.to_people()

    def _form(self, data: Any = None) -> SeatPlanForm:
        plan = plan_of(self.meeting) or SeatPlan(meeting=self.meeting)
        invited = self.meeting.invitations.current().filter(member__isnull=False)
        members = invited.order_by().values("member").distinct().count()
        return SeatPlanForm(data, instance=plan, members=members)

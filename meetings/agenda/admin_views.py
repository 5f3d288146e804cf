"""The coordinator's page for the agenda and the papers of a meeting."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.admin.views.generic import EditView
from wagtail.admin.widgets.button import Button, HeaderButton

from meetings.admin_views import MeetingAdminPage
from meetings.agenda.checklist import checklist
from meetings.agenda.forms import AGENDA_PANEL
from meetings.agenda.services import send_papers
from meetings.agenda.shown import ShownAgenda, agenda_for
from meetings.minutes.services import follow_agenda
from meetings.models import Meeting
from meetings.permissions import can_manage
from meetings.services import MeetingError


def papers_context(meeting: Meeting) -> dict[str, Any]:
    """The checklist and the log: what both pages say of the papers."""
    notices = list(meeting.paper_notices.select_related("mailing", "sent_by"))
    agenda: ShownAgenda = agenda_for(meeting, is_inside=True)
    return {
        "due_on": meeting.papers_due_on,
        "checks": checklist(meeting, agenda, notices, now=timezone.now()),
        "notices": notices,
        "agenda": agenda,
        "can_send": meeting.is_announced and meeting.ends_at > timezone.now() and bool(agenda.items),
    }


class AgendaView(EditView):
    """Everything on one page: what is late, the items in their order, the documents, and when they were sent."""

    model = Meeting
    panel = AGENDA_PANEL
    template_name = "meetings/admin/agenda.html"
    page_title = gettext_lazy("Agenda and papers")
    header_icon = "list-ol"
    edit_url_name = "meetings_admin:agenda"
    success_message = gettext_lazy("The agenda and the papers are saved. Nobody has been told.")
    error_message = gettext_lazy("Something needs to be mended before the agenda can be saved.")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse whoever may not manage meetings."""
        if not can_manage(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        """Nothing else is done here."""
        return []

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """The ways to the minutes and to the answers."""
        people = reverse("meetings_admin:people", args=[self.object.pk])
        minutes = reverse("meetings_admin:minutes", args=[self.object.pk])
        return [
            HeaderButton(gettext_lazy("Minutes"), url=minutes, icon_name="clipboard-list"),
            HeaderButton(gettext_lazy("Who comes"), url=people, icon_name="group"),
        ]

    def get_form_class(self) -> type:
        """The items and the documents; nothing else of the meeting."""
        return AGENDA_PANEL.get_form_class()

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Where this page stands: under the meeting's form."""
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("meeting_records:index"), "label": _("Meetings")},
            {"url": reverse("meeting_records:edit", args=[self.object.pk]), "label": self.object.title},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_success_url(self) -> str:
        """Stay here."""
        return reverse("meetings_admin:agenda", args=[self.object.pk])

    def get_success_buttons(self) -> list[Any]:
        """The page is its own way back."""
        return []

    def save_instance(self) -> Meeting:
        """Save, and date the files that came."""
        self.form.prepare_documents(at=timezone.now())
        meeting: Meeting = super().save_instance()
        follow_agenda(meeting)
        return meeting

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """The checklist and the log."""
        found = Meeting.objects.select_related("kind", "theme_group").get(pk=self.object.pk)
        return super().get_context_data(meeting=found, **papers_context(found), **context)


class SendPapersView(MeetingAdminPage):
    """Asks whether the papers are to go out now, and to how many."""

    template_name = "meetings/admin/send_papers.html"
    page_title = gettext_lazy("Send the papers")
    header_icon = "mail"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """What would be sent, and to how many."""
        count = self.meeting.invitations.current().count()
        return super().get_context_data(count=count, **papers_context(self.meeting), **context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Send."""
        try:
            notice = send_papers(self.meeting, at=timezone.now(), by=self.user)
        except MeetingError as error:
            messages.error(request, str(error))
        else:
            text = ngettext(
                "The papers are on their way to %(n)d person.",
                "The papers are on their way to %(n)d people.",
                notice.people,
            )
            messages.success(request, text % {"n": notice.people})
        return redirect("meetings_admin:agenda", self.meeting.pk)

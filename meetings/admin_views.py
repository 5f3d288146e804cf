"""What the coordinator does with a meeting beyond editing it. Each page asks first; only a POST acts."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from accounts.admin_pages import AdminPage
from accounts.models import User
from core.tables import write_csv
from mailings.addresses import InvalidAddressError
from meetings import services
from meetings.forms import CancelForm, GuestForm
from meetings.models import Invitation, Meeting
from meetings.overview import live_part, mails_of, reminder_rows
from meetings.permissions import can_manage
from meetings.seats.handing import settle_meeting
from meetings.words import when_words


class MeetingAdminPage(AdminPage):
    """A page about one meeting, for those who manage meetings."""

    header_icon = "date"

    def may_open(self, user: User | AnonymousUser) -> bool:
        """Only those who may manage meetings."""
        return can_manage(user)

    @cached_property
    def meeting(self) -> Meeting:
        """The meeting that the address names."""
        return get_object_or_404(Meeting.objects.select_related("kind"), pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        """Which meeting."""
        return self.meeting.title

    def trail(self) -> list[dict[str, Any]]:
        """It stands under the meeting's form."""
        return [
            {"url": reverse("meeting_records:index"), "label": _("Meetings")},
            {"url": reverse("meeting_records:edit", args=[self.meeting.pk]), "label": self.meeting.title},
        ]

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """The meeting and its time in words."""
        return super().get_context_data(**{"meeting": self.meeting, "when": when_words(self.meeting), **context})

    def to_people(self) -> HttpResponse:
        """Back to the answers."""
        return redirect("meetings_admin:people", self.meeting.pk)


class CancelView(MeetingAdminPage):
    """Asks whether the meeting is to be called off, and says how many will hear of it."""

    template_name = "meetings/admin/cancel.html"
    page_title = gettext_lazy("Call off the meeting")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """The number of people invited, and a form for the reason."""
        values = {"count": self.meeting.invitations.current().count(), "form": CancelForm()}
        return super().get_context_data(**{**values, **context})

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Call the meeting off."""
        form = CancelForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        try:
            services.cancel_meeting(self.meeting, at=timezone.now(), reason=form.cleaned_data["reason"], by=self.user)
        except services.MeetingError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The meeting is called off. Everybody invited gets a mail."))
        return self.to_people()


class PeopleView(MeetingAdminPage):
    """Who is invited and what they answered; a guest is added by POST."""

    template_name = "meetings/admin/people.html"
    page_title = gettext_lazy("Who comes")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """The invitations, the answers counted, the seats, the reminders and the mails."""
        now = timezone.now()
        invitations = list(self.meeting.invitations.current().select_related("member", "seat_claim"))
        mailings = mails_of(self.meeting)
        values = {
            **live_part(self.meeting, now=now),
            "invitations": invitations,
            "missing": [row for row in invitations if row.answer == Invitation.Answer.NONE],
            "mailings": mailings,
            "reminders": reminder_rows(self.meeting, mailings, now=now) if self.meeting.is_announced else [],
            "answers_are_open": self.meeting.is_announced and now < self.meeting.answers_close_at,
            "is_over": self.meeting.ends_at <= now,
            "form": GuestForm(),
        }
        return super().get_context_data(**{**values, **context})

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Invite one more person."""
        form = GuestForm(request.POST)
        if form.is_valid() and self._invite(form):
            messages.success(request, _("%(name)s is invited.") % {"name": form.cleaned_data["name"]})
            return self.to_people()
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def _invite(self, form: GuestForm) -> bool:
        if not self.meeting.is_announced or self.meeting.ends_at <= timezone.now():
            form.add_error(None, _("Only a meeting that is announced and not over takes more people."))
            return False
        try:
            services.add_guest(self.meeting, **form.cleaned_data, at=timezone.now(), by=self.user)
        except InvalidAddressError as error:
            form.add_error("address", str(error))
            return False
        return True


class LiveView(MeetingAdminPage):
    """The part of the page that is fetched again and again."""

    http_method_names = ["get"]
    template_name = "meetings/admin/live.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """The answers counted, and the seats."""
        return {"meeting": self.meeting, **live_part(self.meeting, now=timezone.now()), **context}


class PeopleExportView(MeetingAdminPage):
    """The answers as a file for a spreadsheet, in which nothing is taken for a formula."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give the file."""
        header = [_("Name"), _("Member"), _("E-mail address"), _("Answer"), _("Takes part"), _("Dietary needs")]
        header += [_("What you need to take part"), _("Answered"), _("Message")]
        rows = [
            (
                row.name,
                row.member.name if row.member else "",
                row.address,
                row.get_answer_display(),
                row.get_way_display(),
                row.diet,
                row.access_needs,
                timezone.localtime(row.answered_at).strftime("%Y-%m-%d %H:%M") if row.answered_at else "",
                row.comment,
            )
            for row in self.meeting.invitations.current().select_related("member")
        ]
        response = HttpResponse(write_csv(header, rows), content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = f'attachment; filename="{self.meeting.slug}.csv"'
        response.headers["Cache-Control"] = "private, no-store"
        return response


class RemindView(MeetingAdminPage):
    """Reminds those who have not answered."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Send the reminder."""
        count = services.remind(self.meeting, at=timezone.now(), by=self.user)
        if count:
            text = ngettext(
                "A reminder is on its way to %(n)d person.", "A reminder is on its way to %(n)d people.", count
            )
            messages.success(request, text % {"n": count})
        else:
            messages.warning(request, _("Nobody was reminded: all have answered, or answers are closed."))
        return self.to_people()


class RemoveView(MeetingAdminPage):
    """Asks whether somebody's invitation is to be taken back."""

    template_name = "meetings/admin/remove.html"
    page_title = gettext_lazy("Take the invitation back")

    @cached_property
    def invitation(self) -> Invitation:
        """Whose it is."""
        return get_object_or_404(Invitation, pk=self.kwargs["invitation_pk"], meeting=self.meeting)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """The invitation."""
        return super().get_context_data(invitation=self.invitation, **context)

    def post(self, request: HttpRequest, pk: int, invitation_pk: int) -> HttpResponse:
        """Take it back."""
        services.remove_attendee(self.invitation, at=timezone.now(), by=self.user)
        settle_meeting(self.meeting, now=timezone.now())
        messages.success(request, _("The invitation is taken back."))
        return self.to_people()

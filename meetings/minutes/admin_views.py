"""The pages on which minutes are written, attendance is taken and adjusters are asked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from accounts.models import User
from core.tables import XLSX_TYPE, write_xlsx
from mailings.addresses import InvalidAddressError
from meetings.admin_views import MeetingAdminPage
from meetings.agenda.shown import agenda_for
from meetings.minutes import services
from meetings.minutes.canonical import is_intact
from meetings.minutes.forms import AdjustersForm, AttendeeForm, FactsForm, ItemForms, TitleForm
from meetings.minutes.people import Person, people_of
from meetings.minutes.shown import minutes_of, show_minutes
from meetings.models import ActionItem, Attendee, LockedError, Minutes, MinutesItem
from meetings.permissions import can_manage, can_write_minutes
from meetings.services import MeetingError


class MinutesAdminPage(MeetingAdminPage):
    """A page about the minutes of one meeting. Whatever is locked is only shown."""

    header_icon = "clipboard-list"

    def may_open(self, user: User | AnonymousUser) -> bool:
        """The coordinators, and the meeting's secretaries."""
        return can_write_minutes(user, self.meeting)

    def trail(self) -> list[dict[str, Any]]:
        """A secretary has no pages of meetings in the admin: the trail begins at the minutes."""
        return super().trail() if can_manage(self.user) else []

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Say why something was refused, and show what there is."""
        try:
            return super().dispatch(request, *args, **kwargs)
        except LockedError:
            messages.error(request, _("The minutes are adjusted and locked. Nothing was changed."))
        except services.NotWritableError:
            messages.error(request, _("The minutes are with their adjusters. Take them back to change them."))
        return self.to_minutes()

    @cached_property
    def minutes(self) -> Minutes:
        """The minutes, which must have been begun."""
        found = minutes_of(self.meeting)
        if found is None:
            raise Http404
        found.meeting = self.meeting
        return found

    @cached_property
    def people(self) -> dict[str, Person]:
        """Who can be given something to do."""
        return people_of(self.meeting, by=self.user)

    def to_minutes(self, anchor: str = "") -> HttpResponse:
        """Back to the minutes."""
        url = reverse("meetings_admin:minutes", args=[self.kwargs["pk"]])
        return redirect(f"{url}#{anchor}" if anchor else url)


class MinutesView(MinutesAdminPage):
    """All items beside the agenda, each with a form of its own; a POST begins the minutes or saves who wrote them."""

    template_name = "meetings/admin/minutes.html"
    page_title = gettext_lazy("Minutes")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """The agenda and what is written; before the beginning, the agenda alone."""
        agenda = agenda_for(self.meeting, is_inside=True)
        found = minutes_of(self.meeting)
        values: dict[str, Any] = {"agenda": agenda, "minutes": found, "can_manage": can_manage(self.user)}
        if found is not None:
            found.meeting = self.meeting
            shown = show_minutes(found)
            values |= {"shown": shown, "is_intact": found.is_locked and is_intact(found, shown)}
        if found is not None and found.is_writable:
            by_item = {row.item.pk: row for row in agenda.items}
            # From the items that were read already: the forms ask the database nothing more.
            rows = [
                (row, by_item.get(row.item.agenda_item_id), ItemForms(row.item, self.people)) for row in shown.items
            ]
            values |= {"rows": rows, "title_form": TitleForm(), "facts_form": FactsForm(instance=found)}
        values["follow_up"] = services.open_actions_before(self.meeting, now=timezone.now())
        return super().get_context_data(**{**values, **context})

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Begin, add an item, or save who chaired and wrote."""
        if "begin" in request.POST:
            return self._begin()
        if "title" in request.POST:
            return self._add_item(TitleForm(request.POST))
        form = FactsForm(request.POST, instance=self.minutes)
        if form.is_valid():
            services.save_facts(self.minutes, **form.cleaned_data)
            messages.success(request, _("Saved."))
        return self.to_minutes()

    def _begin(self) -> HttpResponse:
        try:
            services.start_minutes(self.meeting, at=timezone.now(), by=self.user)
        except MeetingError as error:
            messages.error(self.request, str(error))
        return self.to_minutes()

    def _add_item(self, form: TitleForm) -> HttpResponse:
        if not form.is_valid():
            return self.to_minutes()
        item = services.add_item(self.minutes, title=form.cleaned_data["title"])
        return self.to_minutes(f"item-{item.pk}")


class MinutesItemView(MinutesAdminPage):
    """One item. Where somebody else has saved it in the meantime, both texts are shown and nothing is lost."""

    template_name = "meetings/admin/minutes_item.html"
    page_title = gettext_lazy("An item of the minutes")

    @cached_property
    def item(self) -> MinutesItem:
        """The item that the address names."""
        return get_object_or_404(MinutesItem, pk=self.kwargs["item_pk"], minutes=self.minutes)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """The form."""
        values = {"minutes": self.minutes, "item": self.item, "forms": ItemForms(self.item, self.people)}
        return super().get_context_data(**{**values, **context})

    def post(self, request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
        """Save, unless somebody else was first."""
        forms = ItemForms(self.item, self.people, request.POST)
        if not forms.is_valid():
            return self.render_to_response(self.get_context_data(forms=forms), status=422)
        try:
            services.save_item(self.item, forms.draft(), version=forms.version, at=timezone.now(), by=self.user)
        except services.ConflictError as conflict:
            return self._show_both(forms, conflict.item)
        messages.success(request, _("“%(title)s” is saved.") % {"title": self.item.title})
        return self.to_minutes(f"item-{self.item.pk}")

    def _show_both(self, mine: ItemForms, theirs: MinutesItem) -> HttpResponse:
        """What I wrote stays in the form, which now knows that it follows what the other saved."""
        data = self.request.POST.copy()
        data[mine.form.add_prefix("version")] = str(theirs.version)
        forms = ItemForms(theirs, self.people, data)
        context = self.get_context_data(forms=forms, theirs=theirs, their_draft=services.item_draft(theirs))
        return self.render_to_response(context, status=409)


class AttendanceView(MinutesAdminPage):
    """Who is there, one row a person; only rows that were changed are saved."""

    template_name = "meetings/admin/attendance.html"
    page_title = gettext_lazy("Attendance")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Everybody expected, and a form for one more."""
        values = {
            "minutes": self.minutes,
            "attendees": list(self.minutes.attendees.all()),
            "choices": Attendee.Presence.choices,
            "form": AttendeeForm(),
        }
        return super().get_context_data(**{**values, **context})

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Save what differs from what the page showed, or add a person."""
        if "name" in request.POST:
            form = AttendeeForm(request.POST)
            if not form.is_valid():
                return self.render_to_response(self.get_context_data(form=form), status=422)
            services.add_attendee(self.minutes, **form.cleaned_data)
        else:
            services.note_presence(self.minutes, self._changes(request))
            messages.success(request, _("The attendance is saved."))
        return redirect("meetings_admin:attendance", self.meeting.pk)

    def _changes(self, request: HttpRequest) -> dict[int, str]:
        keys = self.minutes.attendees.values_list("pk", flat=True)
        now = {key: request.POST.get(f"presence-{key}", "") for key in keys}
        return {
            key: value
            for key, value in now.items()
            if value in Attendee.Presence.values and value != request.POST.get(f"was-{key}")
        }


class AttendanceExportView(MinutesAdminPage):
    """The attendance list as a file for a spreadsheet, in which nothing is taken for a formula."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give the file."""
        header = [_("Name"), _("Member"), _("Role"), _("Presence")]
        rows = [
            (row.name, row.member_name, row.get_role_display(), row.get_presence_display())
            for row in self.minutes.attendees.all()
        ]
        name = f"{self.meeting.slug}-{_('attendance')}.xlsx"
        response = HttpResponse(write_xlsx(header, rows), content_type=XLSX_TYPE)
        response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
        response.headers["Cache-Control"] = "private, no-store"
        return response


class AdjustView(MinutesAdminPage):
    """Chooses the adjusters and asks them; shows who has answered what; takes the minutes back."""

    template_name = "meetings/admin/adjust.html"
    page_title = gettext_lazy("Adjustment")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """The minutes as the adjusters read them, their answers, and the form."""
        values = {
            "minutes": self.minutes,
            "shown": show_minutes(self.minutes),
            "earlier": self.minutes.adjusters.filter(round__lt=self.minutes.adjustment_round).exclude(comment=""),
            "form": AdjustersForm(people=self.people),
        }
        return super().get_context_data(**{**values, **context})

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask, or take back."""
        if "take-back" in request.POST:
            services.take_back(self.minutes, at=timezone.now())
            return self.to_minutes()
        form = AdjustersForm(request.POST, people=self.people)
        if form.is_valid() and self._send(form):
            messages.success(request, _("The adjusters get a mail."))
            return redirect("meetings_admin:minutes-adjust", self.meeting.pk)
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def _send(self, form: AdjustersForm) -> bool:
        try:
            services.send_for_adjustment(self.minutes, form.adjusters(), at=timezone.now(), by=self.user)
        except (MeetingError, InvalidAddressError) as error:
            form.add_error(None, forms.ValidationError(str(error)))
            return False
        return True


class ActionDoneView(MinutesAdminPage):
    """Writes down that something is done, from the list of what is to be followed up at this meeting."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, action_pk: int) -> HttpResponse:
        """Done."""
        actions = ActionItem.objects.agreed().before(self.meeting)
        services.mark_done(get_object_or_404(actions, pk=action_pk), at=timezone.now())
        return self.to_minutes()

"""What the coordinator does with a series: make it, follow it, change or call off what is left of it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Count, Max, Min, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from mailings.addresses import InvalidAddressError
from meetings import services
from meetings.admin_views import MeetingAdminPage
from meetings.forms import CancelForm, GuestForm
from meetings.models import Invitation, Meeting, MeetingSeries
from meetings.series_forms import FollowingForm, RuleForm
from meetings.words import series_words

ANSWER = Invitation.Answer


class MakeSeriesView(MeetingAdminPage):
    """Lets a draft come back. The dates are shown, and some may be left out, before anything is made."""

    template_name = "meetings/admin/series_make.html"
    page_title = gettext_lazy("Let the meeting come back")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """The form, and the dates that it gives once it is filled in."""
        asked = self.request.GET if "pattern" in self.request.GET else None
        form = context.pop("form", None) or RuleForm(asked, meeting=self.meeting)
        shows_dates = form.is_bound and form.is_valid()
        values = {
            "form": form,
            "dates": form.starts if shows_dates else [],
            "is_lone_draft": self.meeting.state == Meeting.State.DRAFT and self.meeting.series_id is None,
        }
        return super().get_context_data(**{**values, **context})

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Make the series of the dates that are kept."""
        form = RuleForm(request.POST, meeting=self.meeting)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        try:
            series = services.make_series(self.meeting, form.rule, left_out=form.left_out(request.POST.getlist("keep")))
        except services.MeetingError as error:
            messages.error(request, str(error))
            return redirect("meeting_records:edit", self.meeting.pk)
        count = series.meetings.count()
        text = ngettext("The series has %(n)d time, a draft.", "The series has %(n)d times, all drafts.", count)
        messages.success(request, text % {"n": count})
        return redirect("meetings_admin:series", self.meeting.pk)


class SeriesPage(MeetingAdminPage):
    """A page about the series that a meeting belongs to."""

    @cached_property
    def meeting(self) -> Meeting:
        """The time of the series that the address names."""
        found = Meeting.objects.select_related("kind", "series").filter(series__isnull=False)
        return get_object_or_404(found, pk=self.kwargs["pk"])

    @property
    def series(self) -> MeetingSeries:
        """Its series."""
        if self.meeting.series is None:
            raise Http404
        return self.meeting.series

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """The series, how often it meets, and the times of it that follow from this one."""
        following = services.following(self.meeting, at=timezone.now())
        values = {
            "series": self.series,
            "how_often": series_words(self.series),
            "following": following,
            "people": services.people_of(following),
        }
        return super().get_context_data(**{**values, **context})

    def to_series(self) -> HttpResponse:
        """Back to the series."""
        return redirect("meetings_admin:series", self.meeting.pk)


class SeriesView(SeriesPage):
    """All times of a series with their answers, and its people. One more person is invited to what is left by POST."""

    template_name = "meetings/admin/series.html"
    page_title = gettext_lazy("The series")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """The times and the people, in a constant number of queries."""
        stands = Q(invitations__removed_at__isnull=True)
        times = self.series.meetings.order_by("recurs_at").annotate(
            invited=Count("invitations", filter=stands),
            coming=Count("invitations", filter=stands & Q(invitations__answer=ANSWER.YES)),
            unanswered=Count("invitations", filter=stands & Q(invitations__answer=ANSWER.NONE)),
        )
        now = timezone.now()
        to_come = Invitation.objects.current().filter(meeting__series=self.series, meeting__ends_at__gt=now)
        people = to_come.order_by("address").values("address")
        values = {
            "times": list(times),
            "members_of_series": people.annotate(name=Max("name"), times=Count("pk"), invitation=Min("pk")),
            "is_over": all(row.ends_at <= now for row in times),
            "now": now,
            "form": GuestForm(),
        }
        return super().get_context_data(**{**values, **context})

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Invite one more person to all times to come."""
        form = GuestForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        try:
            is_new = services.add_guest_to_series(self.series, **form.cleaned_data, at=timezone.now(), by=self.user)
        except InvalidAddressError as error:
            form.add_error("address", str(error))
            return self.render_to_response(self.get_context_data(form=form), status=422)
        name = {"name": form.cleaned_data["name"]}
        if is_new:
            messages.success(request, _("%(name)s is invited to all times to come, with one mail.") % name)
        else:
            messages.info(request, _("%(name)s is invited to all times to come already.") % name)
        return self.to_series()


class ChangeFollowingView(SeriesPage):
    """Changes a time and all that follow; says before how many times and people it is about."""

    template_name = "meetings/admin/series_change.html"
    page_title = gettext_lazy("Change this time and all that follow")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """The form, as this time is now."""
        form = context.pop("form", None) or FollowingForm(meeting=self.meeting)
        return super().get_context_data(form=form, **context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Change them."""
        form = FollowingForm(request.POST, meeting=self.meeting)
        if form.is_valid():
            try:
                mailings = services.change_following(self.meeting, form.changes, at=timezone.now(), by=self.user)
            except ValidationError as error:
                form.add_error(None, error.message_dict.get(NON_FIELD_ERRORS, error.messages))
            else:
                text = _("The times are changed. In a minute everybody invited gets one mail about it.")
                messages.success(request, text if mailings else _("The times are changed. Nobody is mailed."))
                return self.to_series()
        return self.render_to_response(self.get_context_data(form=form), status=422)


class CancelFollowingView(SeriesPage):
    """Asks whether a time and all that follow are to be called off."""

    template_name = "meetings/admin/series_cancel.html"
    page_title = gettext_lazy("Call off this time and all that follow")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """A form for the reason."""
        form = context.pop("form", None) or CancelForm()
        return super().get_context_data(form=form, **context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Call them off."""
        form = CancelForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        reason = form.cleaned_data["reason"]
        try:
            services.cancel_following(self.meeting, at=timezone.now(), reason=reason, by=self.user)
        except services.MeetingError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The times are called off. Everybody invited gets one mail."))
        return self.to_series()


class RemoveFromSeriesView(SeriesPage):
    """Asks whether somebody's invitations to all times to come are to be taken back."""

    template_name = "meetings/admin/series_remove.html"
    page_title = gettext_lazy("Take the person off the series")

    @cached_property
    def invitation(self) -> Invitation:
        """One of the person's invitations."""
        rows = Invitation.objects.current().filter(meeting__series=self.series)
        return get_object_or_404(rows, pk=self.kwargs["invitation_pk"])

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Whose."""
        return super().get_context_data(invitation=self.invitation, **context)

    def post(self, request: HttpRequest, pk: int, invitation_pk: int) -> HttpResponse:
        """Take them back."""
        services.remove_from_series(self.series, self.invitation.address, at=timezone.now(), by=self.user)
        messages.success(request, _("The invitations to all times to come are taken back, with one mail."))
        return self.to_series()


class DissolveSeriesView(SeriesPage):
    """Asks whether a series of drafts is to be one draft again."""

    template_name = "meetings/admin/series_dissolve.html"
    page_title = gettext_lazy("Make the series one draft again")

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Delete all drafts but the first."""
        try:
            first = services.dissolve_series(self.series)
        except services.MeetingError as error:
            messages.error(request, str(error))
            return self.to_series()
        messages.success(request, _("The series is one draft again."))
        return redirect("meeting_records:edit", first.pk)

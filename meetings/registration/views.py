"""Pages on which anybody registers for a public meeting. A link in a mail only ever shows a form; POST acts.

No page asks for a cookie, not even the one against cross-site requests: what is asked for counts only once the owner of
the address has confirmed it.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

from core.rate_limits import client_address, is_too_often
from meetings.models import Meeting, Registration
from meetings.registration import services
from meetings.registration.forms import RegistrationForm
from meetings.seats.room import plan_of, read_room
from meetings.seats.rules import Person
from meetings.views import meeting_words

TRIES_PER_HOUR = 10
HOUR = 3600


def public_meeting(pk: int) -> Meeting:
    """A meeting that everybody may come to and that is shown; for others it is as if there were none."""
    meetings = Meeting.objects.shown().public().for_rows()
    found: Meeting = get_object_or_404(meetings, pk=pk)
    return found


def has_line(meeting: Meeting) -> bool:
    """Whether somebody who registers now for a seat on site waits in line."""
    plan = plan_of(meeting)
    return plan is not None and not read_room(plan, now=timezone.now()).has_seat_for(Person(0, None, ""))


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class RegisterView(View):
    """The form; the answer is the same for addresses that are known and for others."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the form, or that it is too late."""
        meeting = public_meeting(pk)
        return self.show(request, meeting, RegistrationForm(meeting=meeting))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Send the mail that asks the owner of the address."""
        meeting = public_meeting(pk)
        form = RegistrationForm(request.POST, meeting=meeting)
        if not form.is_valid():
            return self.show(request, meeting, form, status=422)
        if form.is_trapped:
            return redirect("meetings:registration-requested", meeting.pk)
        if is_too_often("meeting-registration", client_address(request), most=TRIES_PER_HOUR, seconds=HOUR):
            form.add_error(None, _("Many have registered from where you are. Wait an hour and send the form again."))
            return self.show(request, meeting, form, status=429)
        try:
            services.request_registration(meeting, form.wishes, address=form.cleaned_data["address"], at=timezone.now())
        except services.RegistrationClosedError:
            return self.show(request, meeting, form, status=409)
        return redirect("meetings:registration-requested", meeting.pk)

    def show(
        self, request: HttpRequest, meeting: Meeting, form: RegistrationForm, *, status: int = 200
    ) -> HttpResponse:
        """The page."""
        context = {
            **meeting_words(meeting),
            "form": form,
            "is_open": meeting.takes_registrations(timezone.now()),
            "has_line": has_line(meeting),
        }
        return render(request, "meetings/register.html", context, status=status)


class RequestedView(View):
    """Tells everybody who sent the form to look in the inbox."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the page."""
        return render(request, "meetings/register_requested.html", meeting_words(public_meeting(pk)))


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class ConfirmView(View):
    """The page that the mail leads to."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Answer, with the headers that keep the address of the page a secret."""
        response = super().dispatch(request, *args, **kwargs)
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """Show what was filled in, and the button. A scanner that follows the link changes nothing."""
        rows = Registration.objects.with_token(token).select_related("meeting__kind", "meeting__theme_group")
        registration = rows.first()
        if registration is None:
            return self.gone(request)
        if registration.confirmed_at is not None:
            known = registration.meeting.invitations.current().filter(address=registration.address).first()
            return redirect("meetings:invitation-respond", known.token) if known else self.gone(request)
        if not registration.can_confirm(at=timezone.now()):
            return self.gone(request)
        return self._show(request, registration)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """Register."""
        try:
            invitation = services.confirm_registration(token, at=timezone.now())
        except services.LinkGoneError:
            return self.gone(request)
        except services.RegistrationClosedError:
            registration = Registration.objects.with_token(token).select_related("meeting__kind").first()
            if registration is None:
                raise Http404 from None
            return self._show(request, registration, status=409)
        return redirect("meetings:invitation-respond", invitation.token)

    def gone(self, request: HttpRequest) -> HttpResponse:
        """Say that the link opens nothing (any more)."""
        return render(request, "meetings/link_gone.html", status=404)

    def _show(self, request: HttpRequest, registration: Registration, *, status: int = 200) -> HttpResponse:
        context = {
            **meeting_words(registration.meeting),
            "registration": registration,
            "is_open": registration.meeting.takes_registrations(timezone.now()),
        }
        return render(request, "meetings/register_confirm.html", context, status=status)

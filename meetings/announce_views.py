"""Announcing: whom it goes to, who is left out and why, people added by name; sent when the coordinator says so."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from mailings.addresses import InvalidAddressError
from mailings.models import Mailing
from meetings import services
from meetings.admin_views import MeetingAdminPage
from meetings.audience import audience_of, choices_for
from meetings.forms import ChosenPeopleForm, GuestForm
from meetings.models import ChosenPerson

MOST_CHOICES = 200


class AnnouncePage(MeetingAdminPage):
    """The page as it stands, and what may be done on it."""

    template_name = "meetings/admin/announce.html"
    page_title = gettext_lazy("Announce the meeting")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """The audience as it is now, and whom else one could choose."""
        text = self.request.GET.get("who", "")[:100]
        choices = list(choices_for(self.meeting, text))
        values = {
            "audience": audience_of(self.meeting),
            "who": text,
            "choices": choices[:MOST_CHOICES],
            "more_choices": max(0, len(choices) - MOST_CHOICES),
            "guest_form": GuestForm(),
        }
        return super().get_context_data(**{**values, **context})

    def to_page(self, anchor: str = "audience") -> HttpResponse:
        """Back to the page."""
        response = redirect("meetings_admin:announce", self.meeting.pk)
        response["Location"] += f"#{anchor}"
        return response


class AnnounceView(AnnouncePage):
    """Shows to whom the invitation goes and who is left out, and sends it when asked to."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Announce the meeting, or the series that it belongs to."""
        try:
            mailings = self._announce(seen=request.POST.get("seen", ""))
        except services.AudienceChangedError as error:
            messages.warning(request, str(error))
            return self.to_page()
        except services.MeetingError as error:
            messages.error(request, str(error))
            return self.to_people()
        count = sum(mailing.deliveries.count() for mailing in mailings)
        text = ngettext(
            "The invitation is on its way to %(n)d person.", "The invitation is on its way to %(n)d people.", count
        )
        messages.success(request, text % {"n": count})
        return self.to_people()

    def _announce(self, *, seen: str) -> list[Mailing]:
        now = timezone.now()
        if self.meeting.series is not None:
            return services.announce_series(self.meeting.series, at=now, by=self.user, seen=seen)
        mailing = services.announce(self.meeting, at=now, by=self.user, seen=seen)
        return [mailing] if mailing else []


class ChoosePeopleView(AnnouncePage):
    """Adds people who are found by name."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Choose them."""
        form = ChosenPeopleForm(request.POST)
        if not form.is_valid():
            return self.answer(status=422, choose_error=_("Tick those whom you want to add."))
        try:
            people = services.choose_people(self.meeting, form.cleaned_data["people"], at=timezone.now(), by=self.user)
        except services.MeetingError as error:
            messages.error(request, str(error))
            return self.to_people()
        text = ngettext("%(n)d person is added.", "%(n)d people are added.", len(people))
        messages.success(request, text % {"n": len(people)})
        return self.to_page()


class ChooseGuestView(AnnouncePage):
    """Adds a guest by e-mail."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Choose the guest; what is wrong is said at its field."""
        form = GuestForm(request.POST)
        if form.is_valid() and self._choose(form):
            messages.success(request, _("%(name)s is added.") % {"name": form.cleaned_data["name"]})
            return self.to_page()
        return self.answer(status=422, guest_form=form)

    def _choose(self, form: GuestForm) -> bool:
        try:
            services.choose_guest(self.meeting, **form.cleaned_data, at=timezone.now(), by=self.user)
        except (InvalidAddressError, services.MeetingError) as error:
            form.add_error("address", str(error))
            return False
        return True


class DropChosenView(AnnouncePage):
    """Takes away somebody who was chosen."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, chosen_pk: int) -> HttpResponse:
        """Take away."""
        chosen = get_object_or_404(ChosenPerson, pk=chosen_pk, meeting=self.meeting)
        try:
            services.drop_chosen(chosen)
        except services.MeetingError as error:
            messages.error(request, str(error))
            return self.to_people()
        messages.success(request, _("The person is taken away again."))
        return self.to_page()

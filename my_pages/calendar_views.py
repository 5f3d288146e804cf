"""The address of my own calendar feed: made, made anew, and taken back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.links import public_url
from meetings.models import CalendarKey
from meetings.services import end_calendar_key, make_calendar_key
from my_pages.frame import MyPage


def own_feed_address(key: CalendarKey | None) -> str:
    """The whole address of the feed, in the active language; "" where there is none."""
    return public_url(reverse("meetings:own-feed", args=[key.token])) if key else ""


class CalendarKeyView(MyPage):
    """Makes the address, or takes it back (`end`)."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Do what the button says."""
        if "end" in request.POST:
            end_calendar_key(self.user)
            messages.success(request, _("Your calendar's address is taken back and leads nowhere any more."))
        else:
            make_calendar_key(self.user, at=timezone.now())
            messages.success(request, _("Here is your calendar's address. Anybody who has it can read it: keep it."))
        return redirect(reverse("my_pages:meetings") + "#calendar")

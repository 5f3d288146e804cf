"""Having the links of an issue followed."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError
from wagtail.admin import messages

from accounts.admin_pages import GuardedView
from accounts.models import User
from newsletters.models import NewsletterPage
from newsletters.permissions import can_send
from newsletters.tasks import follow_links


class FollowLinksView(GuardedView):
    """Asks a worker to follow them; the page for sending shows what came of it."""

    http_method_names = ["post"]

    def may_open(self, user: User | AnonymousUser) -> bool:
        """Only who may send."""
        return can_send(user)

    def post(self, request: HttpRequest, page_id: int) -> HttpResponse:
        """Ask, and go back at once: the web may take its time."""
        issue = get_object_or_404(NewsletterPage, pk=page_id)
        try:
            follow_links.delay(issue.pk)
        except OperationalError:
            messages.error(request, _("The links cannot be followed just now. Try again in a minute."))
        else:
            messages.success(request, _("The links are being followed. Load this page again in a moment."))
        return redirect("newsletters_admin:send", issue.pk)

"""The preview of an issue: the mail itself in frames as wide as a phone and a desktop, its text part, and the inbox."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from accounts.admin_pages import AdminPage, GuardedView
from accounts.models import User
from core.rate_limits import is_too_often
from newsletters import sending
from newsletters.admin_forms import TestForm
from newsletters.models import NewsletterPage
from newsletters.permissions import can_send
from newsletters.preview.reading import Issue

WIDTHS = (700, 320)
MOST_TESTS, PER_SECONDS = 30, 3600
# The mail's own styles and pictures, no script, no frame, nothing to send.
MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src * data:; frame-ancestors 'self'; sandbox"
# What programs do that turn the colors of a light mail around; pictures are turned back.
DARK = (
    "<style>html{background:#fff;filter:invert(1) hue-rotate(180deg)}img{filter:invert(1) hue-rotate(180deg)}</style>"
)


class PreviewView(AdminPage):
    """Shows one reading of an issue; a POST sends it to a few addresses as a test."""

    template_name = "newsletters/admin/preview.html"
    page_title = gettext_lazy("Preview of the newsletter")
    header_icon = "view"

    def may_open(self, user: User | AnonymousUser) -> bool:
        """Only who may send."""
        return can_send(user)

    @cached_property
    def issue(self) -> Issue:
        """The issue that the address names, and which reading of it."""
        page = get_object_or_404(NewsletterPage, pk=self.kwargs["page_id"])
        return Issue(page, self.request.GET)

    def get_page_subtitle(self) -> str:
        """Which issue."""
        return str(self.issue.page.title)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """The reading, and a form for a test."""
        address = reverse("newsletters_admin:preview-mail", args=[self.issue.page.pk])
        values = {
            "issue": self.issue,
            "mail": self.issue.mail,
            "mail_url": f"{address}?{self.issue.query}",
            "widths": WIDTHS,
            "form": TestForm(initial={"addresses": self.user.email}),
        }
        return super().get_context_data(**{**values, **context})

    def post(self, request: HttpRequest, page_id: int) -> HttpResponse:
        """Send the reading that is shown to a few addresses."""
        form = TestForm(request.POST)
        if not form.is_valid():
            return self.answer(form=form, status=422)
        if is_too_often("newsletter-test", str(self.user.pk), most=MOST_TESTS, seconds=PER_SECONDS):
            form.add_error("addresses", _("That were many tests within the hour. Wait a little."))
            return self.answer(form=form, status=429)
        to = form.cleaned_data["addresses"]
        issue = self.issue
        sending.send_test_issue(issue.version, to=to, at=timezone.now(), created_by=self.user, group=issue.group)
        messages.success(request, _("A test is on its way to %(addresses)s.") % {"addresses": ", ".join(to)})
        return redirect(f"{reverse('newsletters_admin:preview', args=[issue.page.pk])}?{issue.query}")


class PreviewMailView(GuardedView):
    """The mail's HTML part as it is sent, for a frame."""

    http_method_names = ["get"]

    def may_open(self, user: User | AnonymousUser) -> bool:
        """Only who may send."""
        return can_send(user)

    def get(self, request: HttpRequest, page_id: int) -> HttpResponse:
        """Give it, in a sandbox of its own."""
        issue = Issue(get_object_or_404(NewsletterPage, pk=page_id), request.GET)
        html = issue.mail.html
        response = HttpResponse(html.replace("</head>", f"{DARK}</head>", 1) if issue.is_dark else html)
        response.headers["Content-Security-Policy"] = MAIL_POLICY
        response.headers["X-Frame-Options"] = "SAMEORIGIN"
        response.headers["Cache-Control"] = "private, no-store"
        return response

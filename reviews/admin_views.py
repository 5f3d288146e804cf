"""What is stale: all of it for the coordinator, an editor's own member's for the editor."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from accounts.admin_pages import AdminPage, GuardedView
from accounts.models import User
from reviews import services
from reviews.models import Review, rules_by_kind
from reviews.permissions import may_review, reviews_of

ROWS = 500
STEPS = 200


class ReviewersOnly(GuardedView):
    """What only those may open who have something to review."""

    def may_open(self, user: User | AnonymousUser) -> bool:
        """Only those who edit a member."""
        return may_review(user)


class BoardView(ReviewersOnly, AdminPage):
    """The stale first, or everything."""

    template_name = "reviews/admin/board.html"
    page_title = gettext_lazy("Reviews")
    header_icon = "view"
    http_method_names = ["get"]

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """A page of rows, the longest overdue first."""
        today = timezone.localdate()
        shows_all = "all" in self.request.GET
        found = reviews_of(self.request.user).of_active_members().select_related("member")
        page = Paginator(found if shows_all else found.stale(today), ROWS).get_page(self.request.GET.get("page"))
        shown = {"page": page, "shows_all": shows_all, "today": today, "rules": rules_by_kind()}
        return super().get_context_data(**shown, **context)


class HistoryView(ReviewersOnly, AdminPage):
    """What became of one thing's reviews: who was asked, who answered, when."""

    template_name = "reviews/admin/history.html"
    page_title = gettext_lazy("History of reviews")
    header_icon = "history"
    http_method_names = ["get"]

    def trail(self) -> list[dict[str, Any]]:
        """It stands under the board."""
        return [{"url": reverse("reviews_admin:board"), "label": _("Reviews")}]

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """The thing, the rule that holds for it, and its latest steps."""
        review = get_object_or_404(reviews_of(self.request.user).select_related("member"), pk=self.kwargs["pk"])
        events = list(review.events.all()[:STEPS])
        rule = rules_by_kind()[review.kind]
        return super().get_context_data(**{"review": review, "events": events, "rule": rule, **context})


class ConfirmView(ReviewersOnly):
    """Writes down that one thing is still right."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Confirm, in the name of whoever is signed in."""
        review: Review = get_object_or_404(reviews_of(request.user), pk=pk)
        user = request.user
        if not isinstance(user, User):
            raise PermissionDenied
        services.confirm_reviews([review], on=timezone.localdate(), by=user.get_full_name() or user.email)
        messages.success(request, _("“%(what)s” is reviewed.") % {"what": review.words})
        return redirect("reviews_admin:board")

"""My reviews: what of my member is to be looked through, and "still right" from here."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from my_pages.frame import MyPage
from my_pages.permissions import changeable, own_members
from reviews import services
from reviews.models import Review, ReviewKind, rules_by_kind

STEPS = 20
SOON = datetime.timedelta(days=60)
WHERE_TO_CHANGE = {
    ReviewKind.SECTION: "my_pages:member-profile",
    ReviewKind.STRATEGY: "my_pages:member-profile",
    ReviewKind.CONTACT: "my_pages:member-contacts",
}


class ReviewsView(MyPage, TemplateView):
    """What is due, what is soon due, and what was reviewed last."""

    template_name = "my_pages/reviews.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The reviews of my members, each with where it is changed."""
        today = timezone.localdate()
        members = {member.pk: member for member in own_members(self.user)}
        editable = changeable(self.user, members.values())
        found = self._reviews(members).select_related("member").prefetch_related("events")
        rows = [self._row(review, editable) for review in found]
        due = [row for row in rows if row["review"].is_stale_at(today)]
        soon = [row for row in rows if today <= row["review"].due_on <= today + SOON]
        return super().get_context_data(
            **kwargs,
            due=due,
            soon=soon,
            later=[row for row in rows if row not in due and row not in soon],
            has_members=bool(members),
            shows_member=len(members) > 1,
            rules=rules_by_kind() if rows else {},
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        """Write down in my name that what I ticked is still right."""
        members = {member.pk: member for member in own_members(self.user)}
        ticked = [pk for pk in request.POST.getlist("review") if pk.isdecimal()][:500]
        chosen = self._reviews(members).filter(pk__in=[int(pk) for pk in ticked])
        number = services.confirm_reviews(chosen, on=timezone.localdate(), by=str(self.user))
        if number:
            words = ngettext(
                "Thank you! %(number)s thing is reviewed in your name.",
                "Thank you! %(number)s things are reviewed in your name.",
                number,
            )
            messages.success(request, words % {"number": number})
        else:
            messages.error(request, _("Tick what is still right first."))
        return redirect("my_pages:reviews")

    def _reviews(self, members: dict[int, Any]) -> Any:
        return Review.objects.filter(member__in=members).of_active_members().order_by("due_on", "pk")

    def _row(self, review: Review, editable: set[int]) -> dict[str, Any]:
        view = WHERE_TO_CHANGE.get(ReviewKind(review.kind))
        can_edit = view is not None and review.member_id in editable
        return {
            "review": review,
            "url": reverse(view, args=[review.member_id]) if view and can_edit else "",
            "events": list(review.events.all())[:STEPS],
        }

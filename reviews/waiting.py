"""Reviews that are due, for those who can do them: in the admin, or by the page that a mail led to."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.waiting import WaitingItem, register_waiting
from reviews.models import Review, ReviewRequest

REVIEW = "review"


def reviews_due(user: User, now: datetime.datetime) -> Iterator[WaitingItem]:
    """Each thing of the members that the user edits; a coordinator's are those that nobody else has answered."""
    today = timezone.localdate(now)
    stale = Review.objects.of_active_members().stale(today).select_related("member")
    found = {review.pk: review for review in stale.filter(member__editor_group__user=user)}
    if user.has_perm("members.change_member"):
        found |= {review.pk: review for review in stale.filter(step=Review.Step.COORDINATOR)}
    board = reverse("reviews_admin:board")
    links = dict.fromkeys(found, board)
    requests = ReviewRequest.objects.open_at(now).filter(contact__user=user).order_by("created_at", "pk")
    for request in requests.prefetch_related("reviews__member"):
        url = reverse("reviews:still-right", args=[request.token])
        for review in request.reviews.all():
            if review.is_stale_at(today) and links.get(review.pk) != board:
                found[review.pk], links[review.pk] = review, url
    for pk, review in found.items():
        title = f"{review.member.name}: {review.words}" if review.words != review.member.name else review.words
        yield WaitingItem(title=title, url=links[pk], since=review.due_on, kind=REVIEW)


def register_sources() -> None:
    """Make them known."""
    register_waiting(REVIEW, _("Reviews that are due"), reviews_due, order=50)

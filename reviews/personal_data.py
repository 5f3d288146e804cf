"""What reviews know of people: who was asked, and who said that something is still right."""

from __future__ import annotations

import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.personal_data import (
    Ground,
    Holding,
    Mentions,
    NotPersonal,
    Outcome,
    Purpose,
    Rule,
    by_row,
    delete_rows,
    register,
)
from reviews.models import ReviewEvent, ReviewRequest
from reviews.models.request import LIFETIME

KEEP_REQUESTS = LIFETIME + datetime.timedelta(days=90)
KEEP_HISTORY = datetime.timedelta(days=2 * 365)


def old_requests(now: datetime.datetime) -> QuerySet[ReviewRequest]:
    """Requests whose links ended three months ago."""
    return ReviewRequest.objects.filter(created_at__lt=now - KEEP_REQUESTS)


def old_steps(now: datetime.datetime) -> QuerySet[ReviewEvent]:
    """Steps of reviews that are two years old."""
    return ReviewEvent.objects.filter(happened_on__lt=(now - KEEP_HISTORY).date())


register(
    Purpose(
        key="reviews",
        order=70,
        title=_("Reviews of what is published"),
        why=_("What is published is true, and says when somebody last saw to that, and who."),
        ground=Ground.PUBLIC_TASK,
        whose=_("Members' contacts"),
        what=_("Name of who reviewed last, and when; requests by mail"),
        retention=_("The name until the next review, and two years in its history. Requests: six months."),
        recipients=_("Everybody: the name stands by what was reviewed"),
    ),
    Mentions("reviews.Review", "reviews", "title reviewed_by"),
    Mentions("reviews.ReviewEvent", "reviews", "who"),
    Holding(
        "reviews.ReviewRequest",
        purpose="reviews",
        columns="contact",
        secrets="nonce token_hash",
        find=by_row("members.Contact", "contact"),
        erase=delete_rows,
        order=40,
    ),
    NotPersonal("reviews.ReviewRule", "How often."),
    Rule(
        "review-requests",
        "reviews",
        _("Requests for a review, after six months"),
        Outcome.DELETED,
        apply=lambda now: old_requests(now).delete()[1].get("reviews.ReviewRequest", 0),
        forbidden=lambda now: old_requests(now).count(),
    ),
    Rule(
        "review-history",
        "reviews",
        _("Steps of reviews, after two years"),
        Outcome.DELETED,
        apply=lambda now: old_steps(now).delete()[0],
        forbidden=lambda now: old_steps(now).count(),
    ),
)

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
from reviews.models import ReviewRequest
from reviews.models.request import LIFETIME

KEEP_REQUESTS = LIFETIME + datetime.timedelta(days=90)


def old_requests(now: datetime.datetime) -> QuerySet[ReviewRequest]:
    """Requests whose links ended three months ago."""
    return ReviewRequest.objects.filter(created_at__lt=now - KEEP_REQUESTS)


register(
    Purpose(
        key="reviews",
        order=70,
        title=_("Reviews of what is published"),
        why=_("What is published is true, and says when somebody last saw to that, and who."),
        ground=Ground.PUBLIC_TASK,
        whose=_("Members' contacts"),
        what=_("Name of who reviewed last, and when; requests by mail"),
        retention=_("The name until the next review. Requests: six months."),
        recipients=_("Everybody: the name stands by what was reviewed"),
    ),
    Mentions("reviews.Review", "reviews", "title reviewed_by"),
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
)

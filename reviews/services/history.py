"""Writing down what becomes of reviews. The same step of a day by the same person is written once."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from reviews.models import Review, ReviewEvent

Outcome = ReviewEvent.Outcome
ASKED = {
    Review.Step.OWNER: Outcome.OWNER,
    Review.Step.OTHER: Outcome.OTHER,
    Review.Step.COORDINATOR: Outcome.COORDINATOR,
}


def write_events(reviews: Iterable[Review], outcome: Outcome, *, on: datetime.date, who: str = "") -> None:
    """The same step for each of them."""
    ReviewEvent.objects.bulk_create(
        [ReviewEvent(review=review, outcome=outcome, happened_on=on, who=who[:150]) for review in reviews],
        ignore_conflicts=True,
    )


def write_first_events() -> None:
    """A thing whose day was written before anything was kept of it begins its history with that day."""
    begun = Review.objects.filter(reviewed_on__isnull=False, events__isnull=True)
    ReviewEvent.objects.bulk_create(
        [
            ReviewEvent(review_id=pk, outcome=Outcome.WRITTEN, happened_on=day, who=name)
            for pk, day, name in begun.order_by().values_list("pk", "reviewed_on", "reviewed_by")
            if day is not None
        ],
        ignore_conflicts=True,
    )

"""Keeping the rows in step with what there is, and writing down that something is still right."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from core.months import months_after
from reviews.models import Review, ReviewKind, ReviewRule
from reviews.services.history import Outcome, write_events, write_first_events
from reviews.sources import Subject, all_subjects

DEFAULT_MONTHS = 12
Key = tuple[int, int, str]


class ReviewError(ValueError):
    """A review that cannot be written down."""


def intervals() -> dict[str, int]:
    """Months between reviews, by kind."""
    found = dict(ReviewRule.objects.values_list("kind", "interval_months"))
    return {kind: found.get(kind, DEFAULT_MONTHS) for kind in ReviewKind.values}


@transaction.atomic
def sync_reviews(*, today: datetime.date) -> int:
    """Make a row for each thing that is new, follow what editors wrote by it, forget what is gone; give how many rows.

    A day that an editor wrote counts where it is later than the one that is kept. Running it again changes nothing.
    """
    months = intervals()
    kept: dict[Key, Review] = {(row.content_type_id, row.object_id, row.section): row for row in Review.objects.all()}
    seen: dict[Key, Review] = {}
    written: list[Review] = []
    for subject in all_subjects():
        key = (ContentType.objects.get_for_model(subject.model).pk, subject.object_id, subject.section)
        seen[key] = kept.get(key) or Review(
            content_type_id=key[0], object_id=key[1], section=key[2], known_since=subject.known_since or today
        )
        before = seen[key].reviewed_on
        follow(seen[key], subject, months[subject.kind])
        if key in kept and seen[key].reviewed_on != before:
            written.append(seen[key])
    Review.objects.filter(pk__in=[row.pk for key, row in kept.items() if key not in seen]).delete()
    Review.objects.bulk_create([row for row in seen.values() if row.pk is None], ignore_conflicts=True)
    Review.objects.bulk_update(
        [row for row in seen.values() if row.pk is not None],
        ["kind", "member", "title", "reviewed_on", "reviewed_by", "due_on", "step", "asked_on"],
        batch_size=500,
    )
    for row in written:
        write_events([row], Outcome.WRITTEN, on=row.reviewed_on or today, who=row.reviewed_by)
    write_first_events()
    return len(seen)


def follow(review: Review, subject: Subject, months: int) -> None:
    """Set (not save) what the subject says."""
    review.kind = subject.kind
    review.member_id = subject.member_id
    review.title = subject.title[:255]
    written = subject.reviewed_on
    counts = written is not None and not (subject.inherits and written < review.known_since)
    if written is not None and counts and (review.reviewed_on is None or written > review.reviewed_on):
        set_reviewed(review, on=written, by=subject.reviewed_by)
    review.due_on = months_after(review.reviewed_on or review.known_since, months)


def set_reviewed(review: Review, *, on: datetime.date, by: str) -> None:
    """Set (not save) the day and the name, and that nobody needs to be asked."""
    review.reviewed_on = on
    review.reviewed_by = by[:150]
    review.step = Review.Step.NONE
    review.asked_on = None


@transaction.atomic
def confirm_reviews(reviews: Iterable[Review], *, on: datetime.date, by: str) -> int:
    """Write down that these are still right; give how many. Raises `ReviewError` without a name."""
    if not by.strip():
        raise ReviewError("A review needs a name.")
    months = intervals()
    rows = list(Review.objects.select_for_update().filter(pk__in=[review.pk for review in reviews]))
    for row in rows:
        set_reviewed(row, on=on, by=by)
        row.due_on = months_after(on, months[row.kind])
    Review.objects.bulk_update(rows, ["reviewed_on", "reviewed_by", "step", "asked_on", "due_on"])
    write_events(rows, Outcome.CONFIRMED, on=on, who=by)
    return len(rows)

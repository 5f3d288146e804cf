"""Reviews that a person was asked for, and their going to somebody else."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from accounts.models import User
from members.belongings import Belonging, BelongingKind, HandOver, register_belongings
from members.models import Member
from members.own_belongings import contacts_of
from reviews.models import Review, ReviewKind


def _asked(member: Member, user: User) -> QuerySet[Review]:
    asked = Review.objects.filter(member=member, requests__contact__in=contacts_of(member, user))
    return asked.stale(timezone.localdate()).distinct()


def reviews_in_hand(member: Member, user: User) -> Iterator[Belonging]:
    """What the person was asked to review, and is not reviewed yet."""
    for review in _asked(member, user):
        yield Belonging(_words(review))


def _words(review: Review) -> str:
    """The practice as it is called in the active language, where it is translated; all else as it is."""
    if review.kind != ReviewKind.PRACTICE:
        return review.words
    page = Page.objects.filter(pk=review.object_id).first()
    return page.localized.title if page is not None else review.words


def move_reviews(hand_over: HandOver) -> None:
    """Ask anew, the successor this time: the leaver's links lose their contact and hold no more."""
    asked = [review.pk for review in _asked(hand_over.member, hand_over.leaver)]
    Review.objects.filter(pk__in=asked).update(step=Review.Step.NONE, asked_on=None)


def register_review_belongings() -> None:
    """Make them known."""
    register_belongings(BelongingKind("reviews", _("Reviews that are due"), reviews_in_hand, move_reviews, 40))

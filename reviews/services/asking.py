"""Asking for reviews: first the owner, then the other contact, then the coordinator."""

from __future__ import annotations

import datetime
from collections import defaultdict

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core.tokens import hash_token
from members.models import Contact, Member
from members.permissions import COORDINATOR_GROUP_NAME
from reviews.emails import send_request, tell_coordinators
from reviews.models import Review, ReviewRequest, ReviewRule, rules_by_kind
from reviews.services.history import ASKED, write_events

Step = Review.Step
OTHER_KIND = {
    Contact.Kind.ADMINISTRATIVE.value: Contact.Kind.POLITICAL.value,
    Contact.Kind.POLITICAL.value: Contact.Kind.ADMINISTRATIVE.value,
}


def ask_for_reviews(*, now: datetime.datetime) -> int:
    """Write the mails whose day has come; give how many members were written to. May run twice: each mail goes once.

    A step and its mail are written in one transaction under a lock on the reviews, so that two runs at once do not
    both take it.
    """
    today = timezone.localdate(now)
    waiting = Review.objects.stale(today).of_active_members().exclude(step=Step.COORDINATOR)
    members = Member.objects.filter(pk__in=waiting.order_by().values("member_id"))
    return sum(_ask_member(member, now=now, today=today) for member in members)


def next_step(review: Review, rule: ReviewRule, *, today: datetime.date) -> Step | None:
    """The step that is due today; None where it is not time."""
    if review.step == Step.NONE or review.asked_on is None:
        return Step.OWNER
    waited = (today - review.asked_on).days
    if review.step == Step.OWNER and waited >= rule.other_after_days:
        return Step.OTHER
    if review.step == Step.OTHER and waited >= rule.coordinator_after_days:
        return Step.COORDINATOR
    return None


@transaction.atomic
def _ask_member(member: Member, *, now: datetime.datetime, today: datetime.date) -> bool:
    rules = rules_by_kind()
    reachable: dict[str, list[Contact]] = defaultdict(list)
    for contact in member.contacts.exclude(email=""):
        reachable[contact.kind].append(contact)
    asked: dict[tuple[Step, str], list[Review]] = defaultdict(list)
    stale = Review.objects.select_for_update().filter(member=member).stale(today).exclude(step=Step.COORDINATOR)
    for review in stale:
        rule = rules[review.kind]
        step = next_step(review, rule, today=today)
        if step is None:
            continue
        step, kind = _whom(step, rule.owner_role, reachable)
        review.step, review.asked_on = step, today
        asked[step, kind].append(review)
    Review.objects.bulk_update([review for group in asked.values() for review in group], ["step", "asked_on"])
    for (step, kind), reviews in asked.items():
        if step == Step.COORDINATOR:
            coordinators = User.objects.filter(groups__name=COORDINATOR_GROUP_NAME, is_active=True)
            write_events(reviews, ASKED[step], on=today)
            tell_coordinators(member, reviews, coordinators=list(coordinators), at=now)
        else:
            _request(member, reachable[kind], reviews, step=step, at=now)
    return bool(asked)


def _whom(step: Step, owner: str, reachable: dict[str, list[Contact]]) -> tuple[Step, str]:
    """The step that can be taken, and the kind of contact for it: whoever cannot be reached is passed over."""
    if step == Step.OWNER and reachable[owner]:
        return step, owner
    if step in (Step.OWNER, Step.OTHER) and reachable[OTHER_KIND[owner]]:
        return Step.OTHER, OTHER_KIND[owner]
    return Step.COORDINATOR, ""


def _request(
    member: Member, contacts: list[Contact], reviews: list[Review], *, step: Step, at: datetime.datetime
) -> None:
    for contact in contacts:
        request = ReviewRequest.objects.create(member=member, contact=contact, step=step, created_at=at)
        request.token_hash = hash_token(request.token)
        request.save(update_fields=["token_hash"])
        request.reviews.set(reviews)
        write_events(reviews, ASKED[step], on=timezone.localdate(at), who=contact.name)
        send_request(request, reviews, at=at)

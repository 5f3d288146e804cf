"""What was sent to a subscriber, what came back, and whether mail may go there."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from mailings.answers import explain
from mailings.models import Delivery, Suppression
from newsletters.emails import ALREADY_SUBSCRIBED_KIND, CONFIRMATION_KIND, ISSUE_KIND, SCOPE
from newsletters.models import Subscriber
from newsletters.renewal_mail import RENEWAL_KIND

SHOWN = 30
KINDS = (ISSUE_KIND, RENEWAL_KIND, CONFIRMATION_KIND, ALREADY_SUBSCRIBED_KIND)
# What mail that came back has stopped may be lifted; what the owner of the address has said stays.
LIFTABLE = (Suppression.Reason.NO_SUCH_ADDRESS, Suppression.Reason.KEEPS_BOUNCING)


@dataclass(frozen=True)
class Sent:
    """One mail: when, what, and what became of it in plain words."""

    delivery: Delivery
    at: datetime.datetime | None
    words: str
    came_back: bool


def sent_to(subscriber: Subscriber) -> Iterator[Sent]:
    """The latest mails about the newsletter, the last first, in one query."""
    rows = Delivery.objects.filter(mailing__kind__in=KINDS, address=subscriber.address)
    for delivery in rows.select_related("mailing").order_by("-pk")[:SHOWN]:
        yield Sent(
            delivery,
            delivery.accepted_at or delivery.first_attempt_at,
            explain(delivery),
            bool(delivery.bounced_at or delivery.complained_at or delivery.state == Delivery.State.FAILED),
        )


def stopped_by(subscriber: Subscriber) -> list[Suppression]:
    """What keeps newsletters from the address, of every mail or of the newsletter."""
    return list(Suppression.objects.covering(SCOPE).filter(address=subscriber.address).order_by("created_at"))


def may_lift(suppressions: list[Suppression]) -> bool:
    """Whether one of them was set by mail that came back."""
    return any(row.reason in LIFTABLE for row in suppressions)

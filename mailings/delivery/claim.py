"""Taking deliveries to send, so that no two senders hold the same one."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F

from mailings.models import Delivery


def lease() -> datetime.timedelta:
    """How long a sender may be silent before what it holds is taken from it."""
    return datetime.timedelta(seconds=settings.MAIL_LEASE_SECONDS)


@dataclass(frozen=True)
class Claim:
    """A delivery that one sender holds until its lease lapses. `epoch` tells its claim from every other one."""

    pk: int
    epoch: int
    mailing_id: int
    address: str
    name: str
    language: str
    reference: str
    message_id: str
    merge: dict[str, Any]
    attempts: int
    first_attempt_at: datetime.datetime | None
    is_repeated: bool


CLAIM_FIELDS = tuple(Claim.__dataclass_fields__)


@transaction.atomic
def claim_deliveries(owner: str, *, priority: int, limit: int, now: datetime.datetime) -> list[Claim]:
    """Take up to `limit` due deliveries of this priority or a higher one in one short transaction; no lock outlives it.

    The higher priority comes first, so that a sign-in mail passes a newsletter even where only bulk senders run.

    PostgreSQL skips rows that another claim is taking at this moment; on SQLite the transaction is IMMEDIATE, so that
    claims follow one another.
    """
    due = Delivery.objects.claimable(now).filter(priority__lte=priority).order_by("priority", "next_attempt_at", "pk")
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True, of=("self",))
    pks = list(due.values_list("pk", flat=True)[:limit])
    if not pks:
        return []
    Delivery.objects.filter(pk__in=pks).update(
        state=Delivery.State.CLAIMED, owner=owner, lease_until=now + lease(), epoch=F("epoch") + 1
    )
    rows = Delivery.objects.filter(pk__in=pks).order_by("priority", "pk").values_list(*CLAIM_FIELDS)
    return [Claim(*row) for row in rows]


def renew_claims(owner: str, *, now: datetime.datetime) -> None:
    """Say that this sender is alive and goes on with what it holds."""
    Delivery.objects.filter(owner=owner, state=Delivery.State.CLAIMED).update(lease_until=now + lease())


def release_claims(owner: str) -> int:
    """Give back what this sender holds and has not begun to send; attempts stay as they are."""
    return Delivery.objects.filter(owner=owner, state=Delivery.State.CLAIMED).update(
        state=Delivery.State.QUEUED, owner="", lease_until=None
    )

"""Taking deliveries to send, so that no two senders hold the same one."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.db import connection, transaction
from django.db.models import F

from mailings.delivery.letter import COLUMNS, Claim, claim_of
from mailings.models import Delivery, Sender
from mailings.models.sender import lease

# One statement: it renews the sender's lease (a sender without one gets nothing), walks the mailings that are being
# sent in their order, and of each takes what is due and what no other claim is taking at this moment. A paused mailing
# with a million deliveries costs nothing, because its rows are never looked at.
CLAIM = f"""
WITH me AS (
  UPDATE mailings_sender SET lease_until = %(lease)s WHERE key = %(owner)s AND lease_until >= %(now)s RETURNING id
), due AS MATERIALIZED (
  SELECT waiting.id FROM mailings_mailing m
  CROSS JOIN LATERAL (
    SELECT d.id FROM mailings_delivery d
    WHERE d.mailing_id = m.id AND d.state IN ('queued', 'deferred') AND d.next_attempt_at <= %(now)s
      AND (d.thread = '' OR NOT EXISTS (
        SELECT 1 FROM mailings_delivery earlier
        WHERE earlier.thread = d.thread AND earlier.thread <> '' AND earlier.id < d.id
          AND earlier.state IN ('queued', 'claimed', 'sending', 'deferred')))
    ORDER BY d.next_attempt_at, d.id LIMIT %(limit)s FOR UPDATE OF d SKIP LOCKED
  ) waiting
  WHERE m.state = 'sending' AND m.priority <= %(priority)s AND EXISTS (SELECT 1 FROM me)
    AND CASE WHEN %(only)s::bigint IS NULL THEN m.per_minute IS NULL ELSE m.id = %(only)s END
  ORDER BY m.priority, m.id LIMIT %(limit)s
)
UPDATE mailings_delivery SET state = 'claimed', owner = %(owner)s, epoch = epoch + 1
FROM due WHERE mailings_delivery.id = due.id
RETURNING {", ".join(f"mailings_delivery.{column}" for column in COLUMNS)}
"""


def claim_deliveries(
    owner: str, *, priority: int, limit: int, now: datetime.datetime, only: int | None = None
) -> list[Claim]:
    """Take up to `limit` due deliveries of this priority or a higher one in one short transaction; no lock outlives it.

    The higher priority comes first, so that a sign-in mail passes a newsletter even where only bulk senders run.
    A mailing with a rate of its own is left out, unless it is the `only` one. Gives nothing to a sender whose lease has
    lapsed.
    """
    if limit <= 0:
        return []
    if connection.features.has_select_for_update_skip_locked:
        with connection.cursor() as cursor:
            cursor.execute(
                CLAIM,
                {
                    "owner": owner,
                    "now": now,
                    "lease": now + lease(),
                    "priority": priority,
                    "limit": limit,
                    "only": only,
                },
            )
            claims = [claim_of(row) for row in cursor.fetchall()]
    else:
        claims = _claim_in_turn(owner, priority=priority, limit=limit, now=now, only=only)
    return sorted(claims, key=lambda claim: (claim.priority, claim.pk))


@transaction.atomic
def _claim_in_turn(owner: str, *, priority: int, limit: int, now: datetime.datetime, only: int | None) -> list[Claim]:
    """The same on SQLite: the transaction is IMMEDIATE, so that claims follow one another."""
    if not renew_lease(owner, now=now):
        return []
    due = Delivery.objects.claimable(now).filter(mailing__priority__lte=priority)
    due = due.filter(mailing__per_minute__isnull=True) if only is None else due.filter(mailing=only)
    due = due.order_by("mailing__priority", "mailing_id", "next_attempt_at", "pk")
    pks = list(due.values_list("pk", flat=True)[:limit])
    Delivery.objects.filter(pk__in=pks).update(state=Delivery.State.CLAIMED, owner=owner, epoch=F("epoch") + 1)
    return [Claim(*row) for row in Delivery.objects.filter(pk__in=pks).order_by().values_list(*COLUMNS)]


def renew_lease(owner: str, *, now: datetime.datetime) -> bool:
    """Say that this sender is alive; False if its lease has lapsed, or what it held has been taken over."""
    mine = Sender.objects.filter(key=owner, lease_until__gte=now)
    return mine.update(lease_until=now + lease()) == 1


def release_claims(owner: str, pks: Collection[int] | None = None) -> int:
    """Give back what this sender holds and has not begun to send (all of it, or these); attempts stay as they are."""
    held = Delivery.objects.held(owner)
    if pks is not None:
        held = held.filter(pk__in=pks)
    return held.update(state=Delivery.State.QUEUED, owner="")

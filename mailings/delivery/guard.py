"""The look before a message's text: may this delivery still be sent, by this sender?"""

from __future__ import annotations

import datetime
import json
import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db import connection

from mailings.delivery.letter import Claim
from mailings.kinds import MailKind
from mailings.models import Delivery, Mailing
from mailings.models.suppression import EVERY_SCOPE

State = Delivery.State

# No text leaves on a look that is older: what was paused, called off or unsubscribed longer ago than this is not sent.
FRESH_SECONDS = 0.02
# A look is about so many claims at once: what may leave before the next look, and no more.
LOOK_SIZE = 100

LEASE, MAILING, SUPPRESSION = "lease", "mailing", "suppression"
_LOOK = """
SELECT 'lease', '', '' FROM mailings_sender WHERE "key" = %s AND lease_until >= %s
UNION ALL SELECT 'mailing', CAST(id AS text), state FROM mailings_mailing
  WHERE id IN ({numbers}) AND (state <> 'sending' OR not_after < %s)
UNION ALL SELECT 'suppression', address, scope FROM mailings_suppression WHERE address IN ({texts})
"""
_POSTGRESQL = _LOOK.format(numbers="SELECT unnest(%s::bigint[])", texts="SELECT unnest(%s::text[])")
_SQLITE = _LOOK.format(numbers="SELECT value FROM json_each(%s)", texts="SELECT value FROM json_each(%s)")


class LeaseLapsedError(Exception):
    """This sender was not heard of for too long; what it held is somebody else's."""


@dataclass
class Guard:
    """What one sender knows of its claims, from one small query that it repeats while it sends."""

    owner: str
    clock: Callable[[], datetime.datetime]
    kinds: dict[int, MailKind]
    _looked_at: float = 0.0
    _stopped: dict[int, str] = field(default_factory=dict)
    _suppressed: set[tuple[str, str]] = field(default_factory=set)
    _seen: set[int] = field(default_factory=set)

    def has_seen(self, claim: Claim) -> bool:
        """Whether the last look was about this claim, and is young enough to send on."""
        return claim.pk in self._seen and time.monotonic() - self._looked_at < FRESH_SECONDS

    def look(self, claims: Iterable[Claim]) -> list[Claim]:
        """Ask the database about the first of these claims; gives those that it was about. Raises LeaseLapsedError."""
        began = time.monotonic()
        now = self.clock()
        held = list(islice(claims, LOOK_SIZE))
        rows = self._ask({claim.mailing_id for claim in held}, {claim.address for claim in held}, now)
        if not any(kind == LEASE for kind, _key, _value in rows):
            raise LeaseLapsedError(self.owner)
        self._stopped = {int(key): value for kind, key, value in rows if kind == MAILING}
        self._suppressed = {(key, value) for kind, key, value in rows if kind == SUPPRESSION}
        self._seen = {claim.pk for claim in held}
        self._looked_at = began
        return held

    def _ask(self, mailings: Collection[int], addresses: Collection[str], now: datetime.datetime) -> list[Any]:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(_POSTGRESQL, [self.owner, now, list(mailings), now, list(addresses)])
            else:
                at = connection.ops.adapt_datetimefield_value(now)
                numbers, texts = json.dumps(list(mailings)), json.dumps(list(addresses))
                cursor.execute(_SQLITE, [self.owner, at, numbers, at, texts])
            return cursor.fetchall()

    def forbids(self, claim: Claim) -> State | None:
        """Where a claim belongs that must not be sent; None if it may be. QUEUED means: not now."""
        scope = self.kinds[claim.mailing_id].suppression_scope
        if self._suppressed and not self._suppressed.isdisjoint({(claim.address, EVERY_SCOPE), (claim.address, scope)}):
            return State.SUPPRESSED
        state = self._stopped.get(claim.mailing_id)
        if state is None:
            return None
        if state == Mailing.State.CANCELLED:
            return State.CANCELLED
        if state in (Mailing.State.SENDING, Mailing.State.MISSED):  # it is too late
            return State.EXPIRED
        return State.QUEUED

"""What a sender takes from the database, and what it writes back, many rows at a time."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable

from mailings.delivery.claim import release_claims
from mailings.delivery.guard import LeaseLapsedError
from mailings.delivery.identity import Identity
from mailings.delivery.letter import Claim, Letter
from mailings.delivery.outcome import Outcome
from mailings.delivery.rates import claim_within_rates
from mailings.delivery.record import Result, record_results
from mailings.delivery.reply import Reply
from mailings.delivery.stock import Stock, UnwritableError, WithheldError
from mailings.kinds import Priority
from mailings.models import Delivery, Relay
from mailings.models.sender import lease

State = Delivery.State

# A claim is about what leaves in this time: little is uncertain if the machine is lost, and urgent mail waits less.
CLAIM_SECONDS = 0.4
SMALLEST_CLAIM, LARGEST_CLAIM = 25, 400
# Results are written after this time, or when so many are there.
RECORD_SECONDS, RECORD_SIZE = 0.1, 200
# Where a rate keeps mail back, its bucket is looked into again after this time.
KEPT_BACK_SECONDS = 0.2


class Hands:
    """A sender's deliveries, from the claim to the record.

    `is_dry` when there is nothing more to claim; `is_kept_back` when there is, and a rate does not allow it yet.
    """

    def __init__(
        self,
        identity: Identity,
        *,
        priority: Priority,
        clock: Callable[[], datetime.datetime],
        on_backlog: Callable[[], None] | None = None,
    ) -> None:
        self.stock = Stock(clock)
        self.accepted = 0
        self.is_dry = False
        self.is_kept_back = False
        self._identity = identity
        self._priority = priority
        self._clock = clock
        self._on_backlog = on_backlog
        self._results: list[Result] = []
        self._limit = SMALLEST_CLAIM
        self._may_try = False
        self._not_before = 0.0
        self._claimed_at = self._recorded_at = self._renewed_at = time.monotonic()

    @property
    def is_low(self) -> bool:
        """Whether it is time to claim more."""
        return not self.is_dry and len(self.stock) <= self._limit // 4 and time.monotonic() >= self._not_before

    def fill(self) -> None:
        """Claim more, unless the relay is to be left alone."""
        now = self._clock()
        self.is_dry = True
        relay = Relay.objects.current()
        if relay.is_away(now):
            return
        self._adapt_limit()
        claims, self.is_kept_back = claim_within_rates(
            self._identity.key, priority=self._priority, limit=self._limit, now=now
        )
        self._not_before = time.monotonic() + (KEPT_BACK_SECONDS if self.is_kept_back else 0)
        if claims:
            self._renewed_at = time.monotonic()
            self._may_try = self._may_try or relay.may_try(now)
            if not self._may_try:
                return
            self._take_in(claims)
        self.is_dry = len(claims) < self._limit and not self.is_kept_back

    def _take_in(self, claims: list[Claim]) -> None:
        unknown = self.stock.add(claims)
        if unknown:
            release_claims(self._identity.key, [claim.pk for claim in unknown])
        if len(claims) == self._limit and self._on_backlog is not None:
            self._on_backlog()
            self._on_backlog = None

    def next_letter(self) -> Letter | None:
        """The next message; those that cannot be written fail, each alone."""
        while (claim := self.stock.take()) is not None:
            try:
                return self.stock.write(claim)
            except WithheldError as error:
                self._results.append(Result(claim, Outcome(State.SUPPRESSED), note=str(error)))
            except UnwritableError as error:
                self._results.append(Result(claim, Outcome(State.FAILED), note=str(error)))
        return None

    def settle(self, claim: Claim, outcome: Outcome, reply: Reply | None = None) -> None:
        """Note what became of a claim."""
        self.stock.settle(claim)
        self._results.append(Result(claim, outcome, reply))

    def record_if_due(self) -> None:
        """Write results when they have waited a moment; say now and then that this sender is alive. Raises
        LeaseLapsedError."""
        now = time.monotonic()
        if len(self._results) >= RECORD_SIZE or (self._results and now - self._recorded_at > RECORD_SECONDS):
            self.record()
        if now - self._renewed_at > lease().total_seconds() / 3:
            self._renewed_at = now
            if not self._identity.renew(now=self._clock()):
                raise LeaseLapsedError(self._identity.key)

    def record(self) -> None:
        """Write all results."""
        self._recorded_at = time.monotonic()
        if not self._results:
            return
        results, self._results = self._results, []
        written = record_results(self._identity.key, results, kinds=self.stock.kinds, now=self._clock())
        self.accepted += sum(
            result.outcome.state == State.ACCEPTED and result.claim.pk in written for result in results
        )

    def empty(self) -> None:
        """Write all results and give everything else back."""
        self.record()
        release_claims(self._identity.key)

    def _adapt_limit(self) -> None:
        """Claim more at once where a claim is gone in a moment, and less where it lasts."""
        now = time.monotonic()
        gone, self._claimed_at = now - self._claimed_at, now
        if gone < CLAIM_SECONDS / 2:
            self._limit = min(LARGEST_CLAIM, self._limit * 2)
        elif gone > CLAIM_SECONDS * 2:
            self._limit = max(SMALLEST_CLAIM, self._limit // 2)

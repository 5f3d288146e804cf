"""Writing down, many at once, what became of deliveries. Only their own sender may: owner and epoch are checked."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import F

from mailings.delivery.letter import Claim
from mailings.delivery.outcome import Outcome, next_attempt, resolve_uncertain
from mailings.delivery.reply import Reply
from mailings.kinds import MailKind
from mailings.models import Attempt, Delivery, Mailing, Suppression
from mailings.models.suppression import EVERY_SCOPE

logger = logging.getLogger(__name__)

State = Delivery.State
# What the log tells of a delivery by itself; the rest at most to whoever looks for a fault.
TOLD = (State.DEFERRED, State.FAILED, State.UNCERTAIN)
REFUSALS_THAT_PAUSE = 10
POLICY = "policy"

RECORD = """
WITH told AS (
  SELECT * FROM unnest(
    %s::bigint[], %s::int[], %s::text[], %s::timestamptz[], %s::text[], %s::int[], %s::text[], %s::timestamptz[],
    %s::bool[], %s::int[], %s::timestamptz[], %s::text[]
  ) AS t(id, epoch, state, next_at, phase, code, reply, accepted_at, is_repeated, attempts, first_at, outcome)
), written AS (
  UPDATE mailings_delivery d
  SET state = told.state, owner = '', next_attempt_at = coalesce(told.next_at, d.next_attempt_at), phase = told.phase,
      code = told.code, reply = told.reply, accepted_at = told.accepted_at, is_repeated = told.is_repeated,
      attempts = told.attempts, first_attempt_at = told.first_at
  FROM told
  WHERE d.id = told.id AND d.owner = %s AND d.epoch = told.epoch AND d.state IN ('claimed', 'sending')
  RETURNING d.id, told.phase, told.code, told.reply, told.outcome
), logged AS (
  INSERT INTO mailings_attempt (delivery_id, at, phase, code, reply, outcome)
  SELECT id, %s, phase, code, reply, outcome FROM written WHERE outcome <> ''
)
SELECT id FROM written
"""


class Result(NamedTuple):
    """What became of one claim. Without a reply it was not tried: the guard forbade it, or it could not be written."""

    claim: Claim
    outcome: Outcome
    reply: Reply | None = None
    note: str = ""


class Row(NamedTuple):
    """One result as it stands in its row, in the order of RECORD."""

    id: int
    epoch: int
    state: str
    next_attempt_at: datetime.datetime | None
    phase: str
    code: int | None
    reply: str
    accepted_at: datetime.datetime | None
    is_repeated: bool
    attempts: int
    first_attempt_at: datetime.datetime | None
    outcome: str


UNWRITABLE = "message"


def row_of(result: Result, kind: MailKind | None, now: datetime.datetime) -> Row:
    """What is written of a result: the kind decides about uncertain mail, the ladder about mail that is put off."""
    claim, outcome, reply, note = result
    if reply is None:
        phase = UNWRITABLE if outcome.state == State.FAILED else ""
        old = (claim.is_repeated, claim.attempts, claim.first_attempt_at)
        return Row(claim.pk, claim.epoch, outcome.state, None, phase, None, note[:500], None, *old, "")
    state, next_at = outcome.state, now
    is_try = outcome.state != State.QUEUED  # where the relay was at fault, the mail was not tried
    first_at = claim.first_attempt_at or (now if is_try else None)
    if outcome.state == State.UNCERTAIN:
        state = resolve_uncertain(kind.uncertain, is_repeated=claim.is_repeated) if kind else State.UNCERTAIN
    elif outcome.state == State.DEFERRED:
        again_at = next_attempt(claim.attempts + 1, first_at=first_at or now, now=now)
        state, next_at = (State.DEFERRED, again_at) if again_at else (State.FAILED, now)
    return Row(
        claim.pk,
        claim.epoch,
        state,
        next_at,
        reply.phase,
        reply.code,
        reply.text,
        now if state == State.ACCEPTED else None,
        claim.is_repeated or outcome.state == State.UNCERTAIN,
        claim.attempts + is_try,
        first_at,
        outcome.state,
    )


@transaction.atomic
def record_results(
    owner: str, results: Sequence[Result], *, kinds: Mapping[int, MailKind], now: datetime.datetime
) -> set[int]:
    """Write outcomes and their lines in the log; gives the deliveries written. Those that are no longer this sender's
    are left alone."""
    if not results:
        return set()
    rows = [row_of(result, kinds.get(result.claim.mailing_id), now) for result in results]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(RECORD, [*map(list, zip(*rows, strict=True)), owner, now])
            written = {pk for (pk,) in cursor.fetchall()}
    else:
        written = {row.id for row in rows if _record_one(owner, row, now)}
    mine = [result for result in results if result.claim.pk in written]
    suppress_refused(mine, now=now)
    count_policy_refusals(mine)
    tell(mine)
    return written


def tell(results: Iterable[Result]) -> None:
    """Log what became of deliveries, by their numbers: no line says whose they are or what the relay answered."""
    for claim, outcome, reply, _note in results:
        level = logging.INFO if outcome.state in TOLD else logging.DEBUG
        if logger.isEnabledFor(level):
            facts = {"delivery": claim.pk, "mailing": claim.mailing_id, "outcome": str(outcome.state)}
            facts |= {"phase": str(reply.phase), "code": reply.code} if reply else {}
            logger.log(level, "Delivery %d: %s.", claim.pk, outcome.state, extra=facts)


def _record_one(owner: str, row: Row, now: datetime.datetime) -> bool:
    """The same on SQLite, one by one: there, a statement costs no way to a server."""
    fields = row._asdict()
    outcome = fields.pop("outcome")
    if row.next_attempt_at is None:
        del fields["next_attempt_at"]
    pk, epoch = fields.pop("id"), fields.pop("epoch")
    if Delivery.objects.held(owner).filter(pk=pk, epoch=epoch).update(owner="", **fields) != 1:
        return False
    if outcome:
        Attempt.objects.create(delivery_id=pk, at=now, phase=row.phase, code=row.code, reply=row.reply, outcome=outcome)
    return True


def suppress_refused(results: Iterable[Result], *, now: datetime.datetime) -> None:
    """Send no more mail to addresses that do not exist."""
    rows = [
        Suppression(
            address=result.claim.address,
            scope=EVERY_SCOPE,
            reason=Suppression.Reason.NO_SUCH_ADDRESS,
            created_at=now,
        )
        for result in results
        if result.outcome.suppresses
    ]
    if rows:
        Suppression.objects.bulk_create(rows, ignore_conflicts=True)


def count_policy_refusals(results: Iterable[Result]) -> None:
    """Pause a mailing after ten refusals by policy (5.7.x) in a row: the eleventh address would hear the same."""
    refusals: dict[int, int] = {}
    is_row_broken: set[int] = set()
    for result in results:
        pk = result.claim.mailing_id
        if result.outcome.is_policy_refusal:
            refusals[pk] = refusals.get(pk, 0) + 1
        elif result.outcome.state == State.ACCEPTED:
            refusals[pk] = 0
            is_row_broken.add(pk)
    for pk, number in refusals.items():
        mailing = Mailing.objects.filter(pk=pk)
        if pk in is_row_broken:
            mailing.exclude(policy_refusals=number).update(policy_refusals=number)
        elif number:
            mailing.update(policy_refusals=F("policy_refusals") + number)
        if number:
            mailing.filter(policy_refusals__gte=REFUSALS_THAT_PAUSE, state=Mailing.State.SENDING).update(
                state=Mailing.State.PAUSED, pause_reason=POLICY
            )

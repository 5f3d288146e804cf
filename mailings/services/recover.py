"""Taking over what a dead or sleeping sender held."""

from __future__ import annotations

import datetime
import logging
from typing import NamedTuple

from django.db import transaction
from django.db.models import Exists, OuterRef

from mailings.delivery.claim import release_claims
from mailings.delivery.journal import Testimony
from mailings.delivery.letter import COLUMNS, Claim
from mailings.delivery.outcome import Outcome, judge
from mailings.delivery.record import Result, record_results
from mailings.delivery.reply import Phase, Reply
from mailings.delivery.witness import Witness
from mailings.kinds import MailKind, UnknownKindError, get_kind
from mailings.models import Delivery, Mailing, Sender

logger = logging.getLogger(__name__)

State = Delivery.State
UNCERTAIN = Outcome(State.UNCERTAIN)
ON_ITS_WAY = Reply(Phase.DOT, None, "The sender died while the mail server was to answer.")
NOBODY_KNOWS = Reply(Phase.DOT, None, "The sender died, and its journal cannot be read.")


class Recovered(NamedTuple):
    """Numbers of deliveries taken over: back in the queue, answered before the end, and those nobody knows about."""

    queued: int = 0
    answered: int = 0
    uncertain: int = 0


def recover_senders(*, now: datetime.datetime) -> Recovered:
    """Take over from senders whose lease has lapsed, and at once from those that died on this machine.

    What the journal does not name was not handed over: it goes back. What it names without an answer is uncertain, and
    its kind's policy decides. Where the journal is on another machine, or lost, all that was held is uncertain.
    """
    found = [_recover_orphans(now=now)]
    for key, lease_until in Sender.objects.values_list("key", "lease_until"):
        with Witness(key) as witness:
            if lease_until < now or witness.is_gone():
                found.append(_recover(key, witness, now=now))
    total = Recovered(*map(sum, zip(*found, strict=True)))
    if any(total):
        logger.warning("Taken over: %d queued, %d answered, %d uncertain.", *total)
    return total


def _recover(key: str, witness: Witness, *, now: datetime.datetime) -> Recovered:
    with transaction.atomic():
        # A claim renews this row: it waits for us here, and then finds that it is no sender any more.
        sender = Sender.objects.select_for_update().filter(key=key).first()
        if sender is None or (sender.lease_until >= now and not witness.is_gone()):
            return Recovered()
        testimony = witness.testify()
        # Read after the journal: what the sender has written meanwhile is no longer held.
        held = [Claim(*row) for row in Delivery.objects.held(key).values_list(*COLUMNS)]
        results = [result for claim in held if (result := _result_of(claim, testimony)) is not None]
        record_results(key, results, kinds=_kinds_of(held), now=now)
        queued = release_claims(key)
        sender.delete()
    witness.remove()
    uncertain = sum(result.outcome.state == State.UNCERTAIN for result in results)
    return Recovered(queued, len(results) - uncertain, uncertain)


def _result_of(claim: Claim, testimony: Testimony | None) -> Result | None:
    """What is known of one delivery; None if it was not handed over."""
    if testimony is None:
        return Result(claim, UNCERTAIN, NOBODY_KNOWS)
    handing = (claim.pk, claim.epoch)
    reply = testimony.answers.get(handing)
    if reply is not None:
        return Result(claim, Outcome(State.ACCEPTED) if reply.is_acceptance else judge(reply), reply)
    return Result(claim, UNCERTAIN, ON_ITS_WAY) if handing in testimony.intents else None


def _recover_orphans(*, now: datetime.datetime) -> Recovered:
    """Settle what is held by nobody that is known, as after a restored backup: nobody can say what became of it."""
    senders = Sender.objects.filter(key=OuterRef("owner"))
    orphans = Delivery.objects.filter(~Exists(senders), state__in=Delivery.HELD)
    by_owner: dict[str, list[Claim]] = {}
    for owner, *row in orphans.values_list("owner", *COLUMNS):
        by_owner.setdefault(owner, []).append(Claim(*row))
    for owner, claims in by_owner.items():
        results = [Result(claim, UNCERTAIN, NOBODY_KNOWS) for claim in claims]
        record_results(owner, results, kinds=_kinds_of(claims), now=now)
    return Recovered(uncertain=sum(map(len, by_owner.values())))


def _kinds_of(claims: list[Claim]) -> dict[int, MailKind]:
    kinds = {}
    rows = Mailing.objects.filter(pk__in={claim.mailing_id for claim in claims}) if claims else Mailing.objects.none()
    for pk, name in rows.values_list("pk", "kind"):
        try:
            kinds[pk] = get_kind(name)
        except UnknownKindError:
            continue
    return kinds

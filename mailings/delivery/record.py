"""Writing down what became of a delivery. Only its own sender may: owner and epoch are checked every time."""

import datetime

from django.db import transaction
from django.db.models import F

from mailings.delivery.claim import Claim
from mailings.delivery.outcome import Outcome, next_attempt, resolve_uncertain
from mailings.delivery.session import Reply
from mailings.kinds import MailKind
from mailings.models import Attempt, Delivery, Mailing, Suppression
from mailings.models.suppression import EVERY_SCOPE

State = Delivery.State
REFUSALS_THAT_PAUSE = 10
POLICY = "policy"


def _new_state(
    claim: Claim, outcome: Outcome, kind: MailKind, *, now: datetime.datetime
) -> tuple[str, datetime.datetime]:
    if outcome.state == State.UNCERTAIN:
        return resolve_uncertain(kind.uncertain, is_repeated=claim.is_repeated), now
    if outcome.state == State.DEFERRED:
        again_at = next_attempt(claim.attempts + 1, first_at=claim.first_attempt_at or now, now=now)
        return (State.DEFERRED, again_at) if again_at else (State.FAILED, now)
    return outcome.state, now


@transaction.atomic
def record_outcome(
    claim: Claim, owner: str, outcome: Outcome, reply: Reply, *, kind: MailKind, now: datetime.datetime
) -> bool:
    """Write the outcome of a try and its line in the log; False if the row is no longer this sender's."""
    state, next_attempt_at = _new_state(claim, outcome, kind, now=now)
    changes = {
        "state": state,
        "owner": "",
        "lease_until": None,
        "next_attempt_at": next_attempt_at,
        "phase": reply.phase.value,
        "code": reply.code,
        "reply": reply.text,
        "accepted_at": now if state == State.ACCEPTED else None,
        "is_repeated": claim.is_repeated or outcome.state == State.UNCERTAIN,
    }
    mine = Delivery.objects.filter(
        pk=claim.pk, owner=owner, epoch=claim.epoch, state__in=(State.CLAIMED, State.SENDING)
    )
    if outcome.state == State.DEFERRED:
        # A refusal before the guard is a try, too: the guard counts only those that got as far.
        mine.filter(state=State.CLAIMED).update(
            attempts=F("attempts") + 1, first_attempt_at=claim.first_attempt_at or now
        )
    if mine.update(**changes) != 1:
        return False
    Attempt.objects.create(
        delivery_id=claim.pk, at=now, phase=reply.phase.value, code=reply.code, reply=reply.text, outcome=outcome.state
    )
    if outcome.suppresses:
        Suppression.objects.get_or_create(
            address=claim.address,
            scope=EVERY_SCOPE,
            defaults={"reason": Suppression.Reason.NO_SUCH_ADDRESS, "created_at": now},
        )
    count_policy_refusals(claim.mailing_id, outcome)
    return True


def count_policy_refusals(mailing_id: int, outcome: Outcome) -> None:
    """Pause a mailing after ten refusals by policy (5.7.x) in a row: the eleventh address would hear the same."""
    mailing = Mailing.objects.filter(pk=mailing_id)
    if outcome.is_policy_refusal:
        mailing.update(policy_refusals=F("policy_refusals") + 1)
        mailing.filter(policy_refusals__gte=REFUSALS_THAT_PAUSE, state=Mailing.State.SENDING).update(
            state=Mailing.State.PAUSED, pause_reason=POLICY
        )
    elif outcome.state == State.ACCEPTED:
        mailing.filter(policy_refusals__gt=0).update(policy_refusals=0)


def record_unwritable(claim: Claim, owner: str, reason: str) -> None:
    """Fail one delivery whose message cannot be made; the others of its mailing go on."""
    Delivery.objects.filter(pk=claim.pk, owner=owner, epoch=claim.epoch, state=State.CLAIMED).update(
        state=State.FAILED, owner="", lease_until=None, phase="message", reply=reason[:500]
    )

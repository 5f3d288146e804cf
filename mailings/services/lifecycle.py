"""What a coordinator may do with a mailing; all through the guard, so that it holds while mail is going out."""

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from mailings.kick import kick_when_committed
from mailings.kinds import wiping_kinds
from mailings.models import Delivery, Mailing
from mailings.models.delivery import DeliveryQuerySet
from mailings.services.retention import PSEUDONYM


class InvalidStateError(ValueError):
    """The mailing or delivery is not in a state in which this can be done."""


def _locked(mailing: Mailing, *states: str) -> Mailing:
    row = Mailing.objects.select_for_update().get(pk=mailing.pk)
    if row.state not in states:
        raise InvalidStateError(
            _("This cannot be done: the mailing is “%(state)s”.") % {"state": row.get_state_display()}
        )
    return row


@transaction.atomic
def pause_mailing(mailing: Mailing, *, reason: str = "") -> Mailing:
    """Stop a mailing for now: after this is committed, what senders began within the last 20 ms leaves, and no more."""
    row = _locked(mailing, Mailing.State.SENDING)
    row.state = Mailing.State.PAUSED
    row.pause_reason = reason[:200]
    row.save(update_fields=["state", "pause_reason"])
    return row


@transaction.atomic
def resume_mailing(mailing: Mailing) -> Mailing:
    """Go on with a paused mailing; whoever has got it does not get it again."""
    row = _locked(mailing, Mailing.State.PAUSED)
    row.state = Mailing.State.SENDING
    row.pause_reason = ""
    row.policy_refusals = 0
    row.save(update_fields=["state", "pause_reason", "policy_refusals"])
    kick_when_committed(row.mail_kind.priority)
    return row


@transaction.atomic
def cancel_mailing(mailing: Mailing, *, at: datetime.datetime) -> Mailing:
    """Call a mailing off: what has not been handed over is not sent. What a sender holds, it settles when it looks."""
    row = _locked(mailing, *Mailing.UNFINISHED)
    row.state = Mailing.State.CANCELLED
    row.finished_at = at
    row.save(update_fields=["state", "finished_at"])
    waiting = (Delivery.State.QUEUED, Delivery.State.DEFERRED)
    row.deliveries.filter(state__in=waiting).update(state=Delivery.State.CANCELLED)
    return row


@transaction.atomic
def drop_mailing(mailing: Mailing, *, at: datetime.datetime) -> Mailing:
    """Decide that a missed mailing is not to be sent: it counts as called off from then on."""
    row = _locked(mailing, Mailing.State.MISSED)
    row.state = Mailing.State.CANCELLED
    row.finished_at = at
    row.save(update_fields=["state", "finished_at"])
    return row


def repeatable(mailing: Mailing, state: str, deliveries: Sequence[int] | None = None) -> DeliveryQuerySet:
    """The deliveries in this state that can be sent once more: all of them, or those with the primary keys given.

    Not those whose address can be none or has been forgotten. Of uncertain ones, "all" are those that nobody has
    decided to leave.
    """
    rows = mailing.deliveries.filter(state=state).exclude(phase="address").exclude(address__endswith=PSEUDONYM)
    if deliveries is not None:
        return rows.filter(pk__in=deliveries)
    return rows.asking() if state == Delivery.State.UNCERTAIN else rows


def leavable(mailing: Mailing, deliveries: Sequence[int] | None = None) -> DeliveryQuerySet:
    """The uncertain deliveries that still ask what to do: all, or those with the primary keys given."""
    rows = mailing.deliveries.asking()
    return rows if deliveries is None else rows.filter(pk__in=deliveries)


def _requeue(mailing: Mailing, state: str, deliveries: Sequence[int] | None, *, at: datetime.datetime) -> int:
    row = _locked(mailing, Mailing.State.SENDING, Mailing.State.PAUSED, Mailing.State.DONE)
    if row.kind in wiping_kinds() and not row.contents.exclude(text="", html="").exists():
        raise InvalidStateError(_("The text of this mail has been deleted, because it held a personal link."))
    if row.not_after and row.not_after < at:
        raise InvalidStateError(_("It is too late for this mail: it was not to be sent after its time."))
    count = repeatable(row, state, deliveries).update(
        state=Delivery.State.QUEUED,
        owner="",
        epoch=F("epoch") + 1,
        next_attempt_at=at,
        first_attempt_at=None,
        settled_at=None,
        settled_by=None,
    )
    if count and row.state == Mailing.State.DONE:
        row.state = Mailing.State.SENDING
        row.finished_at = None
        row.save(update_fields=["state", "finished_at"])
    kick_when_committed(row.mail_kind.priority)
    return count


@transaction.atomic
def retry_failed(mailing: Mailing, *, deliveries: Sequence[int] | None = None, at: datetime.datetime) -> int:
    """Try those again that were refused (all, or those with the primary keys given), except addresses that can be
    none; gives their number."""
    return _requeue(mailing, Delivery.State.FAILED, deliveries, at=at)


@transaction.atomic
def send_again(mailing: Mailing, *, deliveries: Sequence[int] | None = None, at: datetime.datetime) -> int:
    """Send uncertain ones (all, or those with the primary keys given) again, with the Message-ID they had.

    A receiver that got the first one can tell that the second is the same. Gives the number of mails.
    """
    return _requeue(mailing, Delivery.State.UNCERTAIN, deliveries, at=at)


@transaction.atomic
def leave_uncertain(
    mailing: Mailing, *, deliveries: Sequence[int] | None = None, by: User, at: datetime.datetime
) -> int:
    """Decide that uncertain ones (all, or those with the primary keys given) are not sent again; gives their number.

    They stay uncertain, because that is what they are, and ask no more. Who decided it and when is kept.
    """
    return leavable(mailing, deliveries).update(settled_at=at, settled_by=by)

"""What follows from mail that came back, was reported as unwanted, or is known to have arrived after all."""

import datetime
import re
from dataclasses import dataclass

from django.db import transaction

from mailings.kinds import UnknownKindError
from mailings.models import Attempt, Delivery, Returned, Suppression
from mailings.models.suppression import EVERY_SCOPE
from mailings.services.retention import PSEUDONYM

Verdict = Returned.Verdict
Reason = Suppression.Reason
# Mail servers give up after days, never weeks: what comes back later is no honest bounce.
BELIEVED_FOR = datetime.timedelta(days=30)
# A full mailbox or a refusal by policy may pass. Mail that comes back on so many days within the period does not reach.
BOUNCING_DAYS, BOUNCING_PERIOD = 3, datetime.timedelta(days=30)
# RFC 3463: no such mailbox, no such system, bad syntax, moved, null MX (RFC 7505); mailbox disabled. Not 5.1.7 and
# 5.1.8, which blame the sender, nor 5.1.4 and 5.1.5, which say that the address is ambiguous or good.
DEAD_ADDRESS = re.compile(r"5\.(1\.(0|1|2|3|6|10)|2\.1)")


@dataclass(frozen=True)
class Bounce:
    """Why a mail came back: a status code (RFC 3463) such as "5.1.1", and what the mail server said.

    `is_for_another` is set when the failing address is not the one that the portal wrote to, such as one member of a
    distribution list: that says little about the list.
    """

    status: str
    text: str = ""
    is_for_another: bool = False

    @property
    def is_final(self) -> bool:
        """Whether the address will never work."""
        return DEAD_ADDRESS.fullmatch(self.status) is not None and not self.is_for_another

    @property
    def code(self) -> int:
        """The class of the status as an SMTP reply code: 550 or 450."""
        return 450 if self.status.startswith("4") else 550


def find_believable(pk: int, *, at: datetime.datetime) -> Delivery | None:
    """The delivery that something came back for, locked; None if it is not known, too old or forgotten.

    Not even its state is asked: word may come back before the sender has written down that it was accepted.
    """
    delivery = Delivery.objects.select_for_update(of=("self",)).select_related("mailing").filter(pk=pk).first()
    if delivery is None or delivery.address.endswith(PSEUDONYM):
        return None
    sent_at = delivery.accepted_at or delivery.first_attempt_at or delivery.mailing.created_at
    return delivery if sent_at > at - BELIEVED_FOR else None


def _log(delivery: Delivery, outcome: str, *, at: datetime.datetime, code: int | None = None, text: str = "") -> None:
    Attempt.objects.create(delivery=delivery, at=at, phase="later", code=code, reply=text[:500], outcome=outcome)


def _has_arrived(delivery: Delivery, *, at: datetime.datetime) -> None:
    """An uncertain mail of which anything comes back was taken by the mail server."""
    Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.UNCERTAIN).update(
        state=Delivery.State.ACCEPTED, accepted_at=at
    )


def _suppress(delivery: Delivery, scope: str, reason: Suppression.Reason, *, at: datetime.datetime) -> None:
    Suppression.objects.get_or_create(
        address=delivery.address, scope=scope, defaults={"reason": reason, "created_at": at}
    )


def _suppress_in_its_scope(delivery: Delivery, reason: Suppression.Reason, *, at: datetime.datetime) -> None:
    """Stop mail like this one. Mail without a scope of its own, such as a sign-in mail, is never stopped so."""
    try:
        scope = delivery.mailing.mail_kind.suppression_scope
    except UnknownKindError:
        return
    if scope != EVERY_SCOPE:
        _suppress(delivery, scope, reason, at=at)


def _keeps_bouncing(address: str, *, at: datetime.datetime) -> bool:
    lately = Delivery.objects.filter(address=address, bounced_at__gt=at - BOUNCING_PERIOD)
    return lately.order_by().values("bounced_at__date").distinct().count() >= BOUNCING_DAYS


@transaction.atomic
def record_bounce(pk: int, bounce: Bounce, *, at: datetime.datetime) -> Verdict:
    """Note that a mail came back, once. An address that will never work gets no mail of any kind any more; one whose
    mail comes back on three days of a month gets no more of that kind."""
    delivery = find_believable(pk, at=at)
    if delivery is None:
        return Verdict.EXPIRED
    _has_arrived(delivery, at=at)
    if not Delivery.objects.filter(pk=pk, bounced_at__isnull=True).update(bounced_at=at):
        return Verdict.BOUNCED
    _log(delivery, "bounced", at=at, code=bounce.code, text=f"{bounce.status} {bounce.text}".strip())
    if bounce.is_final:
        _suppress(delivery, EVERY_SCOPE, Reason.NO_SUCH_ADDRESS, at=at)
    elif _keeps_bouncing(delivery.address, at=at):
        _suppress_in_its_scope(delivery, Reason.KEEPS_BOUNCING, at=at)
    return Verdict.BOUNCED


@transaction.atomic
def record_complaint(pk: int, *, at: datetime.datetime) -> Verdict:
    """Note that somebody reported a mail as unwanted, once, and send no more of that kind to the address."""
    delivery = find_believable(pk, at=at)
    if delivery is None:
        return Verdict.EXPIRED
    _has_arrived(delivery, at=at)
    if Delivery.objects.filter(pk=pk, complained_at__isnull=True).update(complained_at=at):
        _log(delivery, "complained", at=at)
        _suppress_in_its_scope(delivery, Reason.COMPLAINED, at=at)
    return Verdict.COMPLAINED


@transaction.atomic
def record_unsubscribe(pk: int, *, at: datetime.datetime) -> Verdict:
    """Send no more mail of a delivery's kind to its address, because its owner said so to the relay service."""
    delivery = find_believable(pk, at=at)
    if delivery is None:
        return Verdict.EXPIRED
    _suppress_in_its_scope(delivery, Reason.UNSUBSCRIBED, at=at)
    return Verdict.UNSUBSCRIBED


@transaction.atomic
def record_arrival(pk: int, *, at: datetime.datetime) -> Verdict:
    """Note that a mail reached its receiver: an uncertain one is accepted after all."""
    delivery = find_believable(pk, at=at)
    if delivery is None:
        return Verdict.EXPIRED
    _has_arrived(delivery, at=at)
    return Verdict.DELIVERED

"""The last look before a message's final dot: may this delivery still be sent, by this sender?"""

import datetime

from django.db.models import DateTimeField, Exists, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce

from mailings.delivery.claim import Claim, lease
from mailings.models import Delivery, Mailing, Suppression


def pass_guard(claim: Claim, owner: str, *, scope: str, now: datetime.datetime) -> bool:
    """Move the delivery from claimed to sending, in one committed UPDATE, if everything still allows it.

    It does not if the lease lapsed and somebody else has the row, or the mailing is no longer being sent or is too
    late, or the address was suppressed meanwhile. After this commit only the relay's answer decides.
    """
    mailing = Mailing.objects.filter(pk=OuterRef("mailing_id"), state=Mailing.State.SENDING).filter(
        Q(not_after__isnull=True) | Q(not_after__gte=now)
    )
    suppression = Suppression.objects.covering(scope).filter(address=OuterRef("address"))
    return (
        Delivery.objects.filter(
            Exists(mailing),
            ~Exists(suppression),
            pk=claim.pk,
            state=Delivery.State.CLAIMED,
            owner=owner,
            epoch=claim.epoch,
        ).update(
            state=Delivery.State.SENDING,
            lease_until=now + lease(),
            attempts=F("attempts") + 1,
            first_attempt_at=Coalesce(F("first_attempt_at"), Value(now, output_field=DateTimeField())),
        )
        == 1
    )


def settle_refused(claim: Claim, owner: str, *, scope: str, now: datetime.datetime) -> None:
    """Put a delivery that did not pass the guard where it belongs; one that is somebody else's is left alone."""
    mine = Delivery.objects.filter(pk=claim.pk, state=Delivery.State.CLAIMED, owner=owner, epoch=claim.epoch)
    mailing = Mailing.objects.get(pk=claim.mailing_id)
    if Suppression.objects.covering(scope).filter(address=claim.address).exists():
        state = Delivery.State.SUPPRESSED
    elif mailing.not_after is not None and mailing.not_after < now:
        state = Delivery.State.EXPIRED
    elif mailing.state == Mailing.State.CANCELLED:
        state = Delivery.State.CANCELLED
    else:
        state = Delivery.State.QUEUED
    mine.update(state=state, owner="", lease_until=None)

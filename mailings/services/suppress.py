"""Who must not get mail of a kind."""

import datetime

from mailings.addresses import normalize_address
from mailings.models import Suppression


def suppress(address: str, *, scope: str, reason: str, at: datetime.datetime) -> Suppression:
    """Stop mail of this scope to the address from now on, running mailings included. Raises InvalidAddressError."""
    row, _is_new = Suppression.objects.get_or_create(
        address=normalize_address(address), scope=scope, defaults={"reason": reason, "created_at": at}
    )
    return row


def lift_suppression(address: str, *, scope: str) -> int:
    """Let mail of this scope reach the address again; gives the number of suppressions lifted."""
    return Suppression.objects.filter(address=normalize_address(address), scope=scope).delete()[0]


def allow_again(address: str) -> int:
    """Lift what mail that came back has stopped, for all kinds of mail; gives the number of suppressions lifted.

    What its owner has said (unsubscribed, complained) stays. Raises InvalidAddressError.
    """
    bounced = (Suppression.Reason.NO_SUCH_ADDRESS, Suppression.Reason.KEEPS_BOUNCING)
    return Suppression.objects.filter(address=normalize_address(address), reason__in=bounced).delete()[0]


def is_suppressed(address: str, *, scope: str) -> bool:
    """Whether mail of this scope must not go to the address."""
    return Suppression.objects.covering(scope).filter(address=normalize_address(address)).exists()

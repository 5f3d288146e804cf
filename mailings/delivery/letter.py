"""One delivery in a sender's hands."""

from __future__ import annotations

import datetime
import json
from typing import Any, NamedTuple

from mailings.delivery.reply import Phase


class Claim(NamedTuple):
    """A delivery that one sender holds for as long as its lease. `epoch` tells its claim from every other one."""

    pk: int
    epoch: int
    mailing_id: int
    priority: int
    address: str
    name: str
    language: str
    reference: str
    message_id: str
    merge: dict[str, Any]
    attempts: int
    first_attempt_at: datetime.datetime | None
    is_repeated: bool
    variant: str = ""


COLUMNS = (
    "id",
    "epoch",
    "mailing_id",
    "priority",
    "address",
    "name",
    "language",
    "reference",
    "message_id",
    "merge",
    "attempts",
    "first_attempt_at",
    "is_repeated",
    "variant",
)


def claim_of(row: tuple[Any, ...]) -> Claim:
    """Make a claim of a row with COLUMNS; JSON may come as text."""
    claim = Claim(*row)
    merge: Any = claim.merge
    return claim._replace(merge=json.loads(merge)) if isinstance(merge, str) else claim


class Letter:
    """A claim with its message, on its way through one conversation."""

    __slots__ = ("claim", "envelope", "message")

    def __init__(self, claim: Claim, message: bytes, *, sender: str) -> None:
        self.claim = claim
        self.message = message
        self.envelope: tuple[tuple[Phase, bytes], ...] = (
            (Phase.MAIL, f"MAIL FROM:<{sender}>\r\n".encode("ascii")),
            (Phase.RCPT, f"RCPT TO:<{claim.address}>\r\n".encode("ascii")),
            (Phase.DATA, b"DATA\r\n"),
        )

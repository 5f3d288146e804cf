"""Who takes mail that comes back to an address of the portal. Apps above register theirs at start-up.

An app that wants replies sends its mail with `Reply-To: issue_address(Purpose.REPLY, row.pk)` (mailings.verp) and
calls `register_handler(Purpose.REPLY, take_reply)` in its `apps.ready()`.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message

from mailings.verp import Purpose


@dataclass(frozen=True)
class Incoming:
    """A message to an address of the portal. `message` is as a stranger wrote it: believe nothing but `row_id`.

    `is_automatic` is set for out-of-office notes and the like (RFC 3834).
    """

    row_id: int
    message: Message
    is_automatic: bool
    at: datetime.datetime


# Runs in the transaction in which the message is noted as read, so that it takes effect once. True: it was of use.
Handler = Callable[[Incoming], bool]

_handlers: dict[Purpose, Handler] = {}


def register_handler(purpose: Purpose, handler: Handler) -> None:
    """Hand messages of a purpose to this function; the last registration counts. Bounces are the outbox's own."""
    if purpose is Purpose.BOUNCE:
        raise ValueError("Bounces are read by the outbox itself.")
    _handlers[purpose] = handler


def find_handler(purpose: Purpose) -> Handler | None:
    """Who takes messages of a purpose."""
    return _handlers.get(purpose)


def forget_handler(purpose: Purpose) -> None:
    """Take messages of a purpose to nobody."""
    _handlers.pop(purpose, None)

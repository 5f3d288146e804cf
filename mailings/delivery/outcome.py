"""What an answer of the relay means for the mail, the address and the relay itself."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from mailings.delivery.reply import Phase, Reply
from mailings.kinds import UncertainPolicy
from mailings.models import Delivery

LADDER = tuple(datetime.timedelta(minutes=minutes) for minutes in (5, 15, 30, 60))
LAST_RUNG = datetime.timedelta(hours=2)
GIVE_UP_AFTER = datetime.timedelta(hours=72)
State = Delivery.State


@dataclass(frozen=True)
class Outcome:
    """The delivery's new state, and what else follows. QUEUED means that the relay, not the mail, was at fault."""

    state: Delivery.State
    is_relay_fault: bool = False
    suppresses: bool = False
    is_policy_refusal: bool = False


def judge(reply: Reply) -> Outcome:
    """Read a reply by its phase and code (RFC 5321, 4.2; RFC 3463; RFC 1047)."""
    if reply.phase is Phase.DOT and reply.code is None:
        return Outcome(State.UNCERTAIN, is_relay_fault=True)
    if reply.phase is Phase.BODY:
        return Outcome(State.DEFERRED, is_relay_fault=True)
    if reply.code is None or reply.code == 421 or reply.phase in (Phase.CONNECT, Phase.MAIL):
        return Outcome(State.QUEUED, is_relay_fault=True)
    if reply.code < 500 or reply.code == 552 or reply.enhanced == "5.2.2":
        return Outcome(State.DEFERRED)
    if reply.enhanced.startswith("5.1."):
        return Outcome(State.FAILED, suppresses=True)
    return Outcome(State.FAILED, is_policy_refusal=reply.enhanced.startswith("5.7."))


def resolve_uncertain(policy: UncertainPolicy, *, is_repeated: bool) -> Delivery.State:
    """Where an uncertain delivery goes: to a person, or once more to the relay with the same Message-ID."""
    if policy is UncertainPolicy.RETRY or (policy is UncertainPolicy.RETRY_ONCE and not is_repeated):
        return State.QUEUED
    return State.UNCERTAIN


def next_attempt(attempts: int, *, first_at: datetime.datetime, now: datetime.datetime) -> datetime.datetime | None:
    """When to try a deferred mail again after so many attempts; None once it has been tried for 72 hours."""
    if now - first_at >= GIVE_UP_AFTER:
        return None
    return now + (LADDER[attempts - 1] if 0 < attempts <= len(LADDER) else LAST_RUNG)

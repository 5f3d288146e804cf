"""One sender at work: it claims, guards, sends and records until nothing is due or its time is over."""

from __future__ import annotations

import datetime
import logging
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.db import DatabaseError

from mailings.delivery.claim import Claim, claim_deliveries, lease, release_claims, renew_claims
from mailings.delivery.guard import pass_guard, settle_refused
from mailings.delivery.message import MissingValueError, build_message
from mailings.delivery.outcome import Outcome, judge
from mailings.delivery.record import record_outcome, record_unwritable
from mailings.delivery.session import RefusedError, RelaySession
from mailings.kinds import MailKind, Merge, Priority, UnknownKindError
from mailings.models import Delivery, Mailing, MailingContent, Relay

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime.datetime]
BATCH = {Priority.TRANSACTIONAL: 5, Priority.BULK: 20}
FALLBACK_LANGUAGE = "sv"
UNKNOWN_KIND = "unknown kind"


class RelayAwayError(Exception):
    """The relay does not take mail now; what was claimed goes back, untouched."""


def merge_safely(merge: Merge, references: list[str]) -> Mapping[str, Mapping[str, str]]:
    """Ask for everybody's values; where that fails, one by one, so that one person's trouble stays one person's."""
    try:
        return merge(references)
    except DatabaseError:
        raise
    except Exception:
        if len(references) == 1:
            logger.exception("The values of one recipient cannot be made.")
            return {}
    found: dict[str, Mapping[str, str]] = {}
    for reference in references:
        found.update(merge_safely(merge, [reference]))
    return found


@dataclass
class Drain:
    """Sends due mail of one priority, and of higher ones before it, over one kept connection.

    `clock` tells the time. `run` gives the number of messages that were accepted.
    """

    priority: Priority
    clock: Clock
    owner: str = field(default_factory=lambda: str(uuid.uuid4()))
    session: RelaySession = field(default_factory=RelaySession)
    accepted: int = 0
    _contents: dict[int, dict[str, MailingContent]] = field(default_factory=dict)
    _kinds: dict[int, MailKind] = field(default_factory=dict)
    _stopped: set[int] = field(default_factory=set)
    _relay_works: bool = False

    def run(self, *, until: datetime.datetime) -> int:
        """Send until nothing is due, the time is over, or the relay is away. What is claimed is always given back."""
        try:
            while self.clock() < until and not Relay.objects.is_away(self.clock()):
                claims = claim_deliveries(
                    self.owner, priority=self.priority, limit=BATCH[self.priority], now=self.clock()
                )
                if not claims or not Relay.objects.may_try(self.clock()):
                    break
                self._send_all(claims)
        except RelayAwayError:
            logger.warning("The relay is away; mail waits.")
        finally:
            release_claims(self.owner)
            self.session.close()
        return self.accepted

    def _send_all(self, claims: list[Claim]) -> None:
        self._stopped.clear()
        self._load([claim.mailing_id for claim in claims])
        values = self._merge(claims)
        renewed_at = self.clock()
        for claim in claims:
            if self.clock() - renewed_at > lease() / 3:
                renewed_at = self.clock()
                renew_claims(self.owner, now=renewed_at)
            if claim.mailing_id not in self._stopped:
                self._send(claim, values.get(claim.pk))
        release_claims(self.owner)

    def _load(self, mailing_ids: list[int]) -> None:
        new = {pk for pk in mailing_ids if pk not in self._kinds}
        if not new:
            return
        for mailing in Mailing.objects.filter(pk__in=new):
            try:
                self._kinds[mailing.pk] = mailing.mail_kind
            except UnknownKindError:
                # No app of this version knows it (any more). Others' mail goes on; this one waits for a person.
                logger.error("Mailing %d is of the unknown kind %s: paused.", mailing.pk, mailing.kind)
                Mailing.objects.filter(pk=mailing.pk, state=Mailing.State.SENDING).update(
                    state=Mailing.State.PAUSED, pause_reason=UNKNOWN_KIND
                )
                self._stopped.add(mailing.pk)
            self._contents[mailing.pk] = {}
        for content in MailingContent.objects.filter(mailing__in=new):
            self._contents[content.mailing_id][content.language] = content

    def _merge(self, claims: list[Claim]) -> dict[int, Mapping[str, str]]:
        """Values of each claim's markers. A claim whose values cannot be made is missing in the answer."""
        by_mailing: dict[int, list[Claim]] = {}
        for claim in claims:
            if claim.mailing_id in self._stopped:
                continue
            by_mailing.setdefault(claim.mailing_id, []).append(claim)
        merged: dict[int, Mapping[str, str]] = {}
        for mailing_id, group in by_mailing.items():
            merge = self._kinds[mailing_id].merge
            found = merge_safely(merge, [claim.reference for claim in group]) if merge else {}
            for claim in group:
                if merge and claim.reference and claim.reference not in found:
                    continue
                merged[claim.pk] = {"name": claim.name, **claim.merge, **found.get(claim.reference, {})}
        return merged

    def _send(self, claim: Claim, values: Mapping[str, str] | None) -> None:
        kind = self._kinds[claim.mailing_id]
        message = self._write(claim, kind, values)
        if message is None:
            return
        try:
            self.session.offer(claim.address)
            if not pass_guard(claim, self.owner, scope=kind.suppression_scope, now=self.clock()):
                self.session.withdraw()
                settle_refused(claim, self.owner, scope=kind.suppression_scope, now=self.clock())
                return
            reply = self.session.hand_over(message)
        except RefusedError as error:
            outcome = judge(error.reply)
            record_outcome(claim, self.owner, outcome, error.reply, kind=kind, now=self.clock())
            if outcome.is_relay_fault:
                Relay.objects.current().record_fault(str(error), at=self.clock())
                raise RelayAwayError from error
            if outcome.is_policy_refusal and not Mailing.objects.filter(pk=claim.mailing_id, state="sending").exists():
                self._stopped.add(claim.mailing_id)
            self._note_that_relay_works()
            return
        record_outcome(claim, self.owner, Outcome(Delivery.State.ACCEPTED), reply, kind=kind, now=self.clock())
        self.accepted += 1
        self._note_that_relay_works()

    def _note_that_relay_works(self) -> None:
        if not self._relay_works:
            Relay.objects.current().record_success(at=self.clock())
            self._relay_works = True

    def _write(self, claim: Claim, kind: MailKind, values: Mapping[str, str] | None) -> bytes | None:
        contents = self._contents[claim.mailing_id]
        content = contents.get(claim.language) or contents.get(FALLBACK_LANGUAGE) or next(iter(contents.values()), None)
        if values is None or content is None:
            record_unwritable(claim, self.owner, "The person or the content of this mail is no longer there.")
            return None
        try:
            return build_message(
                content,
                kind,
                values,
                address=claim.address,
                name=claim.name,
                message_id=claim.message_id,
                at=self.clock(),
            )
        except (MissingValueError, ValueError) as error:
            record_unwritable(claim, self.owner, f"{type(error).__name__}: {error}")
            return None

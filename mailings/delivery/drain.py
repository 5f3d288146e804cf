"""One sender at work: it claims, looks, sends and records until nothing is due or its time is over."""

from __future__ import annotations

import datetime
import logging
import time
from collections.abc import Callable
from itertools import chain
from selectors import EVENT_READ, EVENT_WRITE

from mailings.delivery.conversation import BrokenError, Conversation
from mailings.delivery.guard import Guard
from mailings.delivery.hands import Hands
from mailings.delivery.identity import Identity
from mailings.delivery.journal import JournalError, answer, intent
from mailings.delivery.letter import Letter
from mailings.delivery.opening import relay_timeout
from mailings.delivery.outcome import Outcome, judge
from mailings.delivery.pool import Pool
from mailings.delivery.reply import Phase, RefusedError, Reply
from mailings.kinds import Priority
from mailings.models import Delivery, Relay

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime.datetime]
State = Delivery.State

# The longest that the loop sleeps while the relay says nothing.
WAIT_SECONDS = 0.05
MANY = 10_000


class Drain:
    """Sends due mail of one priority, and of higher ones before it. `clock` tells the time of the rows.

    One thread, one loop: whoever of the relay's connections has something to say is served at once. `on_backlog` is
    called when there is more to send than one claim holds; one that `waits` stays for mail that a rate keeps back.
    """

    def __init__(
        self,
        identity: Identity,
        pool: Pool,
        *,
        priority: Priority,
        clock: Clock,
        waits: bool = False,
        on_backlog: Callable[[], None] | None = None,
    ) -> None:
        self._identity = identity
        self._pool = pool
        self._clock = clock
        self._hands = Hands(identity, priority=priority, clock=clock, on_backlog=on_backlog)
        self._guard = Guard(identity.key, clock, self._hands.stock.kinds)
        self._waits = waits
        self._timeout = relay_timeout()
        self._entries: list[bytes] = []
        self._is_ending = False
        self._relay_works = False

    def run(self, *, until: datetime.datetime) -> int:
        """Send until nothing is due, the time is over, or the relay is away; gives the number of accepted messages.

        What was claimed and not sent is given back. Whatever is raised, no text leaves after it: what the relay still
        says is written to the journal, and the rest is for whoever takes over.
        """
        try:
            while self._has_more(until) or self._pool.is_busy:
                self._tend()
                for conversation, events in self._pool.wait(WAIT_SECONDS):
                    self._serve(conversation, events)
            self._hands.empty()
        except BaseException:
            self._listen_only()
            raise
        self._identity.journal.forget()
        return self._hands.accepted

    def _has_more(self, until: datetime.datetime) -> bool:
        """Whether there is, or soon may be, something to offer; claims when little is left."""
        if self._clock() >= until:
            self._is_ending = True
        if self._is_ending:
            return False
        if self._hands.is_low:
            self._hands.fill()
        return bool(self._hands.stock) or (self._waits and self._hands.is_kept_back and not self._hands.is_dry)

    def _tend(self) -> None:
        """Do what is due between two answers: write results, break off the silent, offer to the free."""
        self._hands.record_if_due()
        for conversation in list(self._pool.conversations):
            if conversation.is_late(seconds=self._timeout):
                self._break(conversation, "TimeoutError: timed out")
        if self._is_ending or not self._hands.stock:
            return
        if not self._pool.conversations and not self._open():
            return
        self._pool.collect()
        self._pool.grow(len(self._hands.stock) if self._hands.is_dry else MANY)
        for conversation in list(self._pool.conversations):
            if conversation.is_free:
                self._offer(conversation)

    def _open(self) -> bool:
        try:
            self._pool.open_first()
        except RefusedError as error:
            letter = self._hands.next_letter()
            if letter is not None:
                self._note(letter, error.reply)
            return False
        return True

    def _offer(self, conversation: Conversation) -> None:
        letter = self._hands.next_letter()
        if letter is None:
            return
        try:
            conversation.offer(letter)
        except BrokenError as error:
            self._break(conversation, str(error))

    def _serve(self, conversation: Conversation, events: int) -> None:
        """Take in what the relay said, and go on with the message that it is ready for."""
        try:
            if events & EVENT_WRITE:
                conversation.write()
            if events & EVENT_READ:
                conversation.read()
            for letter, reply in conversation.take_answered():
                self._note(letter, reply)
            if conversation.is_ready:
                self._hand_over(conversation)
        except BrokenError as error:
            self._break(conversation, str(error))
        self._write_entries()

    def _hand_over(self, conversation: Conversation) -> None:
        """Let the text and the dot go, if the look of this moment and the seal allow it. The order is the promise:
        look, intent, seal, text."""
        letter = conversation.offered
        assert letter is not None
        claim = letter.claim
        if not self._guard.has_seen(claim):
            self._look()
        verdict = self._guard.forbids(claim)
        if verdict is not None:
            self._pool.drop(conversation)
            conversation.abandon()
            self._hands.settle(claim, Outcome(verdict))
            return
        following = None if self._is_ending or not conversation.pipelining else self._hands.next_letter()
        self._entries.append(intent(claim.pk, claim.epoch))
        self._write_entries()
        self._identity.journal.check_seal()
        conversation.hand_over(following)

    def _look(self) -> None:
        """Ask the database about what comes next, and let go of what must not be sent."""
        offered = [conversation.offered.claim for conversation in self._pool.conversations if conversation.offered]
        for claim in self._guard.look(chain(offered, self._hands.stock)):
            verdict = self._guard.forbids(claim)
            if verdict is not None and claim not in offered:
                self._hands.stock.drop(claim)
                self._hands.settle(claim, Outcome(verdict))

    def _note(self, letter: Letter, reply: Reply | None) -> None:
        """Take note of an answer: for the journal if the text had left, and for the row."""
        claim = letter.claim
        if reply is None:
            self._hands.stock.put_back(claim)
            return
        outcome = Outcome(State.ACCEPTED) if reply.is_acceptance else judge(reply)
        if reply.phase in (Phase.BODY, Phase.DOT):
            self._entries.append(answer(claim.pk, claim.epoch, reply))
        self._hands.settle(claim, outcome, reply)
        if outcome.is_relay_fault:
            self._note_fault(reply)
        elif not self._relay_works:
            self._relay_works = True
            Relay.objects.note_success(self._clock())
        if outcome.is_policy_refusal:
            # The tenth in a row pauses the mailing: the eleventh must not be offered before that is seen.
            self._write_entries()
            self._hands.record()
            self._look()

    def _note_fault(self, reply: Reply) -> None:
        """Leave the relay alone from now on; what it has been offered may still be ended."""
        if not self._is_ending:
            logger.warning("The relay is away; mail waits.")
            Relay.objects.current().record_fault(str(reply), at=self._clock())
        self._is_ending = True

    def _break(self, conversation: Conversation, reason: str) -> None:
        self._pool.drop(conversation)
        for letter, reply in conversation.break_off(reason):
            self._note(letter, reply)
        self._write_entries()

    def _write_entries(self) -> None:
        if self._entries:
            entries = b"".join(self._entries)
            self._entries.clear()
            self._identity.journal.write(entries)

    def _listen_only(self) -> None:
        """Say nothing more; wait for the answers to texts that have left, and journal them."""
        deadline = time.monotonic() + self._timeout
        while time.monotonic() < deadline:
            for conversation in list(self._pool.conversations):
                if conversation.dotted is None or conversation.is_late(seconds=self._timeout):
                    self._pool.drop(conversation)
                    self._journal_quietly(conversation)
            if not self._pool.conversations:
                return
            for conversation, _events in self._pool.wait(WAIT_SECONDS):
                try:
                    conversation.write()
                    conversation.read()
                except BrokenError:
                    self._pool.drop(conversation)
                    self._journal_quietly(conversation)

    def _journal_quietly(self, conversation: Conversation) -> None:
        for letter, reply in conversation.break_off("The sender stopped."):
            if reply is not None and reply.phase in (Phase.BODY, Phase.DOT):
                self._entries.append(answer(letter.claim.pk, letter.claim.epoch, reply))
        try:
            self._write_entries()
        except JournalError:
            logger.exception("The journal does not take what came back; what was on its way is uncertain.")

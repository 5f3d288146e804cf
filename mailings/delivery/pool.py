"""A sender's kept connections: one for a quick relay, more for one that makes it wait."""

from __future__ import annotations

import selectors
import time
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor

from django.conf import settings

from mailings.delivery.conversation import Conversation
from mailings.delivery.opening import open_conversation, relay_settings
from mailings.delivery.reply import RefusedError

# A relay that takes longer than this for a message makes a sender wait more than work: another connection pays. Both
# are measured by how long the sender sleeps, so that its own work, or a busy machine, is not laid to the relay.
SLOW_SECONDS = 0.002
IDLE_SHARE = 0.5
WINDOW_SECONDS = 0.02
# Fewer messages than this for each connection are not worth the greeting.
WORTH_A_CONNECTION = 4
# What all relays together get for saying goodbye.
GOODBYE_SECONDS = 2.0


class Pool:
    """Conversations that are open, and those being opened by threads beside the sender's own."""

    def __init__(self) -> None:
        self.conversations: list[Conversation] = []
        self.used_at = time.monotonic()
        self._relay = relay_settings()
        self._selector = selectors.DefaultSelector()
        self._events: dict[Conversation, int] = {}
        self._opening: list[Future[Conversation]] = []
        self._threads: ThreadPoolExecutor | None = None
        self._most = 0
        self._window_began = time.monotonic()
        self._slept = 0.0
        self._heard = 0

    @property
    def is_busy(self) -> bool:
        """Whether anything is under way."""
        return any(not conversation.is_idle for conversation in self.conversations)

    def begin(self, *, idle_seconds: float) -> None:
        """Take up what was kept since the last time, unless it is too old or the relay is another one by now."""
        self._most = settings.MAIL_CONNECTIONS
        if self._relay != relay_settings() or time.monotonic() - self.used_at > idle_seconds:
            self.close()
            self._relay = relay_settings()
        for conversation in self.conversations:
            conversation.is_fresh = False
        self._window_began, self._slept, self._heard = time.monotonic(), 0.0, 0

    def open_first(self) -> Conversation:
        """Open a connection and wait for it. Raises RefusedError."""
        conversation = open_conversation()
        self._add(conversation)
        return conversation

    def grow(self, waiting: int) -> None:
        """Begin to open more connections if every one waits for the relay while so many messages wait for one."""
        have = len(self.conversations)
        if not have or self._opening or not self._is_relay_slow():
            return
        wanted = min(self._most - have, have, waiting // WORTH_A_CONNECTION)
        if wanted <= 0:
            return
        self._threads = self._threads or ThreadPoolExecutor(max_workers=4, thread_name_prefix="relay")
        self._opening = [self._threads.submit(open_conversation) for _number in range(wanted)]

    def collect(self) -> list[Conversation]:
        """The connections that were opened meanwhile. A relay that takes no more of them is taken at its word."""
        done = [future for future in self._opening if future.done()]
        self._opening = [future for future in self._opening if not future.done()]
        new = []
        for future in done:
            try:
                new.append(future.result())
            except RefusedError:
                self._most = len(self.conversations)
        for conversation in new:
            self._add(conversation)
        return new

    def wait(self, seconds: float) -> Iterable[tuple[Conversation, int]]:
        """Wait until the relay says something or takes more, at most so long; gives who and what."""
        for conversation in self.conversations:
            events = selectors.EVENT_READ | (selectors.EVENT_WRITE if conversation.wants_to_write else 0)
            if self._events[conversation] != events:
                self._selector.modify(conversation, events)
                self._events[conversation] = events
        began = time.monotonic()
        ready = self._selector.select(seconds)
        self._slept += time.monotonic() - began
        self._heard += len(ready)
        return [(key.fileobj, events) for key, events in ready]  # type: ignore[misc]

    def _is_relay_slow(self) -> bool:
        """Whether the sender slept most of the time since the last question, and long for each answer."""
        now = time.monotonic()
        gone = now - self._window_began
        if gone < WINDOW_SECONDS:
            return False
        slept, heard = self._slept, self._heard
        self._window_began, self._slept, self._heard = now, 0.0, 0
        return slept > IDLE_SHARE * gone and slept * len(self.conversations) > SLOW_SECONDS * max(1, heard)

    def drop(self, conversation: Conversation) -> None:
        """Forget a conversation; to be called before it is closed."""
        self.conversations.remove(conversation)
        del self._events[conversation]
        self._selector.unregister(conversation)

    def keep_one(self) -> None:
        """Close all but one connection, which waits for what comes next."""
        self._close(self.conversations[1:])
        self.used_at = time.monotonic()

    def close(self) -> None:
        """Say goodbye on all connections."""
        self._close(list(self.conversations))
        if self._threads is not None:
            self._threads.shutdown(wait=True)
            self._close(self.collect())
            self._threads = None

    def _add(self, conversation: Conversation) -> None:
        self.conversations.append(conversation)
        self._events[conversation] = selectors.EVENT_READ
        self._selector.register(conversation, selectors.EVENT_READ)

    def _close(self, conversations: list[Conversation]) -> None:
        """Say goodbye to all, and then hear all: a relay that says nothing makes nobody wait for each in turn."""
        for conversation in conversations:
            self.drop(conversation)
            conversation.say_goodbye()
        until = time.monotonic() + GOODBYE_SECONDS
        for conversation in conversations:
            conversation.hang_up(seconds=max(0.001, until - time.monotonic()))

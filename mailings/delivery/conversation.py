"""A conversation with the relay that knows at every moment what has been said and what has been answered (RFC 5321).

Where the relay offers PIPELINING (RFC 2920), the envelope of the next message leaves with the text of the one before,
in one packet; without it, every command waits for its answer. Either way at most one message is behind its dot.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections import deque
from contextlib import suppress

from mailings.delivery.letter import Letter
from mailings.delivery.reply import Phase, Reply, plain_text

DOT = b".\r\n"
CLOSING = 421
EXPECTED = {Phase.MAIL: (250, 251, 252), Phase.RCPT: (250, 251, 252), Phase.DATA: (354,)}
CHUNK = 65536
TLS_RECORD = 16384  # one call, one record (RFC 8446, 5.1): what was not tried cannot have arrived

_SEPARATORS = (b" ", b"-", b"", b"\r")
_WAITS = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)

Answered = tuple[Letter, Reply | None]  # None: nothing was said about it that counts


class BrokenError(Exception):
    """The conversation is over: the line broke, the relay closes it, or what it says makes no sense."""


class Conversation:
    """One connection, for many messages one after the other. The socket never blocks; the owner waits for it."""

    def __init__(self, sock: socket.socket, *, pipelining: bool) -> None:
        self.sock = sock
        self.pipelining = pipelining
        self.offered: Letter | None = None  # its envelope is said, or about to be
        self.dotted: Letter | None = None  # its text and dot are said, and not answered yet
        self.is_ready = False  # the relay waits for the text of `offered`
        self.is_fresh = True  # just opened, or an answer has come since it lay idle
        self.spoke_at = time.monotonic()
        self._is_tls = isinstance(sock, ssl.SSLSocket)
        self._answered: list[Answered] = []
        self._to_say: deque[tuple[Phase | None, bytes]] = deque()
        self._asked: deque[Phase | None] = deque()  # None: the answer tells nothing about a message
        self._refusal: Reply | None = None
        self._needs_reset = False
        self._inbox = b""
        self._outbox = memoryview(b"")
        self._until_dot = 0  # bytes in the outbox up to the end of the dot

    def fileno(self) -> int:
        """The socket's number, for a selector."""
        return self.sock.fileno()

    @property
    def is_idle(self) -> bool:
        """Whether nothing is under way."""
        return self.offered is None and self.dotted is None and not self._asked and not self._outbox

    @property
    def is_free(self) -> bool:
        """Whether it can be offered a message now."""
        return self.offered is None and not self._asked and not self._outbox

    @property
    def wants_to_write(self) -> bool:
        """Whether something waits to be sent."""
        return bool(self._outbox)

    def offer(self, letter: Letter) -> None:
        """Say MAIL, RCPT and DATA for a message. Raises BrokenError."""
        self._queue_envelope(letter)
        self._say_more()
        self.write()

    def hand_over(self, following: Letter | None) -> None:
        """Say the text and the dot of what was offered, and the envelope of the message after it. Raises BrokenError.

        Without pipelining `following` must be None.
        """
        letter = self.offered
        assert letter is not None
        assert self.is_ready
        self.dotted, self.offered, self.is_ready = letter, None, False
        self._asked.append(Phase.DOT)
        pieces = [letter.message, DOT]
        self._until_dot = len(letter.message) + len(DOT)
        if following is not None:
            self._queue_envelope(following)
            pieces += self._take_to_say()
        self._outbox = memoryview(b"".join(pieces))
        self.spoke_at = time.monotonic()
        self.write()

    def write(self) -> None:
        """Send as much as the line takes now. Raises BrokenError."""
        while self._outbox:
            chunk = self._outbox[:TLS_RECORD] if self._is_tls else self._outbox
            try:
                sent = self.sock.send(chunk)
            except _WAITS:
                if self._is_tls and len(chunk) >= self._until_dot:
                    self._until_dot = 0  # part of the record may be gone
                return
            except OSError as error:
                if self._is_tls and len(chunk) >= self._until_dot:
                    self._until_dot = 0
                raise BrokenError(_describe(error)) from error
            self._outbox = self._outbox[sent:]
            self._until_dot = max(0, self._until_dot - sent)

    def read(self) -> None:
        """Take in what the relay says. Raises BrokenError; what was answered before is kept."""
        while True:
            try:
                data = self.sock.recv(CHUNK)
            except _WAITS:
                return
            except OSError as error:
                raise BrokenError(_describe(error)) from error
            if not data:
                raise BrokenError("The relay closed the connection.")
            self._hear(data)
            if not self._is_tls and len(data) < CHUNK:
                return

    def take_answered(self) -> list[Answered]:
        """The messages that got their answer since the last call."""
        answered, self._answered = self._answered, []
        return answered

    def break_off(self, reason: str) -> list[Answered]:
        """Drop the connection without a word; gives what was answered, and what is to be thought of the rest.

        A message behind its dot has no code in its reply: nobody knows. One that was only offered behind another has no
        reply at all, nor has one on a connection that lay idle and was closed meanwhile: it goes to another connection.
        """
        with suppress(BrokenError):
            self.read()  # an answer may have come before the line broke
        self.sock.close()
        answered = self.take_answered()
        is_alone = self.dotted is None and self.is_fresh
        if self.dotted is not None:
            phase = Phase.BODY if self._until_dot else Phase.DOT
            answered.append((self.dotted, Reply(phase, None, plain_text(reason))))
        if self.offered is not None:
            reply = self._refusal or Reply(self._phase(), None, plain_text(reason))
            answered.append((self.offered, reply if is_alone or self._refusal else None))
        self.offered = self.dotted = None
        self.is_ready = False
        return answered

    def abandon(self) -> None:
        """Drop the connection instead of saying the text of what was offered: the relay forgets it."""
        self.sock.close()
        self.offered = None
        self.is_ready = False

    def is_late(self, *, seconds: float) -> bool:
        """Whether the relay has been silent for longer than this."""
        return bool(self._asked or self._outbox) and time.monotonic() - self.spoke_at > seconds

    def say_goodbye(self) -> None:
        """Say QUIT, and wait for nothing. A line that breaks now changes nothing: every message had its answer."""
        with suppress(OSError):
            self.sock.send(b"QUIT\r\n")

    def hang_up(self, *, seconds: float) -> None:
        """Hear the relay's goodbye, at most so long, and close (RFC 5321, 4.1.1.10)."""
        with suppress(OSError):
            self.sock.settimeout(seconds)
            self.sock.recv(CHUNK)
        self.sock.close()

    def _phase(self) -> Phase:
        return next((phase for phase in self._asked if phase not in (None, Phase.DOT)), None) or Phase.DATA

    def _queue_envelope(self, letter: Letter) -> None:
        self.offered = letter
        self._refusal = None
        if self._needs_reset:
            self._to_say.append((None, b"RSET\r\n"))
            self._needs_reset = False
        self._to_say.extend(letter.envelope)

    def _take_to_say(self) -> list[bytes]:
        said = list(self._to_say) if self.pipelining else [self._to_say[0]]
        for _command in said:
            self._to_say.popleft()
        self._asked.extend(phase for phase, _command in said)
        return [command for _phase, command in said]

    def _say_more(self) -> None:
        if self._to_say and (self.pipelining or not self._asked):
            self._outbox = memoryview(bytes(self._outbox) + b"".join(self._take_to_say()))
            self.spoke_at = time.monotonic()

    def _hear(self, data: bytes) -> None:
        *lines, self._inbox = (self._inbox + data).split(b"\n")
        texts: list[bytes] = []
        for line in lines:
            if not line[:3].isdigit() or line[3:4] not in _SEPARATORS:
                raise BrokenError(f"The relay's answer makes no sense: {plain_text(line)[:80]}")
            texts.append(line[4:])
            if line[3:4] != b"-":
                self._answer(int(line[:3]), texts)
                texts = []
        if texts:  # an answer of several lines, of which the last has not come yet
            self._inbox = b"\n".join([*lines[-len(texts) :], self._inbox])
        self._say_more()
        self.write()

    def _answer(self, code: int, texts: list[bytes]) -> None:
        if not self._asked:
            raise BrokenError(f"{code} {plain_text(b' '.join(texts))}")  # as 421 when the relay is tired of waiting
        self.is_fresh = True
        phase = self._asked.popleft()
        if phase is Phase.DOT:
            assert self.dotted is not None
            self._answered.append((self.dotted, Reply(phase, code, plain_text(b" ".join(texts)))))
            self.dotted = None
        elif phase is not None:
            self._answer_envelope(phase, code, texts)
        if code == CLOSING:
            raise BrokenError(f"{code} {plain_text(b' '.join(texts))}")

    def _answer_envelope(self, phase: Phase, code: int, texts: list[bytes]) -> None:
        is_good = code in EXPECTED[phase]
        if not is_good and self._refusal is None:
            self._refusal = Reply(phase, code, plain_text(b" ".join(texts)))
        if self._refusal is None:
            self.is_ready = phase is Phase.DATA
            return
        if phase is not Phase.DATA and self.pipelining:
            return  # the answers to the rest of the envelope are still to come
        self._to_say.clear()
        self._needs_reset = not (phase is Phase.DATA and is_good)
        if not self._needs_reset:
            # The recipient was refused and DATA was not: end the text that has nobody to go to (RFC 2920, 3.1).
            self._to_say.append((None, DOT))
        assert self.offered is not None
        self._answered.append((self.offered, self._refusal))
        self.offered = None


def _describe(error: OSError) -> str:
    return f"{type(error).__name__}: {error}"

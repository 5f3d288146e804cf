"""A real SMTP server for tests and measurements: it keeps what it accepts, and misbehaves on command.

    with SmtpSink() as sink:
        sink.fail("rcpt", reply="450 4.2.1 try later", recipient="anna@example.org", times=1)
        sink.fail("dot", close=True)               # the message is taken, the 250 is never said
        ...
        assert [message.recipients for message in sink.messages] == [("anna@example.org",)]

Phases, in the order of a session (RFC 5321): connect, ehlo, mail, rcpt, data, body (while the text is sent),
dot (after the final dot, before the 250), quit.
"""

import asyncio
import socket
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from devservices.ports import LOOPBACK, find_free_port

PHASES = ("connect", "ehlo", "mail", "rcpt", "data", "body", "dot", "quit")
CLOSED = "421 4.3.0 closing"  # never seen by the client: the connection is reset first


@dataclass(frozen=True)
class SunkMessage:
    """One accepted message: the envelope as it was given, the text, and when the final dot came (monotonic seconds)."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes
    received_at: float

    @property
    def email(self) -> EmailMessage:
        """The message parsed."""
        parsed = message_from_bytes(self.content, policy=SMTP_POLICY)
        assert isinstance(parsed, EmailMessage)
        return parsed


@dataclass
class Fault:
    """What goes wrong at a phase: wait, then reply with an error, or reset the connection, or both not (just slow)."""

    phase: str
    reply: str = ""
    close: bool = False
    delay: float = 0
    recipient: str = ""
    sender: str = ""
    after_bytes: int = 0
    skip: int = 0
    times: int | None = None
    # A relay that took the message and then went away has it; one that went away earlier has not.
    keep: bool = True
    seen: int = field(default=0, init=False)

    def fits(self, phase: str, sender: str, recipients: list[str]) -> bool:
        """Whether this fault is meant for this command."""
        return (
            phase == self.phase
            and self.sender in {"", sender}
            and (not self.recipient or self.recipient in recipients)
            and (self.times is None or self.seen < self.skip + self.times)
        )


class SmtpSink:
    """The server, in a thread of its own, on a free loopback port."""

    def __init__(self, *, port: int | None = None, pipelining: bool = True) -> None:
        self.port = port or find_free_port()
        self.pipelining = pipelining
        self.messages: list[SunkMessage] = []
        self.connections = 0
        self._faults: list[Fault] = []
        self._lock = threading.Lock()
        self._controller: Controller | None = None

    @property
    def url(self) -> str:
        """The address as EMAIL_URL wants it."""
        return f"smtp://{LOOPBACK}:{self.port}"

    @property
    def is_listening(self) -> bool:
        """Whether it takes connections."""
        return self._controller is not None

    @property
    def recipients(self) -> list[str]:
        """Every address that a message was accepted for, in order; repeats are repeats."""
        return [recipient for message in list(self.messages) for recipient in message.recipients]

    def fail(self, phase: str, **what: Any) -> Fault:
        """Program a fault (see `Fault`). Raises ValueError for a phase that does not exist."""
        if phase not in PHASES:
            raise ValueError(f"no such phase: {phase}; there are {', '.join(PHASES)}")
        fault = Fault(phase, **what)
        with self._lock:
            self._faults.append(fault)
        return fault

    def behave(self) -> None:
        """Forget all faults."""
        with self._lock:
            self._faults.clear()

    def clear(self) -> None:
        """Forget all messages and faults."""
        self.behave()
        self.messages.clear()

    def wait_for(self, count: int, *, seconds: float = 20) -> list[SunkMessage]:
        """Wait until so many messages are here. Raises TimeoutError, with the number there is."""
        return self.wait_until(lambda: len(self.messages) >= count, f"{count} messages", seconds=seconds)

    def wait_until(self, is_so: Callable[[], bool], what: str, *, seconds: float = 20) -> list[SunkMessage]:
        """Wait until a condition holds; gives the messages. Raises TimeoutError."""
        deadline = time.monotonic() + seconds
        while not is_so():
            if time.monotonic() > deadline:
                raise TimeoutError(f"{what} did not come within {seconds} s; there are {len(self.messages)} messages")
            time.sleep(0.02)
        return list(self.messages)

    def start(self) -> None:
        """Listen. A stopped sink may be started again: it keeps its port and messages."""
        self._controller = SinkController(self)
        self._controller.start()

    def stop(self) -> None:
        """Stop listening (connections are refused from now on)."""
        if self._controller:
            self._controller.stop()
            self._controller = None

    def __enter__(self) -> "SmtpSink":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def take_fault(self, phase: str, sender: str = "", recipients: list[str] | None = None) -> Fault | None:
        """The fault for this command, counted; None when all is to go well."""
        with self._lock:
            for fault in self._faults:
                if fault.fits(phase, sender, recipients or []):
                    fault.seen += 1
                    if fault.seen > fault.skip:
                        return fault
        return None


class SinkHandler:
    """aiosmtpd's hooks: each asks the sink whether something is to go wrong now."""

    def __init__(self, sink: SmtpSink) -> None:
        self.sink = sink

    async def handle_EHLO(  # noqa: N802 - the names are aiosmtpd's
        self, server: "SinkProtocol", session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        bad = await server.misbehave("ehlo")
        if bad:
            return [bad]
        return [responses[0], "250-PIPELINING", *responses[1:]] if self.sink.pipelining else responses

    async def handle_MAIL(  # noqa: N802
        self, server: "SinkProtocol", session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        bad = await server.misbehave("mail", address)
        if bad:
            return bad
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: "SinkProtocol", session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        bad = await server.misbehave("rcpt", envelope.mail_from or "", [address])
        if bad:
            return bad
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: "SinkProtocol", session: Session, envelope: Envelope) -> str:  # noqa: N802
        sender, recipients = envelope.mail_from or "", list(envelope.rcpt_tos)
        content = envelope.content if isinstance(envelope.content, bytes) else (envelope.content or "").encode()
        message = SunkMessage(sender, tuple(recipients), content, time.monotonic())
        fault = self.sink.take_fault("dot", sender, recipients)
        if fault is None:
            self.sink.messages.append(message)
            return f"250 2.0.0 OK queued as SINK{len(self.sink.messages)}"
        if fault.keep and not fault.reply:  # before the wait: a client that does not wait for it has been served
            self.sink.messages.append(message)
        await asyncio.sleep(fault.delay)
        if fault.close:
            server.reset()
            return CLOSED
        return fault.reply or f"250 2.0.0 OK queued as SINK{len(self.sink.messages)}"

    async def handle_QUIT(self, server: "SinkProtocol", session: Session, envelope: Envelope) -> str:  # noqa: N802
        return await server.misbehave("quit") or "221 2.0.0 Bye"


class SinkProtocol(SMTP):
    """aiosmtpd's session with the three phases that it has no hook for: connect, data and body."""

    def __init__(self, sink: SmtpSink, **options: Any) -> None:
        super().__init__(SinkHandler(sink), **options)
        self.sink = sink
        self._body_fault: Fault | None = None
        self._body_bytes = 0

    def connection_made(self, transport: Any) -> None:
        self.sink.connections += 1
        fault = self.sink.take_fault("connect")
        super().connection_made(transport)
        if fault:
            if fault.reply:
                transport.write(f"{fault.reply}\r\n".encode())
                transport.close()
            else:
                self.reset()

    def data_received(self, data: bytes) -> None:
        if self._body_fault:
            self._body_bytes += len(data)
            if self._body_bytes > self._body_fault.after_bytes:
                self.reset()
                return
        super().data_received(data)

    async def smtp_DATA(self, arg: str | None) -> None:  # noqa: N802
        envelope = self.envelope
        sender = (envelope.mail_from if envelope else "") or ""
        recipients = list(envelope.rcpt_tos) if envelope else []
        bad = await self.misbehave("data", sender, recipients) if recipients else ""
        if bad:
            self._set_post_data_state()  # type: ignore[no-untyped-call]  # the transaction is over, as with any refused DATA
            await self.push(bad)
            return
        self._body_fault = self.sink.take_fault("body", sender, recipients)
        self._body_bytes = 0
        await super().smtp_DATA(arg)
        self._body_fault = None

    async def misbehave(self, phase: str, sender: str = "", recipients: list[str] | None = None) -> str:
        """Do what is programmed for this command; gives the bad reply, or "" to go on."""
        fault = self.sink.take_fault(phase, sender, recipients)
        if fault is None:
            return ""
        await asyncio.sleep(fault.delay)
        if fault.close:
            self.reset()
            return CLOSED
        return fault.reply

    def reset(self) -> None:
        """Break the connection hard: the client sees a reset, not an orderly end."""
        transport = self.transport
        if not isinstance(transport, asyncio.WriteTransport):
            return
        raw = transport.get_extra_info("socket")
        if raw is not None:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()


class SinkController(Controller):
    """Starts the protocol above in a thread."""

    def __init__(self, sink: SmtpSink) -> None:
        self.sink = sink
        super().__init__(SinkHandler(sink), hostname=LOOPBACK, port=sink.port, ready_timeout=10)

    def factory(self) -> SinkProtocol:
        return SinkProtocol(self.sink, enable_SMTPUTF8=True, loop=self.loop, data_size_limit=50_000_000)

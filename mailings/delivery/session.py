"""A conversation with the relay that knows at every moment what has been said (RFC 5321)."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from dataclasses import dataclass
from email.utils import parseaddr
from enum import StrEnum
from types import TracebackType
from typing import NoReturn

from django.conf import settings

LEADING_DOT = re.compile(rb"(?m)^\.")
FINAL_DOT = b".\r\n"
OK = 250
START_INPUT = 354
ENHANCED = re.compile(r"^([245]\.\d{1,3}\.\d{1,3})\b")


class Phase(StrEnum):
    """How far the conversation had come. After BODY the dot is on its way, and silence means that nobody knows."""

    CONNECT = "connect"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    BODY = "body"
    DOT = "dot"


@dataclass(frozen=True)
class Reply:
    """What the relay said: a code (None where the line broke) and its text."""

    phase: Phase
    code: int | None
    text: str

    @property
    def enhanced(self) -> str:
        """The enhanced status code (RFC 3463), as "5.1.1", or nothing."""
        match = ENHANCED.match(self.text)
        return match[1] if match else ""


class RefusedError(Exception):
    """The relay did not go along: a reply other than success, or a broken line. `reply` says where and what."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(f"{reply.phase} {reply.code}: {reply.text}")
        self.reply = reply


def _text(raw: bytes | str) -> str:
    text = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else raw
    return " ".join(text.split())[:500]


class RelaySession:
    """One kept connection to the relay of EMAIL_HOST, for many messages.

    Django's own backend raises the same error before and after the final dot; this one calls smtplib's commands one by
    one and records the phase, so that an outcome is never guessed.
    """

    def __init__(self) -> None:
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> RelaySession:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def open(self) -> None:
        """Connect, greet, encrypt and sign in as the settings say, unless that is done. Raises RefusedError."""
        if self._smtp is not None:
            return
        try:
            self._smtp = self._connect()
        except smtplib.SMTPResponseException as error:
            raise RefusedError(Reply(Phase.CONNECT, error.smtp_code, _text(error.smtp_error))) from error
        except (OSError, smtplib.SMTPException) as error:
            raise RefusedError(Reply(Phase.CONNECT, None, _text(f"{type(error).__name__}: {error}"))) from error

    def _connect(self) -> smtplib.SMTP:
        timeout = getattr(settings, "EMAIL_TIMEOUT", None) or 30
        host, port = settings.EMAIL_HOST, settings.EMAIL_PORT
        context = ssl.create_default_context()
        if getattr(settings, "EMAIL_USE_SSL", False):
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=timeout, context=context)
        else:
            smtp = smtplib.SMTP(host, port, timeout=timeout)
        try:
            if smtp.sock is not None:
                smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if getattr(settings, "EMAIL_USE_TLS", False):
                smtp.starttls(context=context)
            smtp.ehlo_or_helo_if_needed()
            if settings.EMAIL_HOST_USER:
                smtp.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def offer(self, recipient: str) -> None:
        """Say MAIL and RCPT for one message. Raises RefusedError; the session stays usable unless the line broke."""
        self.open()
        sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
        self._say(Phase.MAIL, f"MAIL FROM:<{sender}>", OK)
        self._say(Phase.RCPT, f"RCPT TO:<{recipient}>", OK)

    def hand_over(self, message: bytes) -> Reply:
        """Say DATA, the message and the dot; gives the relay's acknowledgement. Raises RefusedError."""
        self._say(Phase.DATA, "DATA", START_INPUT)
        self._put(Phase.BODY, LEADING_DOT.sub(b"..", message))
        self._put(Phase.DOT, FINAL_DOT)
        return self._hear(Phase.DOT, OK)

    def withdraw(self) -> None:
        """Take back what was offered (RSET), so that the next message starts anew."""
        if self._smtp is None:
            return
        try:
            self._smtp.rset()
        except (OSError, smtplib.SMTPException):
            self.abandon()

    def abandon(self) -> None:
        """Drop the connection without a word."""
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None

    def close(self) -> None:
        """Say QUIT. A line that breaks now changes nothing: every message had its answer."""
        if self._smtp is not None:
            try:
                self._smtp.quit()
            except (OSError, smtplib.SMTPException):
                self._smtp.close()
            self._smtp = None

    def _say(self, phase: Phase, command: str, expected: int) -> Reply:
        self._put(phase, f"{command}\r\n".encode("ascii"))
        return self._hear(phase, expected)

    def _put(self, phase: Phase, data: bytes) -> None:
        smtp = self._require()
        try:
            smtp.send(data)
        except (OSError, smtplib.SMTPException) as error:
            self._break(phase, error)

    def _hear(self, phase: Phase, expected: int) -> Reply:
        smtp = self._require()
        try:
            code, raw = smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self._break(phase, error)
        reply = Reply(phase, code, _text(raw))
        if code != expected and not (expected == OK and code in (251, 252)):
            if code == 421:
                self.abandon()
            else:
                self.withdraw()
            raise RefusedError(reply)
        return reply

    def _break(self, phase: Phase, error: Exception) -> NoReturn:
        self.abandon()
        raise RefusedError(Reply(phase, None, _text(f"{type(error).__name__}: {error}"))) from error

    def _require(self) -> smtplib.SMTP:
        if self._smtp is None:
            raise RefusedError(Reply(Phase.CONNECT, None, "not connected"))
        return self._smtp

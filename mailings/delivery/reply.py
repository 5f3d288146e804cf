"""What the relay said, and at which step (RFC 5321)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

ENHANCED = re.compile(r"^([245]\.\d{1,3}\.\d{1,3})\b")
LONGEST_TEXT = 500


class Phase(StrEnum):
    """How far the conversation had come. After BODY the dot is on its way, and silence means that nobody knows."""

    CONNECT = "connect"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    BODY = "body"
    DOT = "dot"


@dataclass(frozen=True, slots=True)
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

    @property
    def is_acceptance(self) -> bool:
        """Whether the relay has taken the message over."""
        return self.phase is Phase.DOT and self.code is not None and 200 <= self.code < 300

    def __str__(self) -> str:
        return f"{self.phase} {self.code}: {self.text}"


class RefusedError(Exception):
    """The relay did not go along: a reply other than success, or a broken line. `reply` says where and what."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(str(reply))
        self.reply = reply


def plain_text(raw: bytes | str) -> str:
    """A reply's text on one line, as it is kept. NUL is replaced: PostgreSQL stores none."""
    text = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else raw
    return " ".join(text.replace("\x00", "�").split())[:LONGEST_TEXT]

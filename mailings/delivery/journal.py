"""A sender's journal: what it was about to hand over, and what the relay answered, written before and after each dot.

The journal is a file in MAIL_JOURNAL_DIR, one for each sender, and every entry is one write(2) to its end. It outlives
the process (not the machine: nothing is synced), so that whoever takes a dead sender's deliveries over knows of each
whether its text had left. The sender holds flock(2) on it for as long as it lives.

A sender that is only asleep is kept out by a seal, a byte at the beginning of the file. The sender writes its intent,
THEN reads the seal; who takes over writes the seal, THEN reads the intents. Whichever comes second sees the first.

    seal and boot id, one line          "-" until it is sealed, then "S"
    > <delivery> <epoch>                the text and its dot are about to leave
    < <delivery> <epoch> <phase> <code or -> <text>     this is what came back
"""

from __future__ import annotations

import fcntl
import os
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from mailings.delivery.reply import Phase, Reply

OPEN, SEALED = b"-", b"S"
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_ENTRY = re.compile(r"(?:> (\d+) (\d+)|< (\d+) (\d+) (\w+) (\d+|-) ?(.*))")

Handing = tuple[int, int]  # a delivery and its epoch


class JournalError(OSError):
    """The journal does not take what is written to it (a full disk): nothing may be sent."""


class SealedError(Exception):
    """Somebody has taken this sender's deliveries over: it sends nothing any more."""


@cache
def boot_id() -> str:
    """What tells this run of this machine from every other. A journal of another run may lack its last entries."""
    try:
        return _BOOT_ID.read_text().strip()
    except OSError:
        return f"unknown-{os.getpid()}"  # no other process trusts such a journal


def journal_path(key: str) -> Path:
    """Where the journal of a sender lies, on the machine that it runs on."""
    return Path(settings.MAIL_JOURNAL_DIR) / f"{key}.journal"


class Journal:
    """The writing end, in the sender's process."""

    def __init__(self, key: str) -> None:
        self.path = journal_path(key)
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_APPEND
        self._file = os.open(self.path, flags, 0o600)
        fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        self._head = OPEN + f" {boot_id()}\n".encode()
        self._write(self._head)

    def write(self, entries: bytes) -> None:
        """Append entries in one call. Raises JournalError."""
        self._write(entries)

    def check_seal(self) -> None:
        """Look whether the sender may still send; to be called after its intent is written. Raises SealedError."""
        if os.pread(self._file, 1, 0) != OPEN:
            raise SealedError(self.path.name)

    def forget(self) -> None:
        """Drop all entries. Only for a sender that holds nothing in the database."""
        os.ftruncate(self._file, len(self._head))

    def close(self) -> None:
        """Let go of the file and leave it for whoever takes over."""
        os.close(self._file)

    def remove(self) -> None:
        """Let go of the file, and delete it. Only for a sender that holds nothing in the database."""
        self.path.unlink(missing_ok=True)
        self.close()

    def _write(self, data: bytes) -> None:
        try:
            written = os.write(self._file, data)
        except OSError as error:
            raise JournalError(str(error)) from error
        if written != len(data):
            raise JournalError(f"only {written} of {len(data)} bytes were written")


def intent(delivery: int, epoch: int) -> bytes:
    """The entry for a text that is about to leave."""
    return b"> %d %d\n" % (delivery, epoch)


def answer(delivery: int, epoch: int, reply: Reply) -> bytes:
    """The entry for what came back."""
    code = "-" if reply.code is None else reply.code
    return f"< {delivery} {epoch} {reply.phase} {code} {reply.text}\n".encode()


@dataclass(frozen=True)
class Testimony:
    """What a journal says: what was on its way, and what was answered."""

    intents: frozenset[Handing]
    answers: dict[Handing, Reply]


def read_entries(raw: bytes) -> Testimony | None:
    """Read a journal's bytes. A last entry without its end was cut off by the death of its writer and never counted:
    what it announced did not happen. None if the journal cannot be trusted."""
    head, _end, rest = raw.partition(b"\n")
    if head[2:].decode("ascii", "replace") != boot_id():
        return None
    intents: set[Handing] = set()
    answers: dict[Handing, Reply] = {}
    for line in rest.split(b"\n")[:-1]:
        match = _ENTRY.fullmatch(line.decode("utf-8", "replace"))
        if match is None:
            return None
        if match[1]:
            intents.add((int(match[1]), int(match[2])))
        else:
            code = None if match[6] == "-" else int(match[6])
            answers[int(match[3]), int(match[4])] = Reply(Phase(match[5]), code, match[7])
    return Testimony(frozenset(intents), answers)

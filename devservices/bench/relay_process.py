"""The relay of `devservices.bench.relay` as a child process, and what it says."""

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import Any

from devservices.ports import LOOPBACK, find_free_port, wait_until_answering
from devservices.stages import ROOT


@dataclass(frozen=True)
class Taken:
    """What the relay has taken so far. Times are seconds since 1970; `most_at_once` counts connections."""

    messages: int
    distinct: int
    first_at: float | None
    last_at: float | None
    connections: int
    most_at_once: int
    bytes: int
    cpu_s: float


class RelayProcess:
    """A context manager that gives itself."""

    def __init__(self) -> None:
        self.port = find_free_port()
        self._process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        """The address as EMAIL_URL wants it."""
        return f"smtp://{LOOPBACK}:{self.port}"

    def __enter__(self) -> "RelayProcess":
        command = [sys.executable, "-m", "devservices.bench.relay", str(self.port)]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
        )
        if not wait_until_answering(self.port, seconds=20):
            raise RuntimeError("the relay did not start")
        self.clear()
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.communicate()

    def clear(self) -> None:
        """Forget what was taken."""
        self._ask("clear")

    def delay(self, seconds: float) -> None:
        """Take so long for each message."""
        self._ask(f"delay {seconds}")

    def stats(self) -> Taken:
        """The numbers."""
        return Taken(**self._ask("stats"))

    def times(self) -> list[float]:
        """When each message came, in seconds since 1970."""
        return list(self._ask("times")["times"])

    def arrival(self, address: str) -> float | None:
        """When the latest message to this address came, in seconds since 1970; None if there is none."""
        at = self._ask(f"arrival {address}")["at"]
        return None if at is None else float(at)

    def taken(self) -> dict[str, int]:
        """How many messages each address got."""
        return dict(self._ask("taken")["taken"])

    def wait_for(self, messages: int, *, seconds: float) -> Taken:
        """Wait until so many messages are here, or until the time is over; gives what there is."""
        deadline = time.monotonic() + seconds
        while (now := self.stats()).messages < messages and time.monotonic() < deadline:
            time.sleep(0.05)
        return now

    def _ask(self, command: str) -> dict[str, Any]:
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            raise RuntimeError("the relay does not run")
        process.stdin.write(f"{command}\n")
        process.stdin.flush()
        return dict(json.loads(process.stdout.readline()))

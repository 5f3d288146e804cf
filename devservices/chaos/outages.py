"""Servers that go away and come back, and how long it takes until mail leaves again."""

import signal
import time

import redis

from devservices.bench.ground import Ground
from devservices.postgres import PostgresServer
from devservices.process import Child

AWAY_SECONDS = 1.0
HANGING_SECONDS = 5.0


class Outages:
    """Does one thing at a time to a server, and waits for the next message at the relay."""

    def __init__(self, ground: Ground, planned: list[str]) -> None:
        self._ground = ground
        self._planned = planned
        self._back_at: float | None = None
        self._messages_then = 0
        self.seconds: dict[str, list[float]] = {}
        self._name = ""

    @property
    def left(self) -> int:
        """How many are to come."""
        return len(self._planned)

    @property
    def is_waiting(self) -> bool:
        """Whether a server is back and no mail has come since."""
        return self._back_at is not None

    def strike(self) -> str:
        """Do the next thing to its server; the server is back when this returns. Gives its name."""
        self._name = self._planned.pop(0)
        match self._name:
            case "redis-kill":
                self._kill(self._ground.valkey.child)
            case "redis-flush":
                self._flush()
            case "redis-stop":
                self._stop(self._ground.valkey.child)
            case _:
                self._restart(self._ground.postgres)
        self._back_at = time.monotonic()
        self._messages_then = self._ground.relay.stats().messages
        return self._name

    def look(self) -> None:
        """Note when the first message after an outage has come."""
        if self._back_at is not None and self._ground.relay.stats().messages > self._messages_then:
            self.seconds.setdefault(self._name, []).append(time.monotonic() - self._back_at)
            self._back_at = None

    def _kill(self, server: Child) -> None:
        server.kill()
        time.sleep(AWAY_SECONDS)
        server.start()
        time.sleep(0.1)

    def _stop(self, server: Child) -> None:
        server_process = server.process
        assert server_process is not None
        server_process.send_signal(signal.SIGSTOP)
        time.sleep(HANGING_SECONDS)
        server_process.send_signal(signal.SIGCONT)

    def _flush(self) -> None:
        client = redis.Redis(port=self._ground.valkey.port)
        client.flushall()
        client.close()

    def _restart(self, server: PostgresServer) -> None:
        server.child.stop()
        time.sleep(AWAY_SECONDS)
        server.start()

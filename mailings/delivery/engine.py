"""The sender of a process: its identity and connections last from one task to the next."""

from __future__ import annotations

import datetime
import os
import threading
import time
from collections.abc import Callable

from mailings.delivery.drain import Clock, Drain
from mailings.delivery.identity import Identity
from mailings.delivery.pool import Pool
from mailings.kinds import Priority

# A connection is kept so long after a task for the next one. Postfix waits 300 s for a command, and others 60.
IDLE_SECONDS = 20.0
# An identity that was renewed so lately is not asked about again: a claim would find out.
TRUSTED_SECONDS = 10.0


class Engine:
    """Sends what is due, one drain at a time."""

    def __init__(self) -> None:
        self._pid = os.getpid()
        self._lock = threading.Lock()
        self._pool = Pool()
        self._identity: Identity | None = None
        self._renewed_at = 0.0
        self._timer: threading.Timer | None = None

    def drain(
        self,
        priority: Priority,
        *,
        clock: Clock,
        until: datetime.datetime,
        keeps: bool = False,
        waits: bool = False,
        on_backlog: Callable[[], None] | None = None,
    ) -> int:
        """Send mail of one priority for some time; gives the number of accepted messages. One that `keeps` leaves a
        connection open for the next time."""
        with self._lock:
            self._pool.begin(idle_seconds=IDLE_SECONDS)
            identity = self._identify(clock())
            drain = Drain(identity, self._pool, priority=priority, clock=clock, waits=waits, on_backlog=on_backlog)
            try:
                accepted = drain.run(until=until)
            except BaseException:
                self._identity = None
                identity.desert()
                raise
            if keeps:
                self._keep()
            else:
                self._end()
            return accepted

    def close(self) -> None:
        """Say goodbye to the relay, and stop being a sender."""
        with self._lock:
            self._end()

    def _identify(self, now: datetime.datetime) -> Identity:
        if self._identity is not None:
            if time.monotonic() - self._renewed_at < TRUSTED_SECONDS:
                return self._identity
            if not self._identity.renew(now=now):
                self._identity.desert()
                self._identity = None
        if self._identity is None:
            self._identity = Identity(now=now)
        self._renewed_at = time.monotonic()
        return self._identity

    def _end(self) -> None:
        self._pool.close()
        if self._identity is not None:
            self._identity.end()
            self._identity = None

    def _keep(self) -> None:
        self._pool.keep_one()
        if self._timer is not None:
            self._timer.cancel()
        self._timer = threading.Timer(IDLE_SECONDS, self._hang_up)
        self._timer.daemon = True
        self._timer.start()

    def _hang_up(self) -> None:
        """Close what nobody has used for a while."""
        with self._lock:
            if time.monotonic() - self._pool.used_at >= IDLE_SECONDS:
                self._pool.close()

    @property
    def is_mine(self) -> bool:
        """Whether this process made it: a fork has the sockets and the journal of its parent, and must not use them."""
        return self._pid == os.getpid()


_engines: list[Engine] = []


def current_engine() -> Engine:
    """The engine of this process."""
    if not _engines or not _engines[0].is_mine:
        _engines[:] = [Engine()]
    return _engines[0]

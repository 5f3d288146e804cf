"""Keeps a set of programs running until it is told to stop; restarts what dies, and says so."""

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType

from devservices.process import Child, stop_all

LOOK_EVERY = 0.2
MANY_DEATHS = 5
SHORT_TIME = 60.0


class Stopped(Exception):
    """SIGINT, SIGTERM or SIGHUP came: leave everything and stop."""


@dataclass
class StopSignals:
    """Turns the first signal into `Stopped`; those after it change nothing, for stopping has begun."""

    is_stopping: bool = False

    def install(self) -> None:
        """Take over the three signals that mean: end."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)

    def begin_stopping(self) -> None:
        """From now on signals change nothing."""
        self.is_stopping = True

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        if not self.is_stopping:
            self.is_stopping = True
            raise Stopped


@dataclass
class Supervisor:
    """Programs in the order of their start. `say` gets what a person should read."""

    say: Callable[[str], None]
    children: list[Child] = field(default_factory=list)
    deaths: dict[str, list[float]] = field(default_factory=dict)

    def start(self, child: Child) -> Child:
        """Start a program and look after it from now on."""
        self.children.append(child)
        child.start()
        return child

    def watch(self, *, should_go_on: Callable[[], bool] = lambda: True) -> str:
        """Watch until nobody needs us any more; or until a program dies again and again: its name, else ""."""
        while should_go_on():
            for child in self.children:
                if not child.is_running() and not self._revive(child):
                    return child.name
            time.sleep(LOOK_EVERY)
        return ""

    def stop(self) -> None:
        """Stop everything: what was started last is told first, the servers that others lean on after the rest."""
        leaners = [child for child in reversed(self.children) if not child.is_leaned_on]
        stop_all(leaners)
        stop_all([child for child in self.children if child.is_leaned_on])

    def _revive(self, child: Child) -> bool:
        """Start a dead program again; False when it died too often."""
        now = time.monotonic()
        recent = [moment for moment in self.deaths.get(child.name, []) if now - moment < SHORT_TIME]
        self.deaths[child.name] = [*recent, now]
        if len(recent) + 1 >= MANY_DEATHS:
            self.say(f"✗ {child.name} ended {MANY_DEATHS} times within a minute ({child.log}):\n{child.log_tail()}")
            return False
        self.say(f"! {child.name} ended with {child.exit_code}; starting it again (its log: {child.log})")
        child.kill()  # what it may have left behind
        time.sleep(len(recent))
        child.start()
        return True


def is_orphaned_by(parent: int) -> bool:
    """Whether the process that started us is gone."""
    return os.getppid() != parent

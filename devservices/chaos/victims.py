"""The portal's processes, to be killed and started again: workers, beat, web server."""

import math
import os
import random
import signal
import sys
import time
from contextlib import suppress

from devservices.bench.ground import Ground
from devservices.bench.usage import tree
from devservices.celery_worker import QUEUES
from devservices.chaos.options import ChaosOptions
from devservices.ports import LOOPBACK, find_free_port
from devservices.process import Child
from devservices.stages import ROOT

# How often each is chosen: those that send most of all.
WEIGHTS = {"child": 12, "worker": 3, "power cut": 2, "beat": 1, "web": 1}
# Who has just been started sends nothing yet, and its death would prove nothing: it is left alone for so long.
UP_SECONDS = 3.0


class Victims:
    """All processes of a portal. What dies is started again by `revive`, as a supervisor would."""

    def __init__(self, ground: Ground, options: ChaosOptions, chance: random.Random) -> None:
        self._ground = ground
        self._chance = chance
        self._groups: set[int] = set()
        self._asleep: dict[int, float] = {}
        self._up_since: dict[int, float] = {}
        celery = ["-m", "celery", "-A", "network_portal"]
        queues = ["-Q", ",".join(QUEUES), "-c", str(options.concurrency), "--without-mingle", "--without-gossip"]
        self.workers = [
            self._child(f"worker-{number}", [*celery, "worker", "-n", f"w{number}@chaos", *queues])
            for number in range(options.workers)
        ]
        schedule = str(ground.folder / "beat")
        self.beat = self._child("beat", [*celery, "beat", "--pidfile", "", "-s", schedule])
        bind = f"{LOOPBACK}:{find_free_port()}"
        gunicorn = ["-m", "gunicorn", "network_portal.wsgi", "--bind", bind, "--worker-class", "gthread"]
        self.web = self._child("web", [*gunicorn, "--threads", "8", "--no-control-socket"])

    def _child(self, name: str, arguments: list[str]) -> Child:
        log = self._ground.folder / f"{name}.log"
        return Child(name=name, command=[sys.executable, *arguments], log=log, env=self._ground.env, cwd=ROOT)

    @property
    def all(self) -> list[Child]:
        """Every process that is started by us."""
        return [*self.workers, self.beat, self.web]

    def revive(self) -> None:
        """Start whatever does not run."""
        for child in self.all:
            if not child.is_running():
                child.start()
                self._groups.add(child.pid)
            elif child.pid not in self._up_since and (child is self.beat or len(tree(child.pid)) > 1):
                self._up_since[child.pid] = time.monotonic()  # a worker or web server is up with its processes

    def kill_one(self) -> str:
        """SIGKILL somebody; gives whom, or "" when there was nobody of that sort."""
        whom = self._chance.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        victim = {"beat": self.beat, "web": self.web}.get(whom) or self._chance.choice(self.workers)
        if time.monotonic() - self._up_since.get(victim.pid, math.inf) < UP_SECONDS:
            return ""
        if whom == "child":
            children = tree(victim.pid)[1:]
            return whom if children and self._kill(self._chance.choice(children)) else ""
        if whom == "power cut":
            victim.kill()
            return whom
        return whom if self._kill(victim.pid) and victim.process and victim.process.wait(10) is not None else ""

    def put_to_sleep(self, *, until: float) -> None:
        """SIGSTOP to a process that sends, for longer than its lease."""
        children = tree(self._chance.choice(self.workers).pid)[1:]
        if children:
            pid = self._chance.choice(children)
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGSTOP)
                self._asleep[pid] = until

    def wake(self, *, now: float) -> None:
        """SIGCONT to those who have slept long enough."""
        for pid, until in list(self._asleep.items()):
            if now >= until:
                del self._asleep[pid]
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGCONT)

    def stop(self) -> None:
        """End everything, also what a killed worker left behind."""
        self.wake(now=float("inf"))
        for child in self.all:
            child.stop()
        for group in self._groups:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(group, signal.SIGKILL)

    def _kill(self, pid: int) -> bool:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            return False
        return True

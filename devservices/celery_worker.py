"""A real Celery worker process on the test's own database and Redis, to be killed at will."""

import os
import signal
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from devservices.process import Child
from devservices.stages import ROOT

QUEUES = ("transactional", "bulk", "default")


class WorkerFailed(RuntimeError):
    """The worker did not come up; the message holds the end of its log."""


class CeleryWorker:
    """`celery -A network_portal worker`, on all queues, with beat inside it when asked for."""

    def __init__(self, env: Mapping[str, str], *, folder: Path, concurrency: int = 2, beat: bool = False) -> None:
        command = [sys.executable, "-m", "celery", "-A", "network_portal", "worker", "-l", "INFO"]
        command += ["-Q", ",".join(QUEUES), "-c", str(concurrency), "--without-mingle", "--without-gossip"]
        if beat:
            command += ["-B", "-s", str(folder / "beat")]
        self.child = Child(
            name="worker",
            command=command,
            log=folder / f"worker-{os.getpid()}-{id(self)}.log",
            env={**os.environ, **env},
            cwd=ROOT,
        )

    @property
    def pid(self) -> int:
        """The main process; its pool processes are its children."""
        return self.child.pid

    def start(self, *, seconds: float = 60) -> "CeleryWorker":
        """Start, and wait until it takes tasks. Raises WorkerFailed."""
        seen = self.log.count(" ready.")
        self.child.start()
        deadline = time.monotonic() + seconds
        while self.log.count(" ready.") <= seen:
            if not self.child.is_running() or time.monotonic() > deadline:
                self.child.stop()
                raise WorkerFailed(f"the worker did not start:\n{self.child.log_tail(40)}")
            time.sleep(0.05)
        return self

    @property
    def log(self) -> str:
        """Everything it wrote since its first start."""
        return self.child.log.read_text(errors="replace") if self.child.log.exists() else ""

    def kill9(self) -> None:
        """SIGKILL to the worker and its pool at the same moment, as a power cut would."""
        self.child.kill()

    def kill9_one(self) -> None:
        """SIGKILL to the main process alone; its pool finds out by itself."""
        os.kill(self.pid, signal.SIGKILL)
        if self.child.process:
            self.child.process.wait(timeout=5)

    def pause(self) -> None:
        """SIGSTOP to all of it: alive, and doing nothing."""
        os.killpg(self.pid, signal.SIGSTOP)

    def resume(self) -> None:
        """SIGCONT after `pause`."""
        os.killpg(self.pid, signal.SIGCONT)

    def restart(self) -> None:
        """Whatever is left is killed; a new one starts."""
        self.child.kill()
        self.start()

    def stop(self) -> None:
        """Let it finish its tasks, and end."""
        self.child.stop()

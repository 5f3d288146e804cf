"""One child process: its own session, its own log, gone when its parent is gone; stopped gently, then firmly."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PR_SET_PDEATHSIG = 1  # prctl(2), Linux only


def tie_to_parent(stop_signal: signal.Signals) -> Callable[[], None] | None:
    """What a child runs before its program, so that a killed parent leaves no orphan (None where the system cannot)."""
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None).prctl
    parent = os.getpid()

    def tie() -> None:
        prctl(PR_SET_PDEATHSIG, int(stop_signal))
        if os.getppid() != parent:  # it died in between
            os.kill(os.getpid(), signal.SIGKILL)

    return tie


@dataclass
class Child:
    """A program to run. `start` may be called again after it ended.

    The signal goes to the program alone (Celery's pool would drop its task if it were told too);
    whatever is left of its process group after `stop_seconds` is killed.
    """

    name: str
    command: Sequence[str]
    log: Path
    env: Mapping[str, str] | None = None
    cwd: Path | None = None
    user: str | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    stop_seconds: float = 10
    # Others need it until they have ended: a queue, a database.
    is_leaned_on: bool = False
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        """Start the program; its output goes to the log. Raises OSError when it cannot be started."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                list(self.command),
                env=self.env,
                cwd=self.cwd,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=tie_to_parent(self.stop_signal),
                **as_user(self.user),
            )

    @property
    def pid(self) -> int:
        """The process id. Raises RuntimeError before the first start."""
        if self.process is None:
            raise RuntimeError(f"{self.name} was never started")
        return self.process.pid

    @property
    def exit_code(self) -> int | None:
        """None while it runs (or was never started)."""
        return self.process.poll() if self.process else None

    def is_running(self) -> bool:
        """Whether the program is alive."""
        return self.process is not None and self.process.poll() is None

    def ask_to_stop(self) -> None:
        """Send the gentle signal and come back at once."""
        if self.process is not None and self.is_running():
            self.process.send_signal(self.stop_signal)

    def stop(self) -> None:
        """Stop the program and everything it started, however long it takes (at most `stop_seconds` and a little)."""
        if self.process is None:
            return
        self.ask_to_stop()
        try:
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=self.stop_seconds)
        finally:
            self.kill()

    def kill(self) -> None:
        """SIGKILL to the whole process group; harmless when nothing is left of it."""
        if self.process is None:
            return
        with suppress(ProcessLookupError, PermissionError):  # macOS says "not permitted" of a group of zombies
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=5)

    def log_tail(self, lines: int = 15) -> str:
        """The last lines it wrote."""
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


def as_user(user: str | None) -> dict[str, Any]:
    """The keyword arguments of `subprocess` that drop privileges to `user`; none when it is None."""
    if user is None:
        return {}
    return {"user": user, "group": "nogroup" if user == "nobody" and has_group("nogroup") else user, "extra_groups": []}


def has_group(name: str) -> bool:
    """Whether this system knows a group of that name."""
    group_file = Path("/etc/group")
    return group_file.exists() and any(line.startswith(f"{name}:") for line in group_file.read_text().splitlines())


def stop_all(children: Sequence[Child]) -> None:
    """Stop all of them at the same time, so that the slowest alone decides how long it takes."""
    for child in children:
        child.ask_to_stop()
    for child in children:
        child.stop()

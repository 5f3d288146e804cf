"""What is supervised comes back when it dies and is gone when its supervisor is gone, however that came about."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from devservices.process import Child
from devservices.supervisor import Supervisor

ROOT = Path(__file__).parents[2]
SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
# A parent with a child of its own, as gunicorn and Celery have.
FAMILY = [
    sys.executable,
    "-c",
    "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(60)'])",
]
# It supervises one sleeper, says both process ids, and ends as `make run` does.
SCRIPT = """
import sys
from pathlib import Path
from devservices.process import Child
from devservices.supervisor import Stopped, StopSignals, Supervisor
signals = StopSignals()
signals.install()
supervisor = Supervisor(say=print)
try:
    child = supervisor.start(Child("sleeper", [sys.executable, "-c", "import time; time.sleep(60)"], Path(sys.argv[1])))
    print(child.pid, flush=True)
    supervisor.watch()
except Stopped:
    supervisor.stop()
    print("stopped", flush=True)
"""


def is_alive(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until(condition: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


@pytest.fixture
def script(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    command = [sys.executable, "-c", SCRIPT, str(tmp_path / "log")]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    yield process, int(process.stdout.readline())
    process.kill()
    process.wait()
    process.stdout.close()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signal_stops_everything_in_order(script: tuple[subprocess.Popen[str], int], number: signal.Signals) -> None:
    process, child = script
    process.send_signal(number)
    assert process.wait(timeout=10) == 0
    assert process.stdout
    assert process.stdout.read() == "stopped\n"
    assert not is_alive(child)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs prctl(2)")
def test_killed_supervisor_leaves_no_orphan(script: tuple[subprocess.Popen[str], int]) -> None:
    process, child = script
    process.kill()
    wait_until(lambda: not is_alive(child))


def test_dead_child_is_started_again_and_reported(tmp_path: Path) -> None:
    said: list[str] = []
    supervisor = Supervisor(say=said.append)
    child = supervisor.start(Child("sleeper", SLEEP, tmp_path / "log"))
    first = child.pid
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: not child.is_running())
    supervisor.watch(should_go_on=lambda: child.pid == first)
    assert child.is_running()
    assert said[0].startswith("! sleeper ended with -9; starting it again")
    supervisor.stop()
    assert not child.is_running()


def test_child_that_dies_again_and_again_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devservices.supervisor.MANY_DEATHS", 2)
    said: list[str] = []
    supervisor = Supervisor(say=said.append)
    supervisor.start(Child("broken", [sys.executable, "-c", "print('no such module')"], tmp_path / "log"))
    assert supervisor.watch() == "broken"
    assert "no such module" in said[-1]
    supervisor.stop()


def test_stopping_takes_grandchildren_along(tmp_path: Path) -> None:
    child = Child("family", FAMILY, tmp_path / "log")
    child.start()
    children = Path(f"/proc/{child.pid}/task/{child.pid}/children")
    wait_until(lambda: bool(children.read_text()))
    grandchild = int(children.read_text().split()[0])
    child.stop()
    wait_until(lambda: not is_alive(grandchild))


def test_child_that_does_not_listen_is_killed(tmp_path: Path) -> None:
    deaf = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
    )
    child = Child("deaf", [sys.executable, "-c", deaf], tmp_path / "log", stop_seconds=0.3)
    child.start()
    wait_until(lambda: child.log_tail() == "deaf")
    child.stop()
    assert child.exit_code == -signal.SIGKILL

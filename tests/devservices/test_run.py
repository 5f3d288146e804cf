"""`make run` as a user meets it: real processes, real signals, a folder of its own."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from devservices.ports import find_free_port
from tests.devservices.test_supervisor import is_alive, wait_until

ROOT = Path(__file__).parents[2]
PASSWORD = "en lång och god fras 7"

pytestmark = pytest.mark.worker


class Run:
    """One `python -m devservices.run` with what it said so far."""

    def __init__(self, env: dict[str, str]) -> None:
        self.output = Path(env["PORTAL_VAR"]) / f"said-{time.monotonic_ns()}"
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "devservices.run"],
                cwd=ROOT,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def said(self) -> str:
        return self.output.read_text()

    def wait_for(self, words: str, seconds: float = 90) -> None:
        wait_until(lambda: words in self.said or self.process.poll() is not None, seconds)
        assert words in self.said, self.said

    def descendants(self) -> list[int]:
        """Every process below it, by /proc."""
        parents = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            fields = stat.read_text().rpartition(")")[2].split() if stat.exists() else []
            if fields:
                parents[int(stat.parent.name)] = int(fields[1])
        found = [self.process.pid]
        for pid in found:
            found += [child for child, parent in parents.items() if parent == pid]
        return found[1:]


@pytest.fixture(scope="module")
def own_environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An empty network of its own: no service of the tests is used."""
    given = {name: value for name, value in os.environ.items() if not name.endswith("_URL") and name != "MAKELEVEL"}
    folder = tmp_path_factory.mktemp("var")
    return {
        **given,
        "PORTAL_VAR": str(folder),
        "PORT": str(find_free_port()),
        "DEMO": "0",
        "DJANGO_SETTINGS_MODULE": "network_portal.settings.dev",
    }


@pytest.fixture(scope="module")
def network(own_environment: dict[str, str]) -> dict[str, str]:
    """The same with a first coordinator; that nobody could be asked for one is tested on the way."""
    first = Run(own_environment)
    assert first.process.wait(timeout=120) == 1
    last = first.said.strip().splitlines()[-1]
    assert last.startswith("The network has no coordinator yet, and here is no terminal"), first.said
    folder = Path(own_environment["PORTAL_VAR"])
    env = {
        **own_environment,
        "DATABASE_URL": f"sqlite:///{folder}/portal/db.sqlite3",
        "COORDINATOR_PASSWORD": PASSWORD,
    }
    command = [sys.executable, "manage.py", "create_coordinator", "--email", "kim@example.org", "--name", "Kim Kim"]
    subprocess.run(command, cwd=ROOT, env=env, check=True, stdin=subprocess.DEVNULL, capture_output=True)
    return own_environment


@pytest.fixture
def portal(network: dict[str, str]) -> Iterator[Run]:
    run = Run(network)
    yield run
    if run.process.poll() is None:
        run.process.terminate()
        run.process.wait(timeout=60)


def test_portal_answers_refuses_a_twin_and_stops_everything(portal: Run, network: dict[str, str]) -> None:
    portal.wait_for("Ctrl-C stops everything")
    for path in ("health/", ""):
        with urlopen(f"http://127.0.0.1:{network['PORT']}/{path}", timeout=20) as answer:
            assert answer.status == 200
    inbox = re.search(r"Caught mail +(http://127\.0\.0\.1:\d+/)", portal.said)
    assert inbox
    with urlopen(f"{inbox[1]}api/messages", timeout=20) as answer:
        assert answer.status == 200
    twin = Run(network)
    assert twin.process.wait(timeout=30) == 1
    assert re.fullmatch(
        r"The portal already runs in this folder \(process \d+\): stop it with Ctrl-C first\n", twin.said
    )

    below = portal.descendants()
    assert len(below) >= 6
    os.kill(portal.process.pid, signal.SIGINT)
    assert portal.process.wait(timeout=60) == 0
    assert [pid for pid in below if is_alive(pid)] == []
    assert "Everything is stopped" in portal.said


def test_killed_run_leaves_nothing_behind_and_can_be_run_again(portal: Run) -> None:
    portal.wait_for("Ctrl-C stops everything")
    below = portal.descendants()
    portal.process.kill()
    wait_until(lambda: not any(is_alive(pid) for pid in below), 30)

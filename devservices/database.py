"""Brings the database of `make run` to where the portal can start on it."""

import getpass
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from devservices.process import Child
from devservices.stages import ROOT, say, step
from devservices.surroundings import CannotRun, Surroundings

NO_COORDINATOR = 3  # what `manage.py create_coordinator --check` ends with when there is none yet


def prepare_database(here: Surroundings) -> None:
    """Migrations; then the demo network, or the first coordinator of a real one. Raises CannotRun."""
    stamps = Stamps(here)
    migrations = fingerprint()
    if not stamps.has("migrations", migrations):
        with step("database (half a minute the first time)"):
            manage(here, "migrate", "--noinput", "-v", "0")
        stamps.set("migrations", migrations)
    if here.is_demo:
        if not stamps.has("demo"):
            with step("demo network (a minute the first time)"):
                manage(here, "load_demo")
            stamps.set("demo")
    elif not stamps.has("coordinator"):
        with step("pages"):
            manage(here, "lay_site")
        ensure_coordinator(here)
        stamps.set("coordinator")


@dataclass(frozen=True)
class Stamps:
    """What was done to the embedded database, so that the next start need not ask; one's own is asked always."""

    here: Surroundings

    def has(self, name: str, content: str = "") -> bool:
        """Whether a step was done, with the same content."""
        path = self._path(name)
        return self._is_trusted() and path.exists() and path.read_text() == content

    def set(self, name: str, content: str = "") -> None:
        """Remember a step."""
        self._path(name).write_text(content)

    def _path(self, name: str) -> Path:
        return self.here.folder / f"done-{name}"

    def _is_trusted(self) -> bool:
        database = self.here.folder / "db.sqlite3"
        return database.exists() and self.here.env["DATABASE_URL"].endswith(str(database))


def fingerprint() -> str:
    """Changes when a migration is added, removed or edited, or a package is updated."""
    digest = sha256((ROOT / "requirements.lock").read_bytes())
    for path in sorted(ROOT.glob("*/migrations/*.py")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def ensure_coordinator(here: Surroundings) -> None:
    """Ask for the first coordinator on the terminal, when there is none. Raises CannotRun without a terminal."""
    checked = run_manage(here, ["create_coordinator", "--check"])
    if checked.returncode == 0:
        return
    if checked.returncode != NO_COORDINATOR:
        raise CannotRun(f"create_coordinator failed:\n{checked.stdout.strip()}")
    if not sys.stdin.isatty():
        raise CannotRun(
            "The network has no coordinator yet, and here is no terminal to ask on: run  DEMO=0 make run  in one"
        )
    say("\nThe network is empty. Who is its first coordinator?")
    while True:
        name, email = input("  Name: ").strip(), input("  E-mail: ").strip()
        password = getpass.getpass("  Password (12 characters or more): ")
        made = run_manage(
            here, ["create_coordinator", "--email", email, "--name", name], extra={"COORDINATOR_PASSWORD": password}
        )
        if made.returncode == 0:
            return
        say(f"{made.stdout.strip()}\nPlease try again.")


def manage(here: Surroundings, *arguments: str) -> None:
    """Run a Django command to its end. Raises CannotRun with what it printed when it fails."""
    done = run_manage(here, arguments)
    if done.returncode != 0:
        raise CannotRun(f"manage.py {' '.join(arguments)} failed:\n{done.stdout.strip()}")


def run_manage(
    here: Surroundings, arguments: Sequence[str], *, extra: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a Django command as a child that ends with us; its output is kept and logged."""
    log = here.logs / "manage.log"
    start = log.stat().st_size if log.exists() else 0
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    child = Child(name=arguments[0], command=command, log=log, env={**here.env, **(extra or {})}, cwd=ROOT)
    child.start()
    try:
        while child.is_running():
            time.sleep(0.05)
    finally:
        child.stop()
    output = log.read_bytes()[start:].decode(errors="replace")
    return subprocess.CompletedProcess(command, child.exit_code or 0, output)

"""`make run`: the whole portal on this machine, every process on loopback, until Ctrl-C."""

import fcntl
import getpass
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from devservices.catalogues import compile_catalogues
from devservices.ports import wait_until_answering
from devservices.process import Child
from devservices.services import beat, mail_catcher, valkey, web, worker
from devservices.stages import ROOT, complain, say
from devservices.supervisor import Stopped, StopSignals, Supervisor, is_orphaned_by
from devservices.surroundings import VAR, CannotRun, Surroundings, survey

DEMO_ACCOUNTS = ROOT / "var" / "demo-accounts.json"
NO_COORDINATOR = 3  # what `manage.py create_coordinator --check` ends with when there is none yet


def main() -> int:
    """Start everything, watch it, stop everything. 0 after Ctrl-C or SIGTERM, 1 when something is in the way."""
    signals = StopSignals()
    signals.install()
    supervisor = Supervisor(say=say)
    parent = os.getppid()
    try:
        with only_one_at_a_time():
            try:
                return run(supervisor, parent)
            finally:
                signals.begin_stopping()
                supervisor.stop()
    except CannotRun as error:
        complain(str(error))
        return 1
    except Stopped:
        say("\nEverything is stopped. Your data is kept; `make run` goes on where you were.")
        return 0


def run(supervisor: Supervisor, parent: int) -> int:
    """Bring everything up and watch it."""
    here = survey(os.environ)
    for folder in (here.folder, here.logs, Path(here.env["MEDIA_ROOT"])):
        folder.mkdir(parents=True, exist_ok=True)
    say(f"The portal with {'a demo network' if here.is_demo else 'your network'} ({shown(here.folder)})")
    compile_catalogues()
    with step("services"):
        if here.valkey_port:
            start_and_wait(supervisor, valkey(here), here.valkey_port)
        if here.smtp_port:
            start_and_wait(supervisor, mail_catcher(here), here.smtp_port)
    prepare_database(supervisor, here)
    here.remember()
    with step("web server, worker and beat"):
        server = supervisor.start(web(here))
        supervisor.start(worker(here))
        supervisor.start(beat(here))
        wait_for_web(server, here)
    say(welcome(here))
    # Under make, our parent is make: when it is killed hard, nobody is left to pass a signal on.
    is_needed = (lambda: not is_orphaned_by(parent)) if os.environ.get("MAKELEVEL") else (lambda: True)
    dead = supervisor.watch(should_go_on=is_needed)
    return 1 if dead else 0


def prepare_database(supervisor: Supervisor, here: Surroundings) -> None:
    """Migrations; then the demo network, or the first coordinator of a real one."""
    with step("database (half a minute the first time)"):
        manage(here, "migrate", "--noinput", "-v", "0")
    if here.is_demo:
        load_demo(here)
    else:
        ensure_coordinator(here)


def load_demo(here: Surroundings) -> None:
    """Load the demo network once for each embedded database; a database of the user's own is asked every time."""
    stamp = here.folder / "demo-is-loaded"
    is_embedded = here.env["DATABASE_URL"].endswith(str(here.folder / "db.sqlite3"))
    if is_embedded and stamp.exists():
        return
    with step("demo network (a minute the first time)"):
        manage(here, "load_demo")
    if is_embedded:
        stamp.touch()


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


def start_and_wait(supervisor: Supervisor, child: Child, port: int) -> None:
    """Start a server and wait until its port answers. Raises CannotRun with the end of its log."""
    supervisor.start(child)
    if not wait_until_answering(port, seconds=20):
        raise CannotRun(f"{child.name} does not answer on port {port}:\n{child.log_tail()}")


def wait_for_web(server: Child, here: Surroundings, *, seconds: float = 60) -> None:
    """Wait until the portal answers with a page. Raises CannotRun with the end of its log."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and server.is_running():
        try:
            with urlopen(f"http://127.0.0.1:{here.web_port}/health/", timeout=10):
                return
        except HTTPError as error:
            raise CannotRun(f"The web server is not well ({error.code}):\n{server.log_tail(30)}") from None
        except (URLError, OSError):
            time.sleep(0.1)
    raise CannotRun(f"The web server does not answer:\n{server.log_tail(30)}")


@contextmanager
def step(name: str) -> Iterator[None]:
    """Say what is being done, and how long it took."""
    began = time.monotonic()
    say(f"  … {name}")
    yield
    up = "\x1b[1A\r" if sys.stdout.isatty() else ""  # on a terminal, the line becomes the result
    say(f"{up}  ✓ {name}: {time.monotonic() - began:.1f} s")


@contextmanager
def only_one_at_a_time() -> Iterator[None]:
    """Hold this folder's lock. Raises CannotRun when another run has it. The system frees it when we die."""
    VAR.mkdir(exist_ok=True)
    with (VAR / "run.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            who = lock.read().strip()
            raise CannotRun(f"The portal already runs in this folder ({who}): stop it with Ctrl-C first") from None
        lock.truncate(0)
        lock.write(f"process {os.getpid()}")
        lock.flush()
        yield


def welcome(here: Surroundings) -> str:
    """The addresses and, for the demo, who may sign in."""
    lines = ["", f"  The portal     {here.site_url}/", f"  Administration {here.site_url}/admin/"]
    if here.inbox_url:
        lines.append(f"  Caught mail    {here.inbox_url}/")
    if here.is_demo and DEMO_ACCOUNTS.exists():
        lines += ["", "  Sign in as"]
        for account in json.loads(DEMO_ACCOUNTS.read_text()):
            role = f"{account['role']} {account.get('member') or ''}".strip()
            lines.append(f"    {role:<34} {account['email']:<38} {account['password']}")
    return "\n".join([*lines, "", f"  Logs in {shown(here.logs)}. Ctrl-C stops everything.", ""])


def shown(path: Path) -> str:
    """A path as short as it can be."""
    return str(path.relative_to(ROOT) if path.is_relative_to(ROOT) else path)


if __name__ == "__main__":
    sys.exit(main())

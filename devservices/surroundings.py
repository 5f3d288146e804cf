"""What one run of the portal lives in: its folder, its ports, and the environment that every process gets."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from devservices.ports import LOOPBACK, find_free_port, is_free
from devservices.stages import ROOT

VAR = Path(os.environ.get("PORTAL_VAR") or ROOT / "var").resolve()
REMEMBERED = VAR / "run.json"
DEMO_ACCOUNTS = VAR / "demo-accounts.json"  # written by `manage.py load_demo`
DEFAULT_PORT = 8000
REMEMBERED_NAMES = (
    "DATABASE_URL",
    "DEMO",
    "DJANGO_SETTINGS_MODULE",
    "EMAIL_URL",
    "MAIL_JOURNAL_DIR",
    "MEDIA_ROOT",
    "PRIVATE_ROOT",
    "REDIS_URL",
    "SITE_URL",
)


class CannotRun(RuntimeError):
    """Something on this machine is in the way; the message is one line that says what to do."""


@dataclass(frozen=True)
class Surroundings:
    """Demo and real data never share a folder. A port is None where a service of the user's own is used instead."""

    is_demo: bool
    folder: Path
    web_port: int
    valkey_port: int | None
    smtp_port: int | None
    inbox_port: int | None
    env: dict[str, str]

    @property
    def site_url(self) -> str:
        """Where the portal answers."""
        return self.env["SITE_URL"]

    @property
    def inbox_url(self) -> str | None:
        """Where the caught mail is read; None when mail goes to the user's own relay."""
        return f"http://{LOOPBACK}:{self.inbox_port}" if self.inbox_port else None

    @property
    def logs(self) -> Path:
        """One file for each process."""
        return self.folder / "logs"

    def remember(self) -> None:
        """Write the environment down for `make manage` and `make screenshots`."""
        REMEMBERED.write_text(json.dumps({name: self.env[name] for name in REMEMBERED_NAMES}, indent=1))
        REMEMBERED.chmod(0o600)  # the addresses may hold passwords


def survey(given: Mapping[str, str]) -> Surroundings:
    """Read the user's wishes and find what is free. Raises CannotRun."""
    is_demo = given.get("DEMO", "1").lower() not in {"0", "false", "no", "off"}
    folder = VAR / ("demo" if is_demo else "portal")
    web_port = read_port(given)
    valkey_port = None if given.get("REDIS_URL") else find_free_port()
    smtp_port = None if given.get("EMAIL_URL") else find_free_port()
    env = {
        **given,
        "DJANGO_SETTINGS_MODULE": given.get("DJANGO_SETTINGS_MODULE") or "network_portal.settings.dev",
        "DATABASE_URL": given.get("DATABASE_URL") or f"sqlite:///{folder / 'db.sqlite3'}",
        "REDIS_URL": given.get("REDIS_URL") or f"redis://{LOOPBACK}:{valkey_port}/0",
        "EMAIL_URL": given.get("EMAIL_URL") or f"smtp://{LOOPBACK}:{smtp_port}",
        "SITE_URL": given.get("SITE_URL") or f"http://{LOOPBACK}:{web_port}",
        "MEDIA_ROOT": given.get("MEDIA_ROOT") or str(folder / "media"),
        "PRIVATE_ROOT": given.get("PRIVATE_ROOT") or str(folder / "private"),
        "MAIL_JOURNAL_DIR": given.get("MAIL_JOURNAL_DIR") or str(folder / "journals"),
        "DEMO": "1" if is_demo else "0",
        "DEMO_ACCOUNTS_FILE": str(DEMO_ACCOUNTS),
        "PYTHONUNBUFFERED": "1",
    }
    return Surroundings(
        is_demo=is_demo,
        folder=folder,
        web_port=web_port,
        valkey_port=valkey_port,
        smtp_port=smtp_port,
        inbox_port=find_free_port(near=web_port) if smtp_port else None,
        env=env,
    )


def read_port(given: Mapping[str, str]) -> int:
    """The web port: PORT, or 8000. Raises CannotRun when it is no port, not ours to take, or taken."""
    wanted = given.get("PORT") or str(DEFAULT_PORT)
    if not wanted.isdigit() or not 0 < int(wanted) < 65536:
        raise CannotRun(f"PORT={wanted} is no port: give a number from 1024 to 65535, as in PORT=8123 make run")
    port = int(wanted)
    if not is_free(port):
        other = find_free_port(near=port)
        raise CannotRun(f"Port {port} is taken or not allowed: stop what uses it, or run  PORT={other} make run")
    return port


def recall() -> dict[str, str]:
    """The environment of the latest `make run`, over ours. Raises CannotRun when there was none."""
    if not REMEMBERED.exists():
        raise CannotRun("There is no portal here yet: start one with  make run")
    return {**os.environ, **json.loads(REMEMBERED.read_text())}

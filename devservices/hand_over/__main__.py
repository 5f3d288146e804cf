"""`make hand-over`: fill a portal on SQLite, hand it over to PostgreSQL and back; compare; say how long it took."""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg

from devservices.bench.figures import NotMeasured, publish
from devservices.postgres import PostgresServer
from devservices.stages import ROOT, say, step

KEPT_OUT = ("EMAIL_", "MAIL_", "SITE_URL", "DEMO", "MEDIA_ROOT", "PRIVATE_ROOT", "DATABASE_URL")
LIMIT_SECONDS = 300
# The files of two portals and two archives are there at the same time.
COPIES = 5


@dataclass(frozen=True)
class Portal:
    """One host: its folder and its database."""

    folder: Path
    database_url: str

    @property
    def env(self) -> dict[str, str]:
        """What every process of this host gets."""
        own = {name: value for name, value in os.environ.items() if not name.startswith(KEPT_OUT)}
        return {
            **own,
            "DJANGO_SETTINGS_MODULE": "network_portal.settings.dev",
            "DATABASE_URL": self.database_url,
            "MEDIA_ROOT": str(self.folder / "media"),
            "PRIVATE_ROOT": str(self.folder / "private"),
            "MAIL_JOURNAL_DIR": str(self.folder / "journals"),
            "DEMO": "1",
            "DEMO_ACCOUNTS_FILE": str(self.folder / "accounts.json"),
            "PYTHONPATH": str(ROOT),
        }

    def command(self, *arguments: str) -> list[str]:
        """A Django command."""
        return [sys.executable, "-W", "ignore", str(ROOT / "manage.py"), *arguments]

    def manage(self, *arguments: str) -> float:
        """Run a Django command; give its seconds. Raises NotMeasured with what it printed when it fails."""
        began = time.monotonic()
        self.run(self.command(*arguments))
        return time.monotonic() - began

    def run(self, command: Sequence[str]) -> str:
        """Run a program; give what it printed. Raises NotMeasured."""
        done = subprocess.run(command, cwd=ROOT, env=self.env, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise NotMeasured(f"{' '.join(command[-3:])} failed:\n{done.stdout}{done.stderr}")
        return done.stdout

    def content_of(self, archive: Path) -> str:
        """The checksum of an archive's content, after every byte was read."""
        said = self.run(self.command("check_archive", str(archive)))
        return next(line.split()[1] for line in said.splitlines() if line.startswith("content"))

    def kill_import(self, archive: Path) -> None:
        """Kill an import while it places files. Raises NotMeasured where it ended before."""
        child = subprocess.Popen(
            self.command("import_network", str(archive)), cwd=ROOT, env=self.env, stdout=subprocess.DEVNULL
        )
        while child.poll() is None and not any((self.folder / "media").glob("*/*")):
            time.sleep(0.01)
        child.send_signal(signal.SIGKILL)
        if child.wait() != -signal.SIGKILL:
            raise NotMeasured("The import ended before it could be killed.")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; ends with 0 when all is the same and quick enough."""
    options = read_options(arguments)
    try:
        with tempfile.TemporaryDirectory(prefix="portal-hand-over-", dir=options.folder) as folder:
            room = shutil.disk_usage(folder).free // 1_000_000
            if room < COPIES * options.megabytes + 500:
                raise NotMeasured(f"{room} MB are free, {COPIES * options.megabytes + 500} MB are needed (--folder).")
            with PostgresServer(durable=True) as server:
                figures = measure(Path(folder), server, options)
    except NotMeasured as error:
        say(str(error))
        return 1
    publish(figures)
    return 0 if figures["identical"] and float(str(figures["seconds"])) <= LIMIT_SECONDS else 1


def read_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    """How large the portal is, and where it lies."""
    parser = argparse.ArgumentParser(prog="make hand-over")
    parser.add_argument("--members", type=int, default=20)
    parser.add_argument("--projects", type=int, default=400)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--megabytes", type=int, default=1000)
    parser.add_argument("--subscribers", type=int, default=5000)
    parser.add_argument("--deliveries", type=int, default=20_000)
    parser.add_argument("--folder", type=Path, default=None, help="where there is room; all is removed at the end")
    return parser.parse_args(arguments)


def measure(folder: Path, server: PostgresServer, options: argparse.Namespace) -> dict[str, object]:
    """Go there and back, kill one import on the way, and compare."""
    old, new, again = prepare(folder, server)
    with step("a network to hand over (minutes)"):
        wanted = json.dumps({name: value for name, value in vars(options).items() if name != "folder"})
        said = old.run([sys.executable, "-W", "ignore", "-m", "devservices.hand_over.filling", wanted])
    first, second, third = (folder / f"{name}.zip" for name in ("first", "second", "third"))
    seconds: dict[str, float] = {}
    with step("out of SQLite"):
        seconds["export_sqlite"] = old.manage("export_network", str(first))
    contents = [old.content_of(first)]
    shutil.rmtree(old.folder / "media")
    with step("into PostgreSQL, killed"):
        new.kill_import(first)
    with step("into PostgreSQL"):
        seconds["import_postgresql"] = new.manage("import_network", str(first))
    first.unlink()
    with step("out of PostgreSQL"):
        seconds["export_postgresql"] = new.manage("export_network", str(second))
    contents.append(new.content_of(second))
    with step("into SQLite"):
        seconds["import_sqlite"] = again.manage("import_network", str(second))
    with step("out of SQLite, to compare"):
        again.manage("export_network", str(third))
    contents.append(again.content_of(third))
    return {
        **json.loads(said.splitlines()[-1]),
        "megabytes": options.megabytes,
        "archive_megabytes": second.stat().st_size / 1e6,
        **{f"{name}_seconds": value for name, value in seconds.items()},
        "seconds": sum(seconds.values()),
        "peak_memory_megabytes": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000,
        "killed_imports": 1,
        "contents": len(set(contents)),
        "identical": len(set(contents)) == 1,
    }


def prepare(folder: Path, server: PostgresServer) -> tuple[Portal, Portal, Portal]:
    """Three migrated portals: SQLite, PostgreSQL, SQLite."""
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute(b"CREATE DATABASE portal")
    urls = [f"sqlite:///{folder / 'old' / 'db.sqlite3'}", server.url("portal"), f"sqlite:///{folder / 'again.sqlite3'}"]
    portals = [Portal(folder / name, url) for name, url in zip(("old", "new", "again"), urls, strict=True)]
    for portal in portals:
        (portal.folder / "media").mkdir(parents=True)
    with step("three empty portals"):
        for portal in portals[:2]:
            portal.manage("migrate", "-v", "0")
        shutil.copy(folder / "old" / "db.sqlite3", folder / "again.sqlite3")
    return portals[0], portals[1], portals[2]


if __name__ == "__main__":
    sys.exit(main())

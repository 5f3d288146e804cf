"""What a measurement stands on: its own PostgreSQL, Valkey and relay, an empty portal's database, workers."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

import psycopg

from devservices.bench.figures import NotMeasured
from devservices.bench.relay_process import RelayProcess
from devservices.celery_worker import CeleryWorker
from devservices.postgres import PostgresServer
from devservices.stages import ROOT, step
from devservices.valkey import ValkeyServer

DATABASE = "portal"
# PostgreSQL as durable as it comes, with a count of all statements.
POSTGRES_OPTIONS = {
    "shared_preload_libraries": "pg_stat_statements",
    "pg_stat_statements.track": "top",
    "pg_stat_statements.max": "5000",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
}
KEPT_OUT = ("EMAIL_", "MAIL_", "SITE_URL", "DEMO", "MEDIA_ROOT", "PRIVATE_ROOT", "DATABASE_URL", "REDIS_URL")


class Ground:
    """A context manager that gives itself; everything is stopped at its end. Nothing leaves this machine.

    `given` goes into the environment of all processes. A database and a Redis that are given (DATABASE_URL, REDIS_URL,
    the database migrated) are used as they are.
    """

    def __init__(self, given: Mapping[str, str] | None = None) -> None:
        self._stack = ExitStack()
        self._given = dict(given or {})
        self.has_servers = "DATABASE_URL" not in self._given
        self.postgres = PostgresServer(durable=True, options=POSTGRES_OPTIONS)
        self.valkey = ValkeyServer()
        self.relay = RelayProcess()
        self.folder = Path()

    def __enter__(self) -> "Ground":
        with ExitStack() as stack:
            self.folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="portal-bench-")))
            stack.enter_context(self.relay)
            if self.has_servers:
                with step("PostgreSQL, Valkey"):
                    stack.enter_context(self.postgres)
                    stack.enter_context(self.valkey)
                with step("an empty portal's database"):
                    self._make_database()
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def env(self) -> dict[str, str]:
        """The environment of every process of the portal that is measured."""
        own = {name: value for name, value in os.environ.items() if not name.startswith(KEPT_OUT)}
        return {
            **own,
            "DJANGO_SETTINGS_MODULE": "network_portal.settings.test",
            "DATABASE_URL": self.postgres.url(DATABASE),
            "REDIS_URL": self.valkey.url(),
            "EMAIL_URL": self.relay.url,
            "SITE_URL": "https://portal.example.org",
            "MAIL_JOURNAL_DIR": str(self.folder / "journals"),
            "PYTHONPATH": str(ROOT),
            **self._given,
        }

    def enter_environment(self) -> None:
        """Let this process be one of the portal's, too: to be called before Django is set up."""
        os.environ.update(self.env)

    def worker(self, *, concurrency: int = 2, beat: bool = False) -> CeleryWorker:
        """Start a worker that lives until the end."""
        with step(f"a Celery worker with {concurrency} processes"):
            worker = CeleryWorker(self.env, folder=self.folder, concurrency=concurrency, beat=beat).start()
        self._stack.callback(worker.stop)
        return worker

    def query(self, sql: str) -> list[tuple[object, ...]]:
        """Ask the portal's database something, apart from the portal's own connections."""
        with psycopg.connect(self.postgres.url(DATABASE), autocommit=True) as connection:
            cursor = connection.execute(sql.encode())
            return cursor.fetchall() if cursor.description else []

    def forget_statements(self) -> None:
        """Begin to count statements anew."""
        self.query("SELECT pg_stat_statements_reset()")

    def statements(self) -> int:
        """How many statements all clients sent since then: BEGIN and COMMIT are statements, too."""
        counted = "SELECT sum(calls) FROM pg_stat_statements WHERE query NOT LIKE '%pg_stat_statements%'"
        return int(str(self.query(counted)[0][0] or 0))

    def _make_database(self) -> None:
        with psycopg.connect(self.postgres.url(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {DATABASE}".encode())
        self.query("CREATE EXTENSION pg_stat_statements")
        made = subprocess.run(
            [sys.executable, "manage.py", "migrate", "-v", "0"],
            cwd=ROOT,
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode != 0:
            raise NotMeasured(f"the database could not be made:\n{made.stdout}{made.stderr}")

"""The services that tests run against: a real SMTP server, real Celery workers, a real browser, the portal live.

`make test` starts PostgreSQL and Valkey and names them in DATABASE_URL and REDIS_URL.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from devservices.browser import ARGUMENTS, find_browser
from devservices.celery_worker import CeleryWorker
from devservices.smtp_sink import SmtpSink
from tests.factories.cast import cast

__all__ = ["cast"]

StartWorker = Callable[..., CeleryWorker]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """pytest-django's database; at the end whoever still asks it something is sent away, so that it can be dropped."""
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture
def smtp_sink() -> Iterator[SmtpSink]:
    """A real SMTP server on a free port. Django's mail settings are left alone: see `mail_to_sink`."""
    with SmtpSink() as sink:
        yield sink


@pytest.fixture
def mail_to_sink(smtp_sink: SmtpSink, settings: Any) -> SmtpSink:
    """The sink as the relay of this process's mail (a worker process is told by its environment)."""
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = smtp_sink.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    return smtp_sink


@pytest.fixture
def celery_worker_process(transactional_db: None, tmp_path: Path, smtp_sink: SmtpSink) -> Iterator[StartWorker]:
    """Starts real workers: `worker = celery_worker_process(beat=True)`. They mail to `smtp_sink`.

    Only on PostgreSQL: SQLite's test database is in memory, where no other process can see it.
    """
    if connection.vendor != "postgresql":
        pytest.skip("a worker process needs a database that it can reach: PostgreSQL")
    started: list[CeleryWorker] = []

    def start(*, concurrency: int = 2, beat: bool = False, env: dict[str, str] | None = None) -> CeleryWorker:
        worker = CeleryWorker(
            {**worker_environment(smtp_sink), **(env or {})}, folder=tmp_path, concurrency=concurrency, beat=beat
        )
        started.append(worker)
        return worker.start()

    yield start
    for worker in started:
        worker.stop()


def worker_environment(sink: SmtpSink) -> dict[str, str]:
    """What another process needs to work on this test's data."""
    database = connection.settings_dict
    return {
        "DJANGO_SETTINGS_MODULE": "network_portal.settings.test",
        "DATABASE_URL": (
            f"postgresql://{database['USER']}:{database['PASSWORD']}@"
            f"{database['HOST']}:{database['PORT']}/{database['NAME']}"
        ),
        "EMAIL_URL": sink.url,
    }


@dataclass(frozen=True)
class LivePortal:
    """The whole portal at work: its address, the relay that its mail goes to, and the worker that sends it."""

    url: str
    sink: SmtpSink
    worker: CeleryWorker


@pytest.fixture
def live_portal(
    mail_to_sink: SmtpSink, celery_worker_process: StartWorker, live_server: LiveServer, settings: Any
) -> LivePortal:
    """Web server, worker and beat on the test's database, for journeys in a browser."""
    settings.SITE_URL = settings.WAGTAILADMIN_BASE_URL = live_server.url
    worker = celery_worker_process(beat=True, env={"SITE_URL": live_server.url})
    return LivePortal(url=live_server.url, sink=mail_to_sink, worker=worker)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """pytest-playwright opens the system's Chromium; without one, browser tests skip (in CI they fail)."""
    browser = find_browser()
    if browser is None:
        reason = "no Chromium: install it, or name one in CHROMIUM"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return {**browser_type_launch_args, "executable_path": str(browser), "args": list(ARGUMENTS)}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Swedish reader, Swedish time."""
    return {**browser_context_args, "locale": "sv-SE", "timezone_id": "Europe/Stockholm"}

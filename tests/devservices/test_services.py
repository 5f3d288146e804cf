"""The embedded servers, the worker process and the browser really run."""

import psycopg
import pytest
import redis
from playwright.sync_api import Page

from devservices.postgres import PostgresServer
from devservices.valkey import ValkeyServer
from tests.conftest import LivePortal, StartWorker
from tests.devservices.test_supervisor import is_alive, wait_until


def test_postgres_server_answers_and_ends() -> None:
    with PostgresServer() as postgres:
        with psycopg.connect(postgres.url()) as connection:
            version = connection.execute("SHOW server_version_num").fetchone()
        assert version
        assert int(version[0]) >= 180000
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(postgres.url(), connect_timeout=1)


def test_valkey_server_has_separate_databases_and_ends() -> None:
    with ValkeyServer() as valkey:
        redis.from_url(valkey.url(1)).set("greeting", "hej")
        assert redis.from_url(valkey.url(2)).get("greeting") is None
        assert redis.from_url(valkey.url(1)).get("greeting") == b"hej"
    with pytest.raises(redis.exceptions.ConnectionError):
        redis.from_url(valkey.url()).ping()


@pytest.mark.worker
def test_worker_process_survives_kill9_by_restart(celery_worker_process: StartWorker) -> None:
    worker = celery_worker_process(concurrency=1)
    first = worker.pid
    worker.kill9()
    wait_until(lambda: not is_alive(first))
    worker.restart()
    assert worker.pid != first


@pytest.mark.browser
@pytest.mark.worker
def test_live_portal_answers_a_browser(live_portal: LivePortal, page: Page) -> None:
    answer = page.goto(f"{live_portal.url}/health/")
    assert answer
    assert answer.status == 200

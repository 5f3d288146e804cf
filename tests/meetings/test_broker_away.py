"""The broker is away, or takes connections and hangs: saving and announcing a meeting does not wait for it."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
import time_machine
from celery import current_app
from django.test import Client
from django.urls import reverse

from devservices.celery_worker import CeleryWorker
from devservices.ports import find_free_port
from devservices.smtp_sink import SmtpSink
from mailings.kick import messenger
from mailings.models import Delivery
from meetings.models import Meeting
from tests.factories.cast import Cast
from tests.meetings.conftest import NOW
from tests.meetings.test_admin import fields

# Far below what a broker that hangs would cost; a busy machine needs two of them for the request itself.
SECONDS = 4
LEAVES_WITHIN = 60


@pytest.fixture
def hanging_port() -> Iterator[int]:
    """A server that takes connections and says nothing."""
    with closing(socket.create_server(("127.0.0.1", 0), backlog=64)) as listener:
        taken: list[socket.socket] = []

        def take() -> None:
            try:
                while True:
                    taken.append(listener.accept()[0])
            except OSError:
                pass  # the listener is closed

        threading.Thread(target=take, daemon=True).start()
        yield int(listener.getsockname()[1])
        listener.shutdown(socket.SHUT_RDWR)
        for connection in taken:
            connection.close()


@pytest.fixture(params=["stopped", "hanging"])
def broken_broker(request: pytest.FixtureRequest, hanging_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """This process's broker, as a web server's would be."""
    port = hanging_port if request.param == "hanging" else find_free_port()
    monkeypatch.setattr(current_app.conf, "broker_write_url", f"redis://127.0.0.1:{port}/0")
    monkeypatch.setattr(current_app.amqp, "_producer_pool", None)


@pytest.mark.worker
@pytest.mark.django_db(transaction=True)
def test_a_meeting_is_announced_without_the_broker_and_its_mail_leaves_when_it_is_back(
    broken_broker: None,
    cast: Cast,
    people: list[object],
    smtp_sink: SmtpSink,
    celery_worker_process: Callable[..., CeleryWorker],
) -> None:
    coordinator: Client = cast.client(cast.coordinator)
    with time_machine.travel(NOW, tick=True):
        coordinator.force_login(cast.coordinator)
        took = []
        for address, data in (
            (reverse("meeting_records:add"), fields()),
            ("announce", {}),
        ):
            path = (
                reverse("meetings_admin:announce", args=[Meeting.objects.get().pk])
                if address == "announce"
                else address
            )
            began = time.perf_counter()
            assert coordinator.post(path, data).status_code == 302
            took.append(time.perf_counter() - began)
        assert Meeting.objects.get().is_announced
    assert max(took) <= SECONDS, took
    waiting = Delivery.objects.count()
    assert waiting == 3
    # Mail of next year is due now, for this test's worker.
    Delivery.objects.update(next_attempt_at="2026-01-01T00:00Z")
    celery_worker_process(beat=True)  # it is up: the broker is back
    back_at = time.monotonic()
    smtp_sink.wait_for(waiting, seconds=LEAVES_WITHIN)
    assert time.monotonic() - back_at <= LEAVES_WITHIN
    messenger.wait(seconds=10)

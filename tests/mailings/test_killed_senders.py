"""Real sender processes, killed or stopped at every step of a hand-over: nobody is left out, nobody gets it twice."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from devservices.smtp_sink import Fault, SmtpSink
from devservices.stages import ROOT
from mailings.models import Delivery, Mailing
from mailings.services import (
    MailContent,
    Recipient,
    Recovered,
    cancel_mailing,
    create_mailing,
    dispatch_due,
    pause_mailing,
    progress,
    recover_senders,
    suppress,
)
from tests.conftest import worker_environment

State = Delivery.State
Start = Callable[..., subprocess.Popen[bytes]]
Process = subprocess.Popen[bytes]

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def start_sender(transactional_db: None, mail_to_sink: SmtpSink) -> Iterator[Start]:
    """Starts `manage.py dispatch --once` on the test's database, to be killed at will."""
    if connection.vendor != "postgresql":
        pytest.skip("another process needs a database that it can reach: PostgreSQL")
    started: list[Process] = []

    def start(**env: str) -> Process:
        command = [sys.executable, "manage.py", "dispatch", "--once"]
        process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **worker_environment(mail_to_sink), **env})
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


def write(number: int, kind: str = "newsletter") -> Mailing:
    return create_mailing(
        kind=kind,
        key=f"kill-{number}-{timezone.now()}",
        label="Nytt",
        contents=[MailContent(language="sv", subject="Nytt", text="Hej %%name%%!", html="<p>Hej %%name%%!</p>")],
        recipients=[Recipient(f"a{i}@example.org", name=f"Åsa {i}") for i in range(number)],
        at=timezone.now(),
    )


def wait_until(is_so: Callable[[], Any], *, seconds: float = 40) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.005)


def reached(fault: Fault) -> Callable[[], bool]:
    return lambda: fault.seen > fault.skip


def kill(process: Process) -> None:
    process.kill()
    process.wait()


def most_of_one(sink: SmtpSink) -> int:
    return max(Counter(sink.recipients).values())


@pytest.mark.parametrize(
    ("phase", "expected"),
    [
        ("rcpt", Recovered(queued=8, answered=4)),
        ("dot", Recovered(queued=7, answered=4, uncertain=1)),
    ],
)
def test_a_kill_at_any_step(start_sender: Start, mail_to_sink: SmtpSink, phase: str, expected: Recovered) -> None:
    held_up = mail_to_sink.fail(phase, delay=2, skip=4, times=1)
    mailing = write(12)
    # The first four stay unrecorded: the sender dies before it writes to the database.
    process = start_sender(MAIL_CONNECTIONS="1")
    wait_until(reached(held_up))
    os.kill(process.pid, signal.SIGSTOP)
    recorded = progress(mailing).accepted
    kill(process)
    assert progress(mailing).audience == 12
    queued, answered, uncertain = recover_senders(now=timezone.now())
    assert (queued, answered + recorded, uncertain) == expected
    assert recover_senders(now=timezone.now()) == (0, 0, 0)
    time.sleep(2)  # the relay ends what it was held up with
    dispatch_due()
    counts = progress(mailing)
    assert (counts.accepted, counts.uncertain, counts.audience) == (12 - uncertain, uncertain, 12)
    assert most_of_one(mail_to_sink) == 1
    assert len(mail_to_sink.messages) >= 12 - uncertain


@pytest.mark.parametrize("phase", ["data", "dot"])
def test_a_sender_that_sleeps_past_its_lease(start_sender: Start, mail_to_sink: SmtpSink, phase: str) -> None:
    held_up = mail_to_sink.fail(phase, delay=0.3, skip=2, times=1)
    mailing = write(10)
    process = start_sender(MAIL_CONNECTIONS="1", MAIL_LEASE_SECONDS="1")
    wait_until(reached(held_up))
    os.kill(process.pid, signal.SIGSTOP)
    assert recover_senders(now=timezone.now()) == (0, 0, 0)
    time.sleep(1.1)
    recovered = recover_senders(now=timezone.now())
    assert recovered.uncertain == (phase == "dot")
    dispatch_due()
    os.kill(process.pid, signal.SIGCONT)
    assert process.wait(timeout=30) != 0  # it found out, and said so
    counts = progress(mailing)
    assert (counts.accepted, counts.uncertain) == (10 - recovered.uncertain, recovered.uncertain)
    assert most_of_one(mail_to_sink) == 1
    assert len(mail_to_sink.messages) == 10


def test_at_most_one_for_each_connection_is_uncertain(start_sender: Start, mail_to_sink: SmtpSink) -> None:
    mail_to_sink.fail("dot", delay=0.03)
    mailing = write(400)
    for threshold in (60, 150, 250):
        process = start_sender(MAIL_CONNECTIONS="20")
        wait_until(lambda at=threshold: len(mail_to_sink.messages) >= at)  # type: ignore[misc]
        kill(process)
        assert recover_senders(now=timezone.now()).uncertain <= 20
        assert progress(mailing).audience == 400
    assert mail_to_sink.connections > 10
    mail_to_sink.behave()
    time.sleep(0.1)
    dispatch_due()
    counts = progress(mailing)
    assert counts.accepted + counts.uncertain == 400
    assert most_of_one(mail_to_sink) == 1
    assert counts.accepted <= len(set(mail_to_sink.recipients)) <= 400


@pytest.mark.parametrize("how", ["pause", "cancel", "suppress"])
def test_what_is_stopped_stops_on_twenty_connections(start_sender: Start, mail_to_sink: SmtpSink, how: str) -> None:
    mail_to_sink.fail("dot", delay=0.05)
    mailing = write(600)
    process = start_sender(MAIL_CONNECTIONS="20")
    wait_until(lambda: len(mail_to_sink.messages) > 80)
    if how == "pause":
        pause_mailing(mailing)
    elif how == "cancel":
        cancel_mailing(mailing, at=timezone.now())
    else:
        for number in range(500, 600):
            suppress(f"a{number}@example.org", scope="", reason="unsubscribed", at=timezone.now())
    stopped_at = len(mail_to_sink.messages)
    assert process.wait(timeout=60) == 0
    counts = progress(mailing)
    assert counts.audience == 600
    assert counts.accepted == len(mail_to_sink.messages) == len(set(mail_to_sink.recipients))
    if how == "suppress":
        assert (counts.accepted, counts.suppressed) == (500, 100)
    else:
        assert counts.accepted <= stopped_at + 40  # behind their dots, and begun within the last look's 20 ms
        assert counts.remaining + counts.cancelled == 600 - counts.accepted
        assert counts.uncertain == 0

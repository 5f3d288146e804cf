"""`make bench-notify`: one notification, from the call that writes it to its arrival at the relay.

Each is a mail of its own to one person (a sign-in mail's kind), written in a transaction as a request does. Blocked is
what the caller waits: the call and its commit, in a process that has just asked the database something, as a request
has. Idle: one after the other, the relay answers at once. Busy: while a newsletter runs into a relay that takes some
milliseconds for each message. Restart: the worker is killed (SIGKILL, all its processes) with a mail under way, another
is written, and a worker started; from the moment it says that it is ready to the other's arrival.
"""

import time
import uuid
from dataclasses import dataclass, field

from django.utils import timezone

from accounts.models import User
from devservices.bench.figures import NotMeasured, percentile, publish
from devservices.bench.ground import Ground
from devservices.bench.newsletter import add_subscribers, write_mailing
from devservices.bench.notify_options import NotifyOptions
from devservices.celery_worker import CeleryWorker
from devservices.stages import say, step
from mailings.apps import ACCOUNT_KIND
from mailings.kick import kick, messenger
from mailings.kinds import Priority
from mailings.services import MailContent, Recipient, create_mailing

WARM_UP = 20
PATIENCE = 60.0
PAUSE = 0.1


@dataclass
class Notifications:
    """Milliseconds of each."""

    blocked: list[float] = field(default_factory=list)
    arrived: list[float] = field(default_factory=list)


def measure(ground: Ground, options: NotifyOptions) -> None:
    """Measure both, and publish."""
    say(f"\n{__doc__}")
    worker = ground.worker(concurrency=2, beat=True)
    _notify(ground, Notifications(), WARM_UP)
    idle, busy = Notifications(), Notifications()
    with step(f"{options.idle} notifications, idle"):
        _notify(ground, idle, options.idle)
    with step(f"{options.kills} kills of the worker"):
        restarts = [_restart(ground, worker, number) for number in range(options.kills)]
    add_subscribers(options.recipients, group="busy")
    ground.relay.delay(options.delay)
    write_mailing()
    kick(Priority.BULK)
    _wait_for_newsletter(ground)
    with step(f"at most {options.busy} notifications beside a newsletter of {options.recipients}"):
        _notify(ground, busy, options.busy, while_less_than=options.recipients)
    if not busy.arrived:
        raise NotMeasured("the newsletter was out before a notification could be measured; give more --recipients")
    publish(
        {
            "idle_p50_ms": percentile(idle.arrived, 50),
            "idle_p95_ms": percentile(idle.arrived, 95),
            "busy_p50_ms": percentile(busy.arrived, 50),
            "busy_p95_ms": percentile(busy.arrived, 95),
            "busy_notifications": len(busy.arrived),
            "blocked_p50_ms": percentile(idle.blocked, 50),
            "blocked_p95_ms": percentile(idle.blocked, 95),
            "blocked_busy_p95_ms": percentile(busy.blocked, 95),
            "kills": options.kills,
            "first_mail_after_restart_max_s": max(restarts, default=None),
        }
    )


def _wait_for_newsletter(ground: Ground) -> None:
    before = ground.relay.stats().messages
    if ground.relay.wait_for(before + 50, seconds=PATIENCE).messages < before + 50:
        raise NotMeasured("the newsletter does not start")


def _notify(ground: Ground, found: Notifications, number: int, *, while_less_than: int | None = None) -> None:
    """Send notifications one after the other, each when the one before has arrived."""
    for _each in range(number):
        address = _new_address()
        User.objects.filter(email=address).exists()  # as each request does: its connection is awake
        called = time.time()
        began = time.perf_counter()
        _write(address)
        found.blocked.append((time.perf_counter() - began) * 1000)
        arrived_at = _arrival(ground, address)
        if while_less_than is not None and ground.relay.stats().distinct >= while_less_than:
            found.blocked.pop()
            return
        found.arrived.append((arrived_at - called) * 1000)
        messenger.wait(seconds=1)
        time.sleep(PAUSE)


def _new_address() -> str:
    return f"note-{uuid.uuid4().hex}@example.org"


def _write(address: str) -> None:
    create_mailing(
        kind=ACCOUNT_KIND.name,
        key=address,
        label="Logga in",
        contents=[MailContent(language="sv", subject="Logga in", text="Här är din länk.", html="<p>Här.</p>")],
        recipients=[Recipient(address, name="Anna")],
        at=timezone.now(),
    )


def _restart(ground: Ground, worker: CeleryWorker, number: int) -> float:
    """Kill the worker some milliseconds after a mail was written; seconds from the next one's start to the next mail.
    Nobody helps. The one under way comes, too: its kind is sent once more where nobody knows."""
    under_way, waiting = _new_address(), _new_address()
    _write(under_way)
    time.sleep(number * 0.002)
    worker.kill9()
    _write(waiting)
    worker.start()
    ready_at = time.time()
    arrived_at = _arrival(ground, waiting)
    _arrival(ground, under_way)
    return max(0.0, arrived_at - ready_at)


def _arrival(ground: Ground, address: str) -> float:
    """When the relay took the message to this address, by its own clock (the same machine's)."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        at = ground.relay.arrival(address)
        if at is not None:
            return at
        time.sleep(0.002)
    raise NotMeasured(f"a notification did not arrive within {PATIENCE:.0f} s")

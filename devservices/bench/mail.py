"""`make bench-mail`: a newsletter through the whole portal, against plain smtplib, into the same relay in the same run.

What counts: the portal's time runs from the moment the worker is woken (deliveries are written by then) to the last
message at the relay; `with_audience_per_s` counts from the call that writes the mailing. Processor time is that of the
worker and all its processes, PostgreSQL, Valkey, and of this process while it writes the mailing; the relay's is left
out. Queries are all statements that PostgreSQL was sent, with BEGIN, COMMIT and those that write the audience.
"""

import smtplib
import time
from dataclasses import dataclass
from statistics import median

from devservices.bench.figures import NotMeasured, publish
from devservices.bench.ground import Ground
from devservices.bench.mail_options import MailOptions
from devservices.bench.newsletter import add_subscribers, plain_messages, write_mailing
from devservices.bench.relay_process import Taken
from devservices.bench.usage import cpu_seconds, own_cpu_seconds, peak_rss_mb
from devservices.celery_worker import CeleryWorker
from devservices.stages import say
from mailings.kick import kick
from mailings.kinds import Priority
from mailings.services import progress

WARM_UP = 500
SLOW = 0.02  # seconds that a real relay takes for a message: 0.005 to 0.05
PATIENCE = 600.0


@dataclass(frozen=True)
class Run:
    """One newsletter through the portal."""

    per_s: float
    with_audience_per_s: float
    cpu_s: float
    queries: int
    connections: int


def measure(ground: Ground, options: MailOptions) -> None:
    """Measure what the options ask for, and publish it."""
    say(f"\n{__doc__}")
    worker = None
    if set(options.parts) & {"portal", "20ms"}:
        worker = ground.worker(concurrency=options.concurrency)
        _send(ground, worker, WARM_UP, group="warm-up")
    runs: list[Run] = []
    plain: list[float] = []
    for number in range(options.runs):  # one after the other, so that what else the machine does hits both
        if "smtplib" in options.parts:
            plain.append(_send_plainly(ground, options.messages))
            say(f"  run {number + 1}: smtplib {plain[-1]:.0f}/s")
        if worker is not None and "portal" in options.parts:
            runs.append(_send(ground, worker, options.messages, group=f"run-{number}"))
            say(f"  run {number + 1}: portal  {_describe(runs[-1], options.messages)}")
    figures = {"messages": options.messages, **_sum_up(runs, plain, options.messages)}
    if worker is not None:
        figures["worker_rss_mb"] = peak_rss_mb(worker.pid)
        if "20ms" in options.parts:
            figures["portal_per_s_20ms"] = _send_slowly(ground, worker, options)
    publish(figures)


def _sum_up(runs: list[Run], plain: list[float], messages: int) -> dict[str, object]:
    """The medians."""
    figures: dict[str, object] = {}
    if runs:
        figures["portal_per_s"] = median(run.per_s for run in runs)
    if plain:
        figures["smtplib_per_s"] = median(plain)
    if runs and plain:
        figures["ratio"] = median(run.per_s for run in runs) / median(plain)
    if runs:
        figures["queries_per_message"] = median(run.queries for run in runs) / messages
        figures["cpu_s_per_1000"] = median(run.cpu_s for run in runs) / messages * 1000
        figures["with_audience_per_s"] = median(run.with_audience_per_s for run in runs)
    return figures


def _describe(run: Run, messages: int) -> str:
    return (
        f"{run.per_s:.0f}/s ({run.with_audience_per_s:.0f}/s with the audience), {run.queries / messages:.3f} queries"
        f" and {run.cpu_s / messages * 1000:.2f} ms CPU a message, {run.connections} connections"
    )


def _send(ground: Ground, worker: CeleryWorker, messages: int, *, group: str) -> Run:
    """Send one newsletter with the portal."""
    add_subscribers(messages, group=group)
    ground.query("CHECKPOINT")
    ground.relay.clear()
    servers = [worker.pid, ground.postgres.child.pid, ground.valkey.child.pid]
    ground.forget_statements()
    cpu_before, own_before = cpu_seconds(servers), own_cpu_seconds()
    began = time.time()
    mailing = write_mailing()
    woken = time.time()
    kick(Priority.BULK)
    own_cpu = own_cpu_seconds() - own_before
    taken = ground.relay.wait_for(messages, seconds=PATIENCE)
    queries_by_then = ground.statements()
    last_at = _check(taken, messages)
    _wait_until_recorded(mailing.pk, ground, messages)
    cpu = cpu_seconds(servers) - cpu_before + own_cpu
    counts = progress(mailing)
    if counts.accepted != messages:
        raise NotMeasured(f"the relay has {messages} messages, the portal says {counts}")
    queries = max(queries_by_then, ground.statements())
    return Run(messages / (last_at - woken), messages / (last_at - began), cpu, queries, taken.most_at_once)


def _wait_until_recorded(mailing: int, ground: Ground, messages: int) -> None:
    """The last answers are written after the last message: wait for them, asking seldom enough to cost nothing."""
    deadline = time.monotonic() + 60
    done = f"SELECT count(*) FROM mailings_delivery WHERE mailing_id = {mailing} AND state = 'accepted'"
    while ground.query(done)[0][0] != messages and time.monotonic() < deadline:
        time.sleep(0.3)
    time.sleep(0.3)


def _send_slowly(ground: Ground, worker: CeleryWorker, options: MailOptions) -> float:
    """The same into a relay that takes 20 ms for each message."""
    ground.relay.delay(SLOW)
    rates = []
    try:
        for number in range(options.runs):
            run = _send(ground, worker, options.messages, group=f"slow-{number}")
            rates.append(run.per_s)
            say(f"  run {number + 1}: portal, 20 ms relay  {_describe(run, options.messages)}")
    finally:
        ground.relay.delay(0)
    return median(rates)


def _send_plainly(ground: Ground, messages: int) -> float:
    """The same with smtplib on one reused connection, all messages rendered in advance."""
    addresses = [f"plain-{number}@example.org" for number in range(messages)]
    rendered = list(plain_messages(addresses))
    ground.relay.clear()
    with smtplib.SMTP("127.0.0.1", ground.relay.port) as smtp:
        smtp.ehlo()
        began = time.time()
        for address, message in zip(addresses, rendered, strict=True):
            smtp.sendmail("portal@example.org", [address], message)
    return messages / (_check(ground.relay.stats(), messages) - began)


def _check(taken: Taken, messages: int) -> float:
    """When the last message came. Raises NotMeasured unless each recipient got exactly one."""
    if taken.last_at is None or (taken.messages, taken.distinct) != (messages, messages):
        raise NotMeasured(
            f"{messages} messages were to come; the relay has {taken.messages}, to {taken.distinct} addresses"
        )
    say(f"    {taken.bytes / taken.messages / 1000:.1f} kB a message")
    return taken.last_at

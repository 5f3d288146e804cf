"""`make bench-mail-growth`: a million old deliveries beside a newsletter, and an audience of 100,000.

Old deliveries are those of finished mailings (accepted, each with its reply); a tenth as many wait in a paused mailing.
A claim is the engine's own call, timed in this process; each takes its share of a newsletter that waits, and is undone.
The throughput is that of `bench-mail`, before and after the rows are written. The audience is written by the worker.
"""

import time
import uuid
from datetime import timedelta
from statistics import median

from django.db import connection, transaction
from django.utils import timezone

from devservices.bench.figures import NotMeasured, percentile, publish
from devservices.bench.ground import Ground
from devservices.bench.growth_options import GrowthOptions
from devservices.bench.newsletter import add_subscribers, write_mailing
from devservices.bench.usage import peak_rss_mb
from devservices.celery_worker import CeleryWorker
from devservices.stages import say, step
from mailings.delivery.claim import claim_deliveries
from mailings.kick import kick
from mailings.kinds import Priority
from mailings.models import Delivery, Dispatcher, Mailing, Sender
from mailings.tasks import dispatch
from newsletters.emails import ISSUE_KIND

CLAIM_SIZE = 100
RUNS = 3
PATIENCE = 900.0
OLD_MAILINGS = 100


def measure(ground: Ground, options: GrowthOptions) -> None:
    """Measure, and publish."""
    say(f"\n{__doc__}")
    worker = ground.worker(concurrency=2)
    _throughput(ground, 500)
    few = _throughput(ground, options.messages)
    with step(f"{options.rows} old deliveries, {options.rows // 10} in a paused mailing"):
        _write_history(ground, options.rows)
    many = _throughput(ground, options.messages)
    claims = _time_claims(options)
    seconds, rss = _expand(ground, worker, options.audience)
    publish(
        {
            "rows": options.rows,
            "claim_p50_ms": percentile(claims, 50),
            "claim_p95_ms": percentile(claims, 95),
            "few_per_s": few,
            "many_per_s": many,
            "throughput_ratio": many / few,
            "audience": options.audience,
            "expansion_s": seconds,
            "worker_rss_mb": rss,
        }
    )


def _throughput(ground: Ground, messages: int) -> float:
    """Messages a second of a newsletter, the median of some runs, from the worker's wake-up to the last message."""
    rates = []
    for number in range(RUNS):
        add_subscribers(messages, group=f"growth-{uuid.uuid4().hex[:6]}-{number}")
        ground.relay.clear()
        write_mailing()
        woken = time.time()
        kick(Priority.BULK)
        taken = ground.relay.wait_for(messages, seconds=PATIENCE)
        if taken.distinct != messages or taken.last_at is None:
            raise NotMeasured(f"{messages} messages were to come; the relay has {taken.messages}")
        rates.append(messages / (taken.last_at - woken))
        say(f"    {rates[-1]:.0f}/s")
        time.sleep(1)
    return median(rates)


def _write_history(ground: Ground, rows: int) -> None:
    """Fill the table from inside the database, in the shape of rows that the engine has left."""
    now = timezone.now()
    old = [
        Mailing(kind=ISSUE_KIND, key=f"old-{number}", label="Gammalt", state="done", created_at=now)
        for number in range(OLD_MAILINGS)
    ]
    paused = Mailing(kind=ISSUE_KIND, key="paused", label="Vilar", state="paused", created_at=now)
    Mailing.objects.bulk_create([*old, paused])
    first = old[0].pk
    columns = [str(field.column) for field in Delivery._meta.concrete_fields]
    values = {
        "mailing_id": f"{first} + g % {OLD_MAILINGS}",
        "address": "'old' || g || '@kommun' || g % 290 || '.example'",
        "message_id": "'<' || md5(g::text) || '@example.org>'",
        "state": "'accepted'",
        "code": "250",
        "reply": "'2.0.0 OK queued'",
        "next_attempt_at": "now() - interval '1 day'",
        "accepted_at": "now() - interval '1 day'",
    }
    for state, mailing, low, high in (
        ("accepted", "", 1, rows),
        ("queued", str(paused.pk), rows + 1, rows + rows // 10),
    ):
        own = {**values, "state": f"'{state}'", **({"mailing_id": mailing, "accepted_at": "NULL"} if mailing else {})}
        _insert_series(columns, own, low, high)
    ground.query("VACUUM ANALYZE mailings_delivery")
    ground.query("CHECKPOINT")


def _insert_series(columns: list[str], values: dict[str, str], low: int, high: int) -> None:
    """Insert a row for each number; a column that is not named is as in some row that is there."""
    others = [column for column in columns if column not in values and column != "id"]
    named = list(values)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO mailings_delivery ({', '.join(named + others)}) "
            f"SELECT {', '.join(values[name] for name in named)}{''.join(f', t.{name}' for name in others)} "
            f"FROM generate_series({low}, {high}) g, (SELECT * FROM mailings_delivery LIMIT 1) t"
        )


def _time_claims(options: GrowthOptions) -> list[float]:
    """Milliseconds of each claim beside all those rows; nothing is sent meanwhile."""
    add_subscribers(options.messages, group="claims")
    Dispatcher.objects.turn(off=True, at=timezone.now())
    mailing = write_mailing()
    now = timezone.now()
    Sender.objects.create(key="bench", lease_until=now + timedelta(hours=1), started_at=now)
    found = []
    for _number in range(options.claims):
        with transaction.atomic():
            began = time.perf_counter()
            claims = claim_deliveries("bench", priority=Priority.BULK, limit=CLAIM_SIZE, now=now)
            found.append((time.perf_counter() - began) * 1000)
            transaction.set_rollback(True)
        if len(claims) != CLAIM_SIZE:
            raise NotMeasured(f"a claim gave {len(claims)} rows")
    Sender.objects.filter(key="bench").delete()
    Mailing.objects.filter(pk=mailing.pk).update(state=Mailing.State.CANCELLED)
    return found


def _expand(ground: Ground, worker: CeleryWorker, audience: int) -> tuple[float, float]:
    """Seconds until the worker has written the audience, and the most memory that one of its processes took."""
    with step(f"{audience} subscribers"):
        add_subscribers(audience, group="audience")
    mailing = write_mailing(expand=False)
    began = time.monotonic()
    dispatch.apply_async()
    written = f"SELECT state FROM mailings_mailing WHERE id = {mailing.pk}"
    while ground.query(written)[0][0] == "expanding" and time.monotonic() - began < PATIENCE:
        time.sleep(0.2)
    seconds = time.monotonic() - began
    rows = mailing.deliveries.count()
    if rows != audience:
        raise NotMeasured(f"{rows} of {audience} were written")
    return seconds, peak_rss_mb(worker.pid)

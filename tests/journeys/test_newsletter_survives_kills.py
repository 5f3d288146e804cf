"""A newsletter to 500 people while the worker is killed three times: everybody gets it, nobody gets it twice."""

import time
from collections import Counter
from collections.abc import Callable

import pytest
from django.utils import timezone

from devservices.celery_worker import CeleryWorker
from devservices.smtp_sink import SmtpSink
from mailings.models import Delivery, Mailing
from mailings.services import progress, send_again
from newsletters.sending import send_issue
from tests.factories.newsletters import SubscriberFactory, newsletter_issue

SUBSCRIBERS = 500
KILL_AT = (60, 200, 350)
CONNECTIONS = 2  # one in each process of the worker's pool

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]


def wait_until(is_so: Callable[[], bool], *, seconds: float) -> None:
    """Look again and again; fail when time is over."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.02)


def has_settled(mailing: Mailing) -> bool:
    """Whether nothing more will happen by itself."""
    return not mailing.deliveries.unfinished().exists() and mailing.deliveries.count() == SUBSCRIBERS


def look_up_uncertain(mailing: Mailing, sink: SmtpSink) -> int:
    """Do what a coordinator does with uncertain mail: ask the mail server for its Message-ID, and send what is missing.

    Gives the number of uncertain deliveries that there were.
    """
    uncertain = list(mailing.deliveries.filter(state=Delivery.State.UNCERTAIN))
    arrived = {message.email["Message-ID"] for message in sink.messages}
    missing = [delivery.pk for delivery in uncertain if delivery.message_id not in arrived]
    if missing:
        send_again(mailing, deliveries=missing, at=timezone.now())
    return len(uncertain)


def test_five_hundred_get_it_once_while_the_worker_is_killed_three_times(
    celery_worker_process: Callable[..., CeleryWorker], smtp_sink: SmtpSink
) -> None:
    SubscriberFactory.create_batch(SUBSCRIBERS)
    mailing = send_issue(newsletter_issue(), at=timezone.now())
    worker = celery_worker_process(
        concurrency=CONNECTIONS,
        beat=True,
        env={"MAIL_CONNECTIONS": "1", "MAIL_LEASE_SECONDS": "2", "MAIL_TICK_SECONDS": "1"},
    )
    for threshold in KILL_AT:
        wait_until(lambda at=threshold: len(smtp_sink.messages) >= at, seconds=60)  # type: ignore[misc]
        worker.kill9()
        counts = progress(mailing)
        assert counts.audience == SUBSCRIBERS
        worker.restart()
    wait_until(lambda: has_settled(mailing), seconds=90)

    uncertain = look_up_uncertain(mailing, smtp_sink)
    assert uncertain <= len(KILL_AT) * CONNECTIONS
    wait_until(lambda: has_settled(mailing), seconds=60)

    received = Counter(recipient for message in smtp_sink.messages for recipient in message.recipients)
    assert len(received) == SUBSCRIBERS
    assert max(received.values()) == 1
    assert progress(mailing).audience == SUBSCRIBERS
    assert progress(mailing).failed == 0

"""A deploy in the middle of a mailing: SIGTERM, warm shutdown, the next version goes on. Nothing is lost or doubled."""

from collections import Counter
from collections.abc import Callable

import pytest
from django.utils import timezone

from devservices.celery_worker import CeleryWorker
from devservices.smtp_sink import SmtpSink
from mailings.models import Delivery
from mailings.services import progress, suppress
from newsletters.sending import send_issue
from tests.factories.newsletters import SubscriberFactory, newsletter_issue

# More than one turn of the engine (20 s) hands over at this pace: the old version leaves something to the new one.
READERS, PACE = 230, 0.1


@pytest.mark.worker
@pytest.mark.django_db(transaction=True)
def test_a_deploy_in_the_middle(celery_worker_process: Callable[..., CeleryWorker], smtp_sink: SmtpSink) -> None:
    readers = SubscriberFactory.create_batch(READERS)
    smtp_sink.fail("dot", delay=PACE)
    mailing = send_issue(newsletter_issue(), at=timezone.now())
    worker = celery_worker_process(concurrency=1, beat=True, env={"MAIL_TICK_SECONDS": "1", "MAIL_CONNECTIONS": "1"})
    worker.child.stop_seconds = 60
    smtp_sink.wait_for(10, seconds=60)
    leaves = mailing.deliveries.order_by("-pk")[:1].get()
    suppress(leaves.address, scope="newsletter", reason="unsubscribed", at=timezone.now())
    worker.stop()  # SIGTERM: it finishes its turn, gives back what it has not begun, and ends
    assert 10 < len(smtp_sink.messages) < READERS - 1
    states = set(mailing.deliveries.values_list("state", flat=True))
    assert states <= {Delivery.State.ACCEPTED, Delivery.State.QUEUED, Delivery.State.SUPPRESSED}
    smtp_sink.behave()
    worker.start()
    smtp_sink.wait_for(READERS - 1, seconds=60)
    smtp_sink.wait_until(lambda: not mailing.deliveries.unfinished().exists(), "the end", seconds=30)
    received = Counter(smtp_sink.recipients)
    assert len(received) == READERS - 1
    assert set(received.values()) == {1}
    assert received.keys() < {reader.address for reader in readers}
    counts = progress(mailing)
    assert (counts.accepted, counts.suppressed, counts.audience) == (READERS - 1, 1, READERS)

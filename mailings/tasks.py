"""Celery's part: it wakes the engine. Tasks carry no body, address or token, and may run twice at any time."""

import logging
from functools import partial
from typing import Any

from celery import shared_task
from celery.signals import worker_process_shutdown, worker_ready
from django.conf import settings
from django.utils import timezone

from mailings.bounces.mailboxes import MailboxError, open_mailbox
from mailings.bounces.reader import read_mailbox
from mailings.delivery.engine import current_engine
from mailings.kick import kick, kick_helpers
from mailings.kinds import Priority
from mailings.models import Delivery
from mailings.services.dispatch import drain, finish_mailings, prepare
from mailings.services.recover import recover_senders

logger = logging.getLogger(__name__)


@shared_task(name="mailings.dispatch")
def dispatch() -> None:
    """The beat tick: prepare, and wake a sender for each priority that has mail to send."""
    now = timezone.now()
    prepare(now=now)
    for priority in Priority:
        if Delivery.objects.claimable(now).filter(priority=priority).exists():
            kick(priority)


@shared_task(name="mailings.drain")
def drain_queue(priority: int, *, helps: bool = False) -> None:
    """Send due mail of one priority, and only then tidy up: somebody waits for a mail. The first to find much of it
    wakes others to help; one whose time was too short, or that took over from a dead sender, wakes another."""
    drain(Priority(priority), keeps=True, waits=True, on_backlog=None if helps else partial(kick_helpers, priority))
    now = timezone.now()
    recover_senders(now=now)
    finish_mailings(now=now)
    if not helps and Delivery.objects.claimable(now).filter(priority=priority).exists():
        kick(priority)


@shared_task(name="mailings.read_mailbox")
def read_bounces() -> None:
    """Read what came back, where a mailbox is configured. One that is away is tried again at the next tick."""
    if not settings.MAILBOX_URL:
        return
    try:
        read_mailbox(open_mailbox(settings.MAILBOX_URL), now=timezone.now())
    except MailboxError as error:
        logger.warning("The mailbox could not be read: %s", error)


@worker_ready.connect
def dispatch_at_once(**_signal: Any) -> None:
    """Go on as soon as a worker is up, not at the next tick."""
    dispatch.apply_async(expires=60)


@worker_process_shutdown.connect
def hang_up(**_signal: Any) -> None:
    """Say goodbye to the relay when a process of the worker ends in order."""
    current_engine().close()

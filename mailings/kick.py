"""Waking the engine early. A lost kick costs seconds, never a mail: the beat tick finds the rows."""

import logging

from celery import current_app
from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError

from mailings.kinds import Priority

logger = logging.getLogger(__name__)


def kick(priority: int, *, helps: bool = False) -> None:
    """Ask a worker to look for mail of this priority. A broker that is away is noted, and nothing else."""
    try:
        current_app.send_task(
            "mailings.drain",
            args=[int(priority)],
            kwargs={"helps": True} if helps else {},
            queue=Priority(priority).queue,
            expires=60,
            retry=False,
        )
    except (OperationalError, OSError) as error:
        logger.warning("The broker is away (%s); the next tick sends the mail.", type(error).__name__)


def kick_helpers(priority: int) -> None:
    """Ask as many workers as may send at the same time to help the one that asks."""
    for _number in range(settings.MAIL_SENDERS - 1):
        kick(priority, helps=True)


def kick_when_committed(priority: int) -> None:
    """Kick once the current transaction is committed, and only then."""
    transaction.on_commit(lambda: kick(priority), robust=True)

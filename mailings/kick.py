"""Waking the engine early. A lost kick costs seconds, never a mail: the beat tick finds the rows."""

import atexit
import logging
import os
import threading

from celery import current_app
from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError

from mailings.kinds import Priority

logger = logging.getLogger(__name__)

# How long a process that ends waits for its last kick.
LAST_SECONDS = 1.0


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


class Messenger:
    """A thread that kicks, so that nobody who writes a mail waits for the broker, not even for one that hangs. Kicks of
    one priority that have not left yet are one."""

    def __init__(self) -> None:
        self.reset()
        os.register_at_fork(after_in_child=self.reset)
        atexit.register(self.wait, seconds=LAST_SECONDS)

    def reset(self) -> None:
        """Begin anew: a child process has no threads, and its parent's kicks are not its own."""
        self._changed = threading.Condition()
        self._wanted: set[int] = set()
        self._is_busy = False
        self._thread: threading.Thread | None = None

    def send(self, priority: int) -> None:
        """Kick soon; comes back at once."""
        with self._changed:
            self._wanted.add(priority)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="mail-kicks", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def wait(self, *, seconds: float) -> bool:
        """Wait until all kicks have left; False if they have not within the time."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._wanted and not self._is_busy, timeout=seconds)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._is_busy = False
                self._changed.notify_all()
                self._changed.wait_for(lambda: bool(self._wanted))
                priorities, self._wanted, self._is_busy = sorted(self._wanted), set(), True
            for priority in priorities:
                try:
                    kick(priority)
                except Exception:  # whatever it is, the tick finds the rows, and the next kick may succeed
                    logger.exception("A kick was lost; the next tick sends the mail.")


messenger = Messenger()


def kick_when_committed(priority: int) -> None:
    """Kick once the current transaction is committed, and only then; nobody waits for it."""
    transaction.on_commit(lambda: messenger.send(int(priority)), robust=True)

"""Who a sender is: a key, a row with a lease, and a journal."""

from __future__ import annotations

import datetime
import uuid

from mailings.delivery.claim import renew_lease
from mailings.delivery.journal import Journal
from mailings.models import Sender
from mailings.models.sender import lease


class Identity:
    """A sender's run. The journal is there before the row, so that no row is ever without its journal."""

    def __init__(self, *, now: datetime.datetime) -> None:
        self.key = str(uuid.uuid4())
        self.journal = Journal(self.key)
        Sender.objects.create(key=self.key, lease_until=now + lease(), started_at=now)

    def renew(self, *, now: datetime.datetime) -> bool:
        """Whether this is still a sender; its lease begins anew."""
        return renew_lease(self.key, now=now)

    def end(self) -> None:
        """Stop being a sender. Only when it holds nothing in the database."""
        Sender.objects.filter(key=self.key).delete()
        self.journal.remove()

    def desert(self) -> None:
        """Stop at once and leave everything to whoever takes it over."""
        self.journal.close()

"""A process that sends mail, and for how long what it holds is its own."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models


def lease() -> datetime.timedelta:
    """How long a sender may be silent before what it holds is taken from it."""
    return datetime.timedelta(seconds=settings.MAIL_LEASE_SECONDS)


class Sender(models.Model):
    """One sender's run. A delivery's `owner` is its sender's key.

    The row is there from before the first claim until everything is settled; who takes a dead sender's deliveries over
    deletes it. Without the row, or past its lease, a sender can claim nothing, send nothing and record nothing.
    """

    key = models.CharField(max_length=36, unique=True)
    lease_until = models.DateTimeField()
    started_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key

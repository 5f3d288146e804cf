"""The log of data controllers: one host ends, the next begins."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from handover.models import DataController


@dataclass(frozen=True)
class Successor:
    """Who takes the portal over, and from which day."""

    name: str
    since: datetime.date
    email: str = ""


def note_successor(successor: Successor, *, fingerprint: str) -> DataController:
    """Note who is responsible from now on, for what archive; the host before is until that day."""
    DataController.objects.filter(until__isnull=True, since__lte=successor.since).update(until=successor.since)
    return DataController.objects.create(
        name=successor.name, email=successor.email, since=successor.since, archive=fingerprint
    )

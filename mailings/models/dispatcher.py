"""When the engine was last seen at work."""

from __future__ import annotations

import datetime

from django.db import models


class DispatcherManager(models.Manager["Dispatcher"]):
    """Notes and tells when the engine ran."""

    def saw(self, at: datetime.datetime) -> None:
        """Note that the engine ran now."""
        self.update_or_create(name="default", defaults={"seen_at": at})

    def last_seen_at(self) -> datetime.datetime | None:
        """When the engine ran last; None if it never did."""
        return self.filter(name="default").values_list("seen_at", flat=True).first()


class Dispatcher(models.Model):
    """The heartbeat of the engine that sends mail."""

    name = models.CharField(max_length=20, unique=True)
    seen_at = models.DateTimeField()

    objects = DispatcherManager()

    def __str__(self) -> str:
        return f"{self.name}: {self.seen_at:%Y-%m-%d %H:%M:%S}"

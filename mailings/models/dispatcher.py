"""When the engine was last seen at work."""

from __future__ import annotations

import datetime

from django.db import models


class DispatcherManager(models.Manager["Dispatcher"]):
    """Notes and tells when the engine ran."""

    def saw(self, at: datetime.datetime) -> None:
        """Note that the engine ran now."""
        self.update_or_create(name="default", defaults={"seen_at": at})

    def is_off(self) -> bool:
        """Whether a person has turned sending off."""
        return self.filter(name="default", is_off=True).exists()

    def turn(self, *, off: bool, at: datetime.datetime) -> None:
        """Turn sending off until it is turned on."""
        self.update_or_create(name="default", defaults={"is_off": off}, create_defaults={"is_off": off, "seen_at": at})


class Dispatcher(models.Model):
    """The heartbeat of the engine that sends mail."""

    name = models.CharField(max_length=20, unique=True)
    seen_at = models.DateTimeField()
    is_off = models.BooleanField(
        default=False, help_text="Nothing is sent until a person turns it on, as after a backup was restored."
    )

    objects = DispatcherManager()

    def __str__(self) -> str:
        return f"{self.name}: {self.seen_at:%Y-%m-%d %H:%M:%S}"

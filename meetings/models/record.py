"""Rows of minutes: once these are locked, nothing that stands in them is changed, added or taken away."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Self

from django.db import models

LOCKED = "locked"


class LockedError(Exception):
    """The minutes are adjusted and locked: they are a public record (offentlig handling, arkivlagen 1990:782)."""


class RecordQuerySet(models.QuerySet[Any]):
    """Refuses changes of many rows as each row refuses its own."""

    def _check(self, changed: Iterable[str]) -> None:
        record: type[Record] = self.model
        if set(changed) <= record.live_fields:
            return
        if self.filter(**{record.lock_path: LOCKED}).exists():
            raise LockedError

    def update(self, **values: Any) -> int:
        """Raises LockedError."""
        self._check({name.removesuffix("_id") for name in values})
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Raises LockedError."""
        self._check({"pk"})
        return super().delete()


class Record(models.Model):
    """A row that stands in minutes. `lock_path` leads to their state, `live_fields` are what no minutes say."""

    lock_path: ClassVar[str]
    live_fields: ClassVar[frozenset[str]] = frozenset()

    class Meta:
        abstract = True

    def lock_state(self) -> str:
        """The state of the minutes that it stands in, asked anew: another may have locked them since."""
        raise NotImplementedError

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises LockedError where minutes are locked. What they do not say may follow life."""
        fields = kwargs.get("update_fields")
        if (fields is None or not set(fields) <= self.live_fields) and self.lock_state() == LOCKED:
            raise LockedError
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Raises LockedError where minutes are locked."""
        if self.lock_state() == LOCKED:
            raise LockedError
        return super().delete(*args, **kwargs)

    @classmethod
    def from_lines(cls, rows: Iterable[Self]) -> list[Self]:
        """Save new rows one by one, since rows that are made in bulk ask nobody."""
        saved = list(rows)
        for row in saved:
            row.save()
        return saved

"""Who came to the annual meeting. Meetings stand above the ledger, so they tell it: they register a provider."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Attendance:
    """How many of a member's politicians and officials came (or, before the meeting, said that they come)."""

    politicians: int = 0
    officials: int = 0

    @property
    def is_enough(self) -> bool:
        """At least one politician and one official (the network's criteria for members)."""
        return self.politicians > 0 and self.officials > 0


Provider = Callable[[int], Mapping[int, Attendance] | None]
_providers: list[Provider] = []


def register_attendance(provider: Provider) -> None:
    """Let `provider(year)` tell the attendance at the year's annual meeting by member key. The last one counts."""
    _providers[:] = [provider]


def attendance_of_year(year: int) -> Mapping[int, Attendance] | None:
    """Attendance by member key; None where nobody knows of an annual meeting that year."""
    return _providers[0](year) if _providers else None

"""Who gets a seat, and who is next in line. No database here: the rule can be read, and tried on thousands of cases.

1. While members have guaranteed seats, as many are kept back as they may still claim.
2. Whatever else is free goes to the line: members before guests; among them the one whose member has fewest seats;
   among those whoever asked first. What is offered counts as a seat of the member at once, so that the next free
   seat goes to another member.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """Somebody invited, as the rule sees them: by whom, as what, and when a seat was asked for (None: not yet)."""

    pk: int
    member: int | None
    kind: str
    since: datetime.datetime | None = None


@dataclass(frozen=True)
class Room:
    """The seats of a meeting at one moment. `open` are those who may still come and have not asked for a seat.

    Of `guarantees` each member has so many of each kind; empty once they have run out.
    """

    seats: int
    held: tuple[Person, ...]
    waiting: tuple[Person, ...]
    open: tuple[Person, ...] = ()
    guarantees: Mapping[str, int] | None = None

    def kept_back(self) -> Counter[tuple[int, str]]:
        """Seats that are kept for members, by member and kind: no more than they have people who may claim them."""
        guarantees = self.guarantees or {}
        held = Counter((person.member, person.kind) for person in self.held)
        people = Counter(
            (person.member, person.kind) for person in (*self.waiting, *self.open) if person.member is not None
        )
        kept: Counter[tuple[int, str]] = Counter()
        for (member, kind), number in people.items():
            left = min(guarantees.get(kind, 0) - held[member, kind], number)
            if left > 0 and member is not None:
                kept[member, kind] = left
        return kept

    def has_seat_for(self, person: Person) -> bool:
        """Whether a seat may be given to somebody who is waiting or has just asked."""
        free = self.seats - len(self.held)
        if free <= 0:
            return False
        kept = self.kept_back()
        if person.member is not None and kept[person.member, person.kind] > 0:
            return True
        return free > kept.total()

    def next_in_line(self) -> Person | None:
        """The first in line for whom there is a seat."""
        return next((person for person in self.line() if self.has_seat_for(person)), None)

    def line(self) -> list[Person]:
        """Everybody who waits, in the order in which seats would be offered if one after the other came free."""
        seats = Counter(person.member for person in self.held)
        rest = sorted(self.waiting, key=_asked)
        ordered = []
        while rest:
            first = min(rest, key=lambda person: (person.member is None, seats[person.member]))
            rest.remove(first)
            seats[first.member] += 1
            ordered.append(first)
        return ordered


def _asked(person: Person) -> tuple[datetime.datetime, int]:
    return person.since or datetime.datetime.max.replace(tzinfo=datetime.UTC), person.pk


def places(people: Iterable[Person]) -> dict[int, int]:
    """The place of each in line by key, the first being 1."""
    return {person.pk: number for number, person in enumerate(people, start=1)}

"""What waits for a person. Apps tell of their own things here; nobody has to know them all."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class WaitingItem:
    """One thing that a person has to do: its words, where it is done, and since when it waits."""

    title: str
    url: str
    since: datetime.date
    kind: str


Source = Callable[[Any, datetime.datetime], Iterable[WaitingItem]]


@dataclass(frozen=True)
class WaitingKind:
    """Things of one sort: their heading, what one does with them, and who knows of them."""

    name: str
    label: StrOrPromise
    source: Source
    order: int = 100


@dataclass(frozen=True)
class WaitingGroup:
    """A kind, and what of it waits for one person, the longest first."""

    kind: WaitingKind
    items: list[WaitingItem]


_kinds: dict[str, WaitingKind] = {}


def register_waiting(name: str, label: StrOrPromise, source: Source, *, order: int = 100) -> None:
    """Let a source tell what waits for a user at a moment; the last one of a name counts.

    A source asks the database a constant number of questions, however much waits, and gives nothing that the person
    may not see.
    """
    _kinds[name] = WaitingKind(name, label, source, order)


def waiting_for(user: Any, now: datetime.datetime) -> list[WaitingGroup]:
    """What waits for the user, kind by kind; kinds of which nothing waits are left out."""
    groups = []
    for kind in sorted(_kinds.values(), key=lambda kind: (kind.order, kind.name)):
        found = sorted(kind.source(user, now), key=lambda item: (item.since, item.title))
        if found:
            groups.append(WaitingGroup(kind, found))
    return groups

"""What a person has in hand for a member. Apps above tell of their own, and hand it over when a role ends."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from accounts.models import User
from members.models import Contact, Member

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Belonging:
    """One thing: its words, and where it is seen."""

    words: str
    url: str = ""


@dataclass(frozen=True)
class HandOver:
    """Who hands over what is whose, for which member; `contacts` are the leaver's by their keys, with the new ones."""

    member: Member
    leaver: User
    successor: User
    at: datetime.datetime
    by: User | None = None
    contacts: Mapping[int, Contact] = field(default_factory=dict)


Source = Callable[[Member, User], Iterable[Belonging]]
Move = Callable[[HandOver], None]


@dataclass(frozen=True)
class BelongingKind:
    """Things of one sort: their heading, who knows of them, and how they go to somebody else."""

    name: str
    label: StrOrPromise
    source: Source
    move: Move
    order: int = 100


@dataclass(frozen=True)
class BelongingGroup:
    """A kind, and what of it a person has in hand."""

    kind: BelongingKind
    items: list[Belonging]


_kinds: dict[str, BelongingKind] = {}


def register_belongings(kind: BelongingKind) -> None:
    """Make a kind known; the last registration of a name counts."""
    _kinds[kind.name] = kind


def _in_order() -> list[BelongingKind]:
    return sorted(_kinds.values(), key=lambda kind: (kind.order, kind.name))


def belongings_of(member: Member, user: User) -> list[BelongingGroup]:
    """What the person has in hand for the member, kind by kind; kinds without anything are left out."""
    groups = [BelongingGroup(kind, list(kind.source(member, user))) for kind in _in_order()]
    return [group for group in groups if group.items]


def move_belongings(hand_over: HandOver) -> None:
    """Give everything to the successor."""
    for kind in _in_order():
        kind.move(hand_over)

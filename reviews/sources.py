"""What there is to review. Apps above register their own things; the reviews do not know them."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import models

from reviews.models import ReviewKind


@dataclass(frozen=True)
class Subject:
    """One thing that is to be reviewed.

    `reviewed_on` and `reviewed_by` are what an editor wrote by the thing itself. With `inherits` they were written for
    the member as a whole, and count only from the day that this thing is known.
    """

    kind: ReviewKind
    model: type[models.Model]
    object_id: int
    member_id: int
    title: str
    section: str = ""
    known_since: datetime.date | None = None
    reviewed_on: datetime.date | None = None
    reviewed_by: str = ""
    inherits: bool = False


Source = Callable[[], Iterator[Subject]]
_sources: dict[str, Source] = {}


def register_source(name: str, source: Source) -> None:
    """Let a source give its subjects; the last one of a name counts."""
    _sources[name] = source


def all_subjects() -> Iterator[Subject]:
    """Everything that is to be reviewed, of members that have not left."""
    for source in _sources.values():
        yield from source()

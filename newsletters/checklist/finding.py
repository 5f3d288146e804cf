"""What the checklist says of an issue."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from django_stubs_ext import StrOrPromise

from newsletters.checklist.draft import Draft


class Severity(StrEnum):
    """Whether an issue can go out all the same."""

    STOPS = "stops"
    WARNS = "warns"


@dataclass(frozen=True)
class Finding:
    """Something that is not right: what, and what to do about it. `url` leads to where that is done."""

    severity: Severity
    text: str
    fix: str
    url: str = ""


@dataclass(frozen=True)
class Check:
    """One point of the list: its name, what it says when all is well, and how to look."""

    name: str
    label: StrOrPromise
    find: Callable[[Draft], Iterable[Finding]]


@dataclass(frozen=True)
class Checked:
    """A point with what was found; nothing where all is well."""

    check: Check
    findings: tuple[Finding, ...] = field(default=())

    @property
    def is_fine(self) -> bool:
        """Whether there is nothing to do."""
        return not self.findings

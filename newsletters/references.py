"""How a delivery points at its reader: by where the reader is known from, by key, and by the language of the mail."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Source(StrEnum):
    """Where a reader is known from; in this order an audience is written down. Subscribers have no letter."""

    CONTACT = "c"
    ACCOUNT = "u"
    LISTED = "l"
    SUBSCRIBER = ""


class Reference(NamedTuple):
    """One reader and the language that the mail is written in."""

    source: Source
    pk: int
    language: str


def reference_to(pk: int, language: str, source: Source = Source.SUBSCRIBER) -> str:
    """The reference of a reader's mail in one language; a mail's own lines must be in the language of its body."""
    return f"{source}{pk}:{language}"


def read_reference(reference: str) -> Reference:
    """What `reference_to` has written. Raises `ValueError` for a reference that this app has not made."""
    key, _colon, language = reference.partition(":")
    letter = key[:1] if key[:1].isalpha() else ""
    return Reference(Source(letter), int(key[len(letter) :]), language)

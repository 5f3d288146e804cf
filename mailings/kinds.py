"""What kinds of mail there are, and the promises that hold for each. Apps above register their kinds at start-up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from accounts.models import User
    from mailings.models import Mailing
    from mailings.services.compose import Recipient

Merge = Callable[[Sequence[str]], Mapping[str, Mapping[str, str] | None]]
Expand = Callable[["Mailing", str], Iterator["Recipient"]]

Concerns = Callable[["User"], bool]


class Priority(IntEnum):
    """Which mail goes first: somebody waits for a transactional mail; nobody waits for a bulk mail."""

    TRANSACTIONAL = 1
    BULK = 2

    @property
    def queue(self) -> str:
        """The Celery queue whose workers send mail of this priority."""
        return self.name.lower()


class UncertainPolicy(StrEnum):
    """What happens with a mail of which nobody can know whether it arrived (RFC 1047)."""

    WAIT = "wait"  # a person decides
    RETRY_ONCE = "retry_once"  # once again, then a person decides
    RETRY = "retry"  # again: the receiver's calendar knows it by UID, SEQUENCE and DTSTAMP


class UnknownKindError(LookupError):
    """A mailing's kind is not registered by any installed app."""


@dataclass(frozen=True)
class MailKind:
    """One kind of mail.

    `merge` gives, for the references of recipients, the values of markers when the mail is sent, so that links with
    tokens are never stored; None for one who must not get it any more, as somebody whose role has ended since.
    `expand` yields the recipients of a mailing after the reference given, in a stable order;
    it is for audiences too large for one transaction. Suppressions of `suppression_scope` and of every scope apply.
    `label` is its name for people; `is_personal` mail goes to one person who asked for it, so that lists of mailings
    leave it out unless asked. `because` says why one gets such mail, as a clause that follows "because", such as "you
    subscribe to the newsletter".
    Nobody can turn a kind off that `is_compulsory`; one that `may_wait` can be had in a daily or weekly digest instead.
    `concerns` says whether a person could get such mail at all; None is everybody with an account.
    A `literal` kind's bodies hold no markers; `wipes_bodies` drops them when all is sent, because they carry secrets.
    """

    name: str
    priority: Priority
    uncertain: UncertainPolicy
    suppression_scope: str = ""
    list_id: str | None = None
    merge: Merge | None = None
    expand: Expand | None = None
    reply_to: str = ""
    literal: bool = False
    wipes_bodies: bool = False
    because: StrOrPromise = ""
    label: StrOrPromise = ""
    is_personal: bool = False
    is_compulsory: bool = True
    may_wait: bool = False
    concerns: Concerns | None = None


_kinds: dict[str, MailKind] = {}


def register(kind: MailKind) -> None:
    """Make a kind known; the last registration of a name counts."""
    _kinds[kind.name] = kind


def get_kind(name: str) -> MailKind:
    """Give the kind of this name. Raises UnknownKindError."""
    try:
        return _kinds[name]
    except KeyError:
        raise UnknownKindError(name) from None


def all_kinds() -> list[MailKind]:
    """Every kind there is, in the order of registration."""
    return list(_kinds.values())


def wiping_kinds() -> set[str]:
    """The names of the kinds whose bodies carry secrets."""
    return {kind.name for kind in _kinds.values() if kind.wipes_bodies}


def personal_kinds() -> set[str]:
    """The names of the kinds whose mails go to one person who asked for it."""
    return {kind.name for kind in _kinds.values() if kind.is_personal}


def kind_labels() -> dict[str, str]:
    """The kinds' names for people in the active language, by name; those without one are left out."""
    return {kind.name: str(kind.label) for kind in _kinds.values() if kind.label}

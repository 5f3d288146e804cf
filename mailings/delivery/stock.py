"""What a sender has in hand: deliveries that it claimed, with all that is needed to write their messages."""

from __future__ import annotations

import datetime
import logging
from collections import deque
from collections.abc import Callable, Iterator, Mapping

from django.db import DatabaseError

from mailings.delivery.letter import Claim, Letter
from mailings.delivery.message import MessageTemplate, MissingValueError, Values
from mailings.kinds import MailKind, Merge, UnknownKindError
from mailings.models import Mailing, MailingContent
from mailings.verp import envelope_sender

logger = logging.getLogger(__name__)

FALLBACK_LANGUAGE = "sv"
UNKNOWN_KIND = "unknown kind"
NOT_ANY_MORE = "This person had no part in it any more when the mail was to leave."
GONE = "The person or the content of this mail is no longer there."


class UnwritableError(Exception):
    """The message of one delivery cannot be made; the others of its mailing go on."""


class WithheldError(Exception):
    """The person must not get this any more: a role ended, or an invitation was taken back, after it was written."""


def merge_safely(merge: Merge, references: list[str]) -> Mapping[str, Mapping[str, str] | None]:
    """Ask for everybody's values; where that fails, one by one, so that one person's trouble stays one person's."""
    try:
        return merge(references)
    except DatabaseError:
        raise
    except Exception:
        if len(references) == 1:
            logger.exception("The values of one recipient cannot be made.")
            return {}
    found: dict[str, Mapping[str, str] | None] = {}
    for reference in references:
        found.update(merge_safely(merge, [reference]))
    return found


def _choose(contents: Mapping[tuple[str, str], MailingContent], language: str, variant: str) -> MailingContent | None:
    """The words for a reader of this variant in this language; the language is kept before the variant."""
    for wanted in (language, FALLBACK_LANGUAGE):
        for name in (variant, ""):
            if (wanted, name) in contents:
                return contents[wanted, name]
    return next(iter(contents.values()), None)


class Stock:
    """Claims in the order in which they are to be sent, urgent ones first."""

    def __init__(self, clock: Callable[[], datetime.datetime]) -> None:
        self.kinds: dict[int, MailKind] = {}
        self._clock = clock
        self._waiting: dict[int, deque[Claim]] = {}
        self._values: dict[int, Values] = {}
        self._withheld: set[int] = set()
        self._templates: dict[tuple[int, str, str], MessageTemplate | None] = {}
        self._contents: dict[int, dict[tuple[str, str], MailingContent]] = {}

    def __len__(self) -> int:
        return sum(map(len, self._waiting.values()))

    def __iter__(self) -> Iterator[Claim]:
        for priority in sorted(self._waiting):
            yield from self._waiting[priority]

    def add(self, claims: list[Claim]) -> list[Claim]:
        """Put claims in hand and gather what they need; gives those whose mailing nobody here knows how to send."""
        self._load({claim.mailing_id for claim in claims})
        known = [claim for claim in claims if claim.mailing_id in self.kinds]
        self._merge(known)
        for claim in known:
            self._waiting.setdefault(claim.priority, deque()).append(claim)
        return [claim for claim in claims if claim.mailing_id not in self.kinds]

    def put_back(self, claim: Claim) -> None:
        """Put a claim before all others of its priority."""
        self._waiting.setdefault(claim.priority, deque()).appendleft(claim)

    def take(self) -> Claim | None:
        """The next claim, or None."""
        for priority in sorted(self._waiting):
            if self._waiting[priority]:
                return self._waiting[priority].popleft()
        return None

    def drop(self, claim: Claim) -> None:
        """Let go of a claim that is not to be sent."""
        self._waiting[claim.priority].remove(claim)
        self._values.pop(claim.pk, None)

    def write(self, claim: Claim) -> Letter:
        """Make the message of a claim. Raises UnwritableError, WithheldError."""
        if claim.pk in self._withheld:
            self._withheld.remove(claim.pk)
            raise WithheldError(NOT_ANY_MORE)
        values = self._values.get(claim.pk)
        try:
            template = self._template(claim)
            if values is None or template is None:
                raise UnwritableError(GONE)
            message = template.render(
                values, address=claim.address, name=claim.name, message_id=claim.message_id, at=self._clock()
            )
            return Letter(claim, message, sender=envelope_sender(claim.pk))
        except (MissingValueError, ValueError) as error:
            raise UnwritableError(f"{type(error).__name__}: {error}") from error

    def settle(self, claim: Claim) -> None:
        """Forget the values of a claim that is done with."""
        self._values.pop(claim.pk, None)

    def forget_words(self) -> None:
        """Drop templates and contents: the next run reads them anew."""
        self.kinds.clear()
        self._templates.clear()
        self._contents.clear()

    def _load(self, mailing_ids: set[int]) -> None:
        new = mailing_ids - self.kinds.keys()
        if not new:
            return
        # A mailing has words in every language it is sent in: where they are, it is, and one question finds both.
        for content in MailingContent.objects.filter(mailing__in=new).select_related("mailing"):
            self._contents.setdefault(content.mailing_id, {})[content.language, content.variant] = content
            self._know(content.mailing)
        if wordless := new - self._contents.keys():
            for mailing in Mailing.objects.filter(pk__in=wordless):
                self._know(mailing)

    def _know(self, mailing: Mailing) -> None:
        try:
            self.kinds[mailing.pk] = mailing.mail_kind
        except UnknownKindError:
            # No app of this version knows it (any more). Others' mail goes on; this one waits for a person.
            logger.error("Mailing %d is of the unknown kind %s: paused.", mailing.pk, mailing.kind)
            Mailing.objects.filter(pk=mailing.pk, state=Mailing.State.SENDING).update(
                state=Mailing.State.PAUSED, pause_reason=UNKNOWN_KIND
            )

    def _merge(self, claims: list[Claim]) -> None:
        """Get the values of each claim's markers. A claim whose values cannot be made gets none."""
        by_mailing: dict[int, list[Claim]] = {}
        for claim in claims:
            by_mailing.setdefault(claim.mailing_id, []).append(claim)
        for mailing_id, group in by_mailing.items():
            merge = self.kinds[mailing_id].merge
            references = [claim.reference for claim in group if claim.reference]
            found = merge_safely(merge, references) if merge and references else {}
            for claim in group:
                if merge and claim.reference and claim.reference not in found:
                    continue
                own = found.get(claim.reference, {})
                if own is None:
                    self._withheld.add(claim.pk)
                else:
                    self._values[claim.pk] = {"name": claim.name, **claim.merge, **own}

    def _template(self, claim: Claim) -> MessageTemplate | None:
        key = (claim.mailing_id, claim.language, claim.variant)
        if key not in self._templates:
            content = _choose(self._contents.get(claim.mailing_id, {}), claim.language, claim.variant)
            kind = self.kinds[claim.mailing_id]
            self._templates[key] = MessageTemplate(content, kind) if content else None
        return self._templates[key]

"""Who gets an issue: shown before it is sent, and written down when it is.

What is counted, what is listed and what is sent come from the same parts (`AudienceOf`), so that they cannot differ.
Each part has those that no earlier part has: the members' people, then lists made by hand, then subscribers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import overload

from django.db.models import Count, Exists, Model, OuterRef, Q, QuerySet, Subquery

from mailings.models import Delivery, Mailing, Suppression
from mailings.services import Recipient
from newsletters.choice import ATTEMPT_SIGN, Choice, choice_for
from newsletters.groups import ReaderGroup, variant_of
from newsletters.models import ListedReader, ReaderList, Subscriber
from newsletters.network_people import RANK, People, Reader, people_for
from newsletters.references import Reference, Source, read_reference, reference_to

BATCH = 1000
FALLBACK_LANGUAGE = "sv"
SCOPE = "newsletter"
__all__ = ["ATTEMPT_SIGN", "Audience", "AudienceOf", "count_audience", "expand_issue"]


@dataclass(frozen=True)
class Audience:
    """How many get an issue, by language of the mail and by group, and how many are left out, by the reason's key."""

    by_language: dict[str, int]
    by_group: dict[ReaderGroup, int] = field(default_factory=dict)
    by_group_and_language: dict[tuple[ReaderGroup, str], int] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many mails will be sent."""
        return sum(self.by_language.values())

    @property
    def left_out(self) -> int:
        """How many get none, whatever the reason."""
        return sum(self.reasons.values())


@dataclass(frozen=True)
class Part:
    """Rows of one source, all of one group, in the order of their keys."""

    source: Source
    group: ReaderGroup
    rows: QuerySet[Model]

    def readers(self, *, after: int) -> list[Reader]:
        """The next ones behind a key."""
        return self._read(self.rows.filter(pk__gt=after), 0, BATCH)

    def between(self, start: int, stop: int) -> list[Reader]:
        """Those at these places."""
        return self._read(self.rows, start, stop)

    def _read(self, rows: QuerySet[Model], start: int, stop: int) -> list[Reader]:
        found = rows.order_by("pk").values_list("pk", "address", "name", "language")[start:stop]
        return [Reader(address, name, language, self.group, self.source, pk) for pk, address, name, language in found]


class AudienceOf(Sequence[Reader]):
    """Everybody who gets one issue, in the order in which the deliveries are written, and those who do not.

    It is a sequence, so that it can be shown by pages without being fetched.
    """

    def __init__(self, key: str = "", *, mailing: Mailing | None = None, choice: Choice | None = None) -> None:
        self.choice = choice if choice is not None else choice_for(key)
        base = key.partition(ATTEMPT_SIGN)[0]
        earlier = Mailing.objects.filter(key__startswith=base) if key else Mailing.objects.none()
        self._earlier = [pk for pk in earlier.values_list("pk", flat=True) if mailing is None or pk != mailing.pk]

    @cached_property
    def _known(self) -> People:
        return people_for(self.choice)

    @cached_property
    def people(self) -> list[Reader]:
        """The members' people who get it, in the order of their places."""
        addresses = list(self._known.readers)
        stopped = set(_suppressions().filter(address__in=addresses).values_list("address", flat=True))
        served = set(self._served().filter(address__in=addresses).values_list("address", flat=True))
        readers = (reader for reader in self._known.readers.values() if reader.address not in stopped | served)
        return sorted(readers, key=lambda reader: reader.place)

    @cached_property
    def _chosen_lists(self) -> list[ReaderList]:
        lists = ReaderList.objects.filter(pk__in=self.choice.lists)
        return sorted(lists, key=lambda row: (RANK[ReaderGroup(row.group)], row.pk))

    @cached_property
    def candidates(self) -> list[Part]:
        """All rows of lists and subscribers that the choice names, each address once, whether they may get mail or
        not."""
        parts: list[Part] = []
        not_people = ~Q(address__in=list(self._known.readers))
        earlier: list[int] = []
        for row in self._chosen_lists:
            rows = ListedReader.objects.filter(not_people, reader_list=row)
            if earlier:
                rows = rows.filter(~Exists(_on_lists(earlier)))
            parts.append(Part(Source.LISTED, ReaderGroup(row.group), rows))
            earlier.append(row.pk)
        if self.choice.to_subscribers:
            parts.append(Part(Source.SUBSCRIBER, ReaderGroup.PUBLIC, self._subscribers(not_people, earlier)))
        return parts

    def _subscribers(self, not_people: Q, lists: list[int]) -> QuerySet[Subscriber]:
        rows = Subscriber.objects.confirmed().filter(not_people)
        if self.choice.language:
            rows = rows.reading(self.choice.language)
        if self.choice.topics:
            rows = rows.about(list(self.choice.topics))
        return rows.filter(~Exists(_on_lists(lists))) if lists else rows

    @cached_property
    def parts(self) -> list[Part]:
        """The candidates without those who must not get mail, or who got this issue by an earlier try."""
        return [Part(part.source, part.group, self._open(part.rows)) for part in self.candidates]

    def _open(self, rows: QuerySet[Model]) -> QuerySet[Model]:
        rows = rows.filter(~Exists(_suppressions().filter(address=OuterRef("address"))))
        if self._earlier:
            rows = rows.filter(~Exists(self._served().filter(address=OuterRef("address"))))
        return rows

    def _served(self) -> QuerySet[Delivery]:
        states = [Delivery.State.ACCEPTED, Delivery.State.UNCERTAIN]
        return Delivery.objects.filter(mailing__in=self._earlier, state__in=states)

    @cached_property
    def _lengths(self) -> list[int]:
        return [part.rows.count() for part in self.parts]

    def __len__(self) -> int:
        return len(self.people) + sum(self._lengths)

    @overload
    def __getitem__(self, place: int) -> Reader: ...

    @overload
    def __getitem__(self, place: slice) -> list[Reader]: ...

    def __getitem__(self, place: int | slice) -> Reader | list[Reader]:
        if isinstance(place, int):
            return self[place : place + 1][0]
        start, stop, _step = place.indices(len(self))
        found = self.people[start:stop]
        start, stop = max(0, start - len(self.people)), max(0, stop - len(self.people))
        for part, length in zip(self.parts, self._lengths, strict=True):
            if start < min(stop, length):
                found += part.between(start, min(stop, length))
            start, stop = max(0, start - length), max(0, stop - length)
        return found

    def after(self, last: Reference | None) -> Iterator[Reader]:
        """Everybody behind a reader, some thousands in memory at a time."""
        place = (list(Source).index(last.source), last.pk) if last else (-1, 0)
        yield from (reader for reader in self.people if reader.place > place)
        begun_at = self._part_of(last)
        for number, part in enumerate(self.parts):
            if number < begun_at:
                continue
            key = last.pk if last and number == begun_at and last.source == part.source else 0
            batch = part.readers(after=key)
            while batch:
                yield from batch
                batch = part.readers(after=batch[-1].pk) if len(batch) == BATCH else []

    def _part_of(self, last: Reference | None) -> int:
        """The number of the part that a reader stands in; 0 where none of them has begun. A reader who is gone from
        the list begins the lists anew: who has a delivery keeps it."""
        if last is None or last.source in (Source.CONTACT, Source.ACCOUNT):
            return 0
        if last.source == Source.SUBSCRIBER:
            return len(self._chosen_lists)
        row = ListedReader.objects.filter(pk=last.pk).first()
        keys = [chosen.pk for chosen in self._chosen_lists]
        return keys.index(row.reader_list_id) if row is not None and row.reader_list_id in keys else 0

    def numbers(self, languages: set[str]) -> Audience:
        """The numbers, if the issue were written in these languages."""
        found: Counter[tuple[ReaderGroup, str]] = Counter()
        for reader in self.people:
            found[reader.group, _language(reader.language, languages)] += 1
        for part in self.parts:
            for language, number in part.rows.order_by().values_list("language").annotate(number=Count("pk")):
                found[part.group, _language(language, languages)] += number
        by_language = dict.fromkeys(sorted(languages, reverse=True), 0)
        by_group: Counter[ReaderGroup] = Counter()
        for (group, language), number in found.items():
            by_language[language] = by_language.get(language, 0) + number
            by_group[group] += number
        return Audience(by_language, dict(by_group), dict(found), self.left_out.counts)

    @cached_property
    def left_out(self) -> LeftOut:
        """Those who are chosen and get nothing."""
        return LeftOut(self)

    def not_open(self, addresses: list[str]) -> Mapping[str, str]:
        """The reason for each of these addresses that must not get it."""
        found = dict.fromkeys(self._served().filter(address__in=addresses).values_list("address", flat=True), GOT_IT)
        found.update(_suppressions().filter(address__in=addresses).values_list("address", "reason"))
        return found

    @property
    def known_people(self) -> People:
        """The members' people, whether they may get mail or not."""
        return self._known

    def closed(self, part: Part) -> list[tuple[str, QuerySet[Model]]]:
        """Of one source those who are left out, by the reason."""
        reason = _suppressions().filter(address=OuterRef("address")).order_by("scope").values("reason")[:1]
        rows = part.rows.annotate(stopped_by=Subquery(reason))
        found = [(str(value), rows.filter(stopped_by=value)) for value in Suppression.Reason.values]
        if self._earlier:
            served = Exists(self._served().filter(address=OuterRef("address")))
            found.append((GOT_IT, rows.filter(served, stopped_by__isnull=True)))
        return found


GOT_IT = "got_it"
UNCONFIRMED = "unconfirmed"
FORMER = "former"
NO_ADDRESS = "no_address"


class LeftOut(Sequence[tuple[str, str, str]]):
    """Those who are chosen and get nothing, as (address, name, key of the reason)."""

    def __init__(self, audience: AudienceOf) -> None:
        known = audience.known_people
        closed = audience.not_open(list(known.readers))
        self._people = [(address, known.readers[address].name, reason) for address, reason in sorted(closed.items())]
        self._people += [(address, name, FORMER) for address, name in known.gone]
        self._people += [(address, name, NO_ADDRESS) for address, name in known.unreachable]
        self._rows = [pair for part in audience.candidates for pair in audience.closed(part)]
        if audience.choice.to_subscribers:
            self._rows.append((UNCONFIRMED, Subscriber.objects.pending()))

    @cached_property
    def _lengths(self) -> list[int]:
        return [rows.count() for _reason, rows in self._rows]

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many, by the reason's key, those that occur."""
        numbers = Counter(reason for _address, _name, reason in self._people)
        for (reason, _rows), number in zip(self._rows, self._lengths, strict=True):
            numbers[reason] += number
        return {reason: number for reason, number in numbers.items() if number}

    def __len__(self) -> int:
        return len(self._people) + sum(self._lengths)

    @overload
    def __getitem__(self, place: int) -> tuple[str, str, str]: ...

    @overload
    def __getitem__(self, place: slice) -> list[tuple[str, str, str]]: ...

    def __getitem__(self, place: int | slice) -> tuple[str, str, str] | list[tuple[str, str, str]]:
        if isinstance(place, int):
            return self[place : place + 1][0]
        start, stop, _step = place.indices(len(self))
        found = self._people[start:stop]
        start, stop = max(0, start - len(self._people)), max(0, stop - len(self._people))
        for (reason, rows), length in zip(self._rows, self._lengths, strict=True):
            if start < min(stop, length):
                pairs = rows.order_by("pk").values_list("address", "name")[start : min(stop, length)]
                found += [(address, name, reason) for address, name in pairs]
            start, stop = max(0, start - length), max(0, stop - length)
        return found


def _suppressions() -> QuerySet[Suppression]:
    return Suppression.objects.covering(SCOPE)


def _on_lists(lists: list[int]) -> QuerySet[ListedReader]:
    return ListedReader.objects.filter(address=OuterRef("address"), reader_list__in=lists)


def _language(wanted: str, languages: set[str]) -> str:
    """Whoever reads a language that the issue is not written in gets it in Swedish, all of it."""
    return wanted if wanted in languages else FALLBACK_LANGUAGE


def count_audience(languages: set[str], *, key: str = "") -> Audience:
    """Count those who would get the issue with this key if it were written in these languages."""
    return AudienceOf(key).numbers(languages)


def expand_issue(mailing: Mailing, after: str) -> Iterator[Recipient]:
    """Everybody who gets the mailing, from behind the reference `after` ("" = all), in the order of their places."""
    languages = set(mailing.contents.values_list("language", flat=True))
    audience = AudienceOf(mailing.key, mailing=mailing)
    for reader in audience.after(read_reference(after) if after else None):
        language = _language(reader.language, languages)
        yield Recipient(
            address=reader.address,
            name=reader.name,
            language=language,
            reference=reference_to(reader.pk, language, reader.source),
            variant=variant_of(reader.group),
        )

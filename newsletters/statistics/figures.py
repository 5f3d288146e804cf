"""Numbers of an issue: from the rows of the outbox and from those who left. Openings and clicks are not known here."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, Value
from django.db.models.functions import StrIndex, Substr, TruncDay, TruncHour, TruncMinute
from django.db.models.functions.datetime import TruncBase
from django.db.models.query import QuerySet

from mailings.models import Delivery, Mailing, Suppression
from mailings.services.retention import PSEUDONYM
from newsletters.audience import ATTEMPT_SIGN
from newsletters.emails import ISSUE_KIND, SCOPE

# Fewer people than this could be told apart; their domains are counted together.
FEWEST = 5
# Who leaves later than this, or after the next issue, did not leave because of this one.
LEAVING = datetime.timedelta(days=30)
MOST_DOMAINS = 20
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)
MOST_STEPS = 60
NOT_TRIED = (Delivery.State.CANCELLED, Delivery.State.EXPIRED, Delivery.State.SUPPRESSED)
FORGOTTEN = PSEUDONYM.removeprefix("@")


@dataclass(frozen=True)
class Figures:
    """Numbers of people. What came back and was reported is among the accepted, and `in_place` is without it."""

    total: int = 0
    accepted: int = 0
    bounced: int = 0
    complained: int = 0
    refused: int = 0
    left: int = 0

    @property
    def in_place(self) -> int:
        """Accepted, and nothing was heard of it again."""
        return max(self.accepted - self.bounced, 0)


@dataclass(frozen=True)
class DomainFigures:
    """The numbers of one mail domain; `domain` is "" for those that are too small to stand alone."""

    domain: str
    figures: Figures


@dataclass(frozen=True)
class Span:
    """When an issue began to go out, and until when leaving is counted as an answer to it."""

    start: datetime.datetime
    end: datetime.datetime


def issue_key_of(mailing: Mailing) -> str:
    """What all tries of the issue have in common."""
    return mailing.key.partition(ATTEMPT_SIGN)[0]


def mailings_of_issues(keys: Iterable[str] | None = None) -> dict[str, list[int]]:
    """The mailings of each issue that left, by its key, in the order they were made; of all issues, or of these."""
    found: dict[str, list[int]] = {}
    tried = Delivery.objects.filter(mailing=OuterRef("pk")).exclude(state__in=NOT_TRIED)
    for mailing in Mailing.objects.filter(Exists(tried), kind=ISSUE_KIND).only("pk", "key").order_by("pk"):
        found.setdefault(issue_key_of(mailing), []).append(mailing.pk)
    return found if keys is None else {key: found[key] for key in keys if key in found}


NUMBERS = {
    "total": Count("pk", filter=~Q(state__in=NOT_TRIED)),
    "accepted": Count("pk", filter=Q(state=Delivery.State.ACCEPTED)),
    "bounced": Count("bounced_at", filter=Q(state=Delivery.State.ACCEPTED)),
    "complained": Count("complained_at"),
    "refused": Count("pk", filter=Q(state=Delivery.State.FAILED)),
}


def _numbers(row: Mapping[str, Any]) -> dict[str, int]:
    return {name: row[name] for name in NUMBERS}


def figures_of_issues(groups: dict[str, list[int]]) -> dict[str, Figures]:
    """The numbers of each issue; three questions to the database, however many issues there are."""
    issue_of = {pk: key for key, pks in groups.items() for pk in pks}
    sums: dict[str, Counter[str]] = {key: Counter() for key in groups}
    rows = Delivery.objects.filter(mailing__in=issue_of).order_by().values("mailing_id").annotate(**NUMBERS)
    for row in rows:
        sums[issue_of[row["mailing_id"]]].update(_numbers(row))
    spans = spans_of_issues(groups)
    moments = _leavings(spans.values()).values_list("created_at", flat=True) if spans else []
    for moment in moments:
        for key, span in spans.items():
            sums[key]["left"] += span.start <= moment < span.end
    return {key: Figures(**numbers) for key, numbers in sums.items()}


def spans_of_issues(groups: dict[str, list[int]]) -> dict[str, Span]:
    """From the first accepted mail of each issue to that of the next, thirty days at most; none for what never left."""
    first: dict[str, datetime.datetime] = {}
    starts = Delivery.objects.filter(mailing__kind=ISSUE_KIND).order_by().values_list("mailing__key")
    for mailing_key, moment in starts.annotate(Min("accepted_at")):
        key = mailing_key.partition(ATTEMPT_SIGN)[0]
        if moment is not None:
            first[key] = min(moment, first.get(key, moment))
    ordered = sorted(first.values())
    ends = dict(zip_longest(ordered, ordered[1:]))
    return {
        key: Span(start, min(start + LEAVING, ends[start] or start + LEAVING))
        for key, start in first.items()
        if key in groups
    }


def _leavings(spans: Iterable[Span]) -> QuerySet[Suppression]:
    found = list(spans)
    return Suppression.objects.filter(
        scope=SCOPE,
        reason=Suppression.Reason.UNSUBSCRIBED,
        created_at__gte=min(span.start for span in found),
        created_at__lt=max(span.end for span in found),
    )


DOMAIN = Substr("address", StrIndex("address", Value("@")) + 1)


def figures_by_domain(key: str, pks: list[int]) -> list[DomainFigures]:
    """The numbers by mail domain, the largest first; domains of fewer than five people are one row, the last."""
    rows = Delivery.objects.filter(mailing__in=pks).order_by().annotate(domain=DOMAIN).values("domain")
    sums = {row["domain"]: Counter(_numbers(row)) for row in rows.annotate(**NUMBERS)}
    span = spans_of_issues({key: pks}).get(key)
    if span is not None:
        left = _leavings([span]).order_by().annotate(domain=DOMAIN).values_list("domain").annotate(Count("pk"))
        for domain, number in left:
            sums.setdefault(domain, Counter())["left"] = number
    large = sorted(
        (domain for domain, row in sums.items() if row["total"] >= FEWEST and domain != FORGOTTEN),
        key=lambda domain: (-sums[domain]["total"], domain),
    )[:MOST_DOMAINS]
    others: Counter[str] = Counter()
    for domain, row in sums.items():
        if domain not in large:
            others.update(row)
    found = [DomainFigures(domain, Figures(**sums[domain])) for domain in large]
    return [*found, DomainFigures("", Figures(**others))] if others["total"] or others["left"] else found


def accepted_by_time(pks: list[int]) -> tuple[str, list[tuple[datetime.datetime, int]]]:
    """How many mails were accepted in each "minute", "hour" or "day", from the first to the last; (step, numbers)."""
    accepted = Delivery.objects.filter(mailing__in=pks, accepted_at__isnull=False).order_by()
    ends = accepted.aggregate(first=Min("accepted_at"), last=Max("accepted_at"))
    if ends["first"] is None:
        return "minute", []
    name, step, cut = _step(ends["last"] - ends["first"])
    counts = dict(accepted.annotate(at=cut).values_list("at").annotate(Count("pk")))
    begin, end = min(counts), max(counts)
    steps = [begin + number * step for number in range(min((end - begin) // step + 1, MOST_STEPS))]
    return name, [(moment, counts.get(moment, 0)) for moment in steps]


def _step(length: datetime.timedelta) -> tuple[str, datetime.timedelta, TruncBase]:
    # Hours and minutes in UTC, where none is skipped or comes twice; days as people count them.
    if length < HOUR:
        return "minute", datetime.timedelta(minutes=1), TruncMinute("accepted_at", tzinfo=datetime.UTC)
    if length < 2 * DAY:
        return "hour", HOUR, TruncHour("accepted_at", tzinfo=datetime.UTC)
    return "day", DAY, TruncDay("accepted_at")

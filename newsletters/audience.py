"""Who gets an issue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef

from mailings.models import Delivery, Mailing, Suppression
from mailings.services import Recipient
from newsletters.models import Subscriber
from newsletters.models.subscriber import SubscriberQuerySet
from newsletters.references import read_reference, reference_to

BATCH = 2000
FALLBACK_LANGUAGE = "sv"
# An issue that was missed or called off is sent anew under the same key with a number behind this sign.
ATTEMPT_SIGN = "#"


@dataclass(frozen=True)
class Audience:
    """How many people get an issue, by the language of the mail, and how many subscribers are left out."""

    by_language: dict[str, int]
    left_out: int

    @property
    def total(self) -> int:
        """How many mails will be sent."""
        return sum(self.by_language.values())


def readers(*, key: str = "", mailing: Mailing | None = None) -> SubscriberQuerySet:
    """Confirmed subscribers without those who must not get mail, or who got this issue (its key) by an earlier try."""
    scope = "newsletter"
    stopped = Suppression.objects.covering(scope).filter(address=OuterRef("address"))
    found = Subscriber.objects.confirmed().filter(~Exists(stopped))
    if key:
        base = key.partition(ATTEMPT_SIGN)[0]
        served = Delivery.objects.filter(
            mailing__key__startswith=base,
            address=OuterRef("address"),
            state__in=[Delivery.State.ACCEPTED, Delivery.State.UNCERTAIN],
        ).exclude(mailing=mailing)
        found = found.filter(~Exists(served))
    return found


def count_audience(languages: set[str], *, key: str = "") -> Audience:
    """Count those who would get the issue if it were written in these languages."""
    by_language = dict.fromkeys(sorted(languages, reverse=True), 0)
    counts = readers(key=key).order_by().values_list("language").annotate(number=Count("pk"))
    for language, number in counts:
        by_language[language if language in languages else FALLBACK_LANGUAGE] += number
    left_out = Subscriber.objects.confirmed().count() - sum(by_language.values())
    return Audience(by_language=by_language, left_out=left_out)


def expand_issue(mailing: Mailing, after: str) -> Iterator[Recipient]:
    """Everybody who gets the mailing, in the order of their keys, from behind the reference `after` ("" = all).

    Whoever reads a language that the issue is not written in gets it in Swedish, all of it.
    """
    languages = set(mailing.contents.values_list("language", flat=True))
    last = read_reference(after)[0] if after else 0
    audience = readers(key=mailing.key, mailing=mailing).order_by("pk")
    while True:
        batch = list(audience.filter(pk__gt=last).values_list("pk", "address", "name", "language")[:BATCH])
        for pk, address, name, wanted in batch:
            language = wanted if wanted in languages else FALLBACK_LANGUAGE
            yield Recipient(address=address, name=name, language=language, reference=reference_to(pk, language))
        if len(batch) < BATCH:
            return
        last = batch[-1][0]

"""Claiming no more than may leave: of all mail, to one domain, of one mailing."""

from __future__ import annotations

import datetime
from collections import defaultdict

from django.conf import settings

from mailings.delivery.claim import claim_deliveries
from mailings.delivery.letter import Claim
from mailings.kinds import Priority
from mailings.models import Delivery, Mailing, RateLimit

ALL_MAIL = ""


def claim_within_rates(owner: str, *, priority: int, limit: int, now: datetime.datetime) -> tuple[list[Claim], bool]:
    """Claim up to `limit` deliveries, and where there are rates no more than their buckets hold now; gives them, and
    whether a rate kept some back.

    A mailing with a rate of its own is claimed by itself, so that it keeps no other one waiting.
    """
    overall = settings.MAIL_PER_MINUTE
    granted = RateLimit.objects.take(ALL_MAIL, limit, per_minute=overall, now=now) if overall else limit
    claims = claim_deliveries(owner, priority=priority, limit=granted, now=now)
    is_kept_back = len(claims) == granted < limit and _more_waits(priority, now)
    if priority >= Priority.BULK:
        for mailing, per_minute in slow_mailings():
            wanted = granted - len(claims)
            slow = _claim_slowly(owner, mailing, per_minute, priority=priority, limit=wanted, now=now)
            is_kept_back |= len(slow) < wanted and Delivery.objects.claimable(now).filter(mailing=mailing).exists()
            claims += slow
    if settings.MAIL_DOMAINS_PER_MINUTE:
        spared = _spare_domains(claims, now=now)
        claims = [claim for claim in claims if claim.pk not in spared]
        is_kept_back |= bool(spared)
    if overall and granted > len(claims):
        RateLimit.objects.give_back(ALL_MAIL, granted - len(claims))
    return claims, is_kept_back


def _more_waits(priority: int, now: datetime.datetime) -> bool:
    """Whether there is anything that a bucket could keep back: a sender must not wait for nothing."""
    waiting = Delivery.objects.claimable(now).filter(mailing__priority__lte=priority)
    return waiting.filter(mailing__per_minute__isnull=True).exists()


def slow_mailings() -> list[tuple[int, int]]:
    """The mailings being sent that have a rate of their own, and how many mails a minute it is."""
    slow = Mailing.objects.filter(state=Mailing.State.SENDING, per_minute__isnull=False).order_by("priority", "pk")
    return [(pk, per_minute or 1) for pk, per_minute in slow.values_list("pk", "per_minute")]


def _claim_slowly(
    owner: str, mailing: int, per_minute: int, *, priority: int, limit: int, now: datetime.datetime
) -> list[Claim]:
    scope = f"mailing:{mailing}"
    wanted = RateLimit.objects.take(scope, limit, per_minute=per_minute, now=now) if limit > 0 else 0
    claims = claim_deliveries(owner, priority=priority, limit=wanted, now=now, only=mailing)
    if wanted > len(claims):
        RateLimit.objects.give_back(scope, wanted - len(claims))
    return claims


def _spare_domains(claims: list[Claim], *, now: datetime.datetime) -> set[int]:
    """Give back what some domains may not get yet: each comes again when its turn may be."""
    by_domain: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_domain[claim.address.rpartition("@")[2]].append(claim)
    spared: set[int] = set()
    for domain, per_minute in settings.MAIL_DOMAINS_PER_MINUTE.items():
        group = by_domain.get(domain, [])
        if not group:
            continue
        taken = RateLimit.objects.take(f"domain:{domain}", len(group), per_minute=per_minute, now=now)
        for place, claim in enumerate(group[taken:], start=1):
            again_at = now + datetime.timedelta(minutes=place / per_minute)
            Delivery.objects.filter(pk=claim.pk, epoch=claim.epoch).update(
                state=Delivery.State.QUEUED, owner="", next_attempt_at=again_at
            )
            spared.add(claim.pk)
    return spared

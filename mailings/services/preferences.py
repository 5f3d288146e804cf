"""What people want to be told: kept by kind, and obeyed when a mailing is written (docs/adr/0024)."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from mailings.kinds import MailKind, get_kind
from mailings.models import Delivery, Mailing, Notice, Preference
from mailings.models.preference import HowOften

DIGEST_HOUR = 7
MONDAY = 0
# Phases of a suppressed delivery that say why: the person wants no such mail, or gets it in a digest.
BY_WISH, IN_DIGEST = "wish", "digest"


class NoChoiceError(ValueError):
    """Mail of this kind cannot be had so seldom."""


def choices_for(kind: MailKind) -> list[HowOften]:
    """How often mail of this kind may be had."""
    choices = [HowOften.AT_ONCE]
    if kind.may_wait:
        choices += [HowOften.DAILY, HowOften.WEEKLY]
    return choices if kind.is_compulsory else [*choices, HowOften.NEVER]


def next_digest_at(how_often: HowOften, *, after: datetime.datetime) -> datetime.datetime:
    """The next digest: 07:00 by the portal's clock, summer time or not; for weekly ones the next on a Monday."""
    local = timezone.localtime(after)
    at = local.replace(hour=DIGEST_HOUR, minute=0, second=0, microsecond=0)
    days = (MONDAY - local.weekday()) % 7 if how_often == HowOften.WEEKLY else 0
    found = at + datetime.timedelta(days=days)
    if found <= local:
        found += datetime.timedelta(days=7 if how_often == HowOften.WEEKLY else 1)
    return found


def preferences_of(user: User) -> dict[str, HowOften]:
    """How often the person wants each kind; kinds that are not there come at once."""
    return {
        row.kind: HowOften(row.how_often)
        for row in Preference.objects.filter(user=user)
        if HowOften(row.how_often) in choices_for(get_kind(row.kind))
    }


@transaction.atomic
def set_preference(user: User, *, kind: str, how_often: HowOften, at: datetime.datetime) -> None:
    """Keep how often the person wants mail of a kind. What waits already follows. Raises NoChoiceError.

    With "at once" what waits goes with the next digests' run; with "never" it goes nowhere.
    """
    if how_often not in choices_for(get_kind(kind)):
        raise NoChoiceError(kind)
    waiting = Notice.objects.waiting().filter(user=user, kind=kind)
    if how_often == HowOften.AT_ONCE:
        Preference.objects.filter(user=user, kind=kind).delete()
        waiting.update(due_at=at)
        return
    Preference.objects.update_or_create(user=user, kind=kind, defaults={"how_often": how_often, "changed_at": at})
    if how_often == HowOften.NEVER:
        waiting.delete()
    else:
        waiting.update(due_at=next_digest_at(how_often, after=at))


def wishes_for(kind: MailKind, addresses: Sequence[str]) -> dict[str, Preference]:
    """The preferences of the owners of these addresses, by address, where they want something else than "at once".

    Only an address that is known to be the person's own counts: nobody turns off another's mail.
    """
    choices = [choice for choice in choices_for(kind) if choice != HowOften.AT_ONCE]
    if not choices:
        return {}
    rows = Preference.objects.filter(kind=kind.name, how_often__in=choices, user__is_active=True)
    owned = EmailAddress.objects.filter(verified=True, email__in=addresses, user__in=rows.values("user"))
    owners: dict[int, list[str]] = {}
    for address, owner in owned.values_list("email", "user_id"):
        owners.setdefault(owner, []).append(address.lower())
    found = rows.filter(user__in=owners) if owners else []
    return {address: row for row in found for address in owners[row.user_id]}


def hold_back(deliveries: Sequence[Delivery], wishes: Mapping[str, Preference]) -> None:
    """Set (not save) that nothing is sent to those who want it never, or in a digest."""
    for delivery in deliveries:
        wish = wishes.get(delivery.address)
        if wish is not None and delivery.state == Delivery.State.QUEUED:
            delivery.state = Delivery.State.SUPPRESSED
            delivery.phase = BY_WISH if wish.how_often == HowOften.NEVER else IN_DIGEST


def keep_notices(
    mailing: Mailing,
    deliveries: Sequence[Delivery],
    wishes: Mapping[str, Preference],
    *,
    at: datetime.datetime,
) -> None:
    """Keep a line for the digest of each who wants one; of a person with two addresses, one."""
    if not any(wish.how_often != HowOften.NEVER for wish in wishes.values()):
        return
    contents = mailing.contents.exclude(subject__contains="%%").order_by("-variant")
    subjects = dict(contents.values_list("language", "subject"))
    Notice.objects.bulk_create(
        [
            Notice(
                user_id=wishes[delivery.address].user_id,
                kind=mailing.kind,
                subject=subjects.get(delivery.language) or mailing.label,
                mailing=mailing,
                created_at=at,
                due_at=next_digest_at(HowOften(wishes[delivery.address].how_often), after=at),
            )
            for delivery in deliveries
            if delivery.phase == IN_DIGEST and delivery.address in wishes
        ],
        ignore_conflicts=True,
    )

"""What is forgotten, and when (GDPR art. 5.1 e): the numbers of a mailing stay, the people in it do not."""

import datetime

from django.db.models import Exists, OuterRef, TextField, Value
from django.db.models.functions import Cast, Concat

from mailings.kinds import wiping_kinds
from mailings.models import Attempt, Delivery, Mailing, MailingContent, Returned

KEEP_ADDRESSES = datetime.timedelta(days=90)
KEEP_RETURNED = datetime.timedelta(days=90)
KEEP_SECRETS = datetime.timedelta(days=7)
PSEUDONYM = "@removed.invalid"


def forget_people(*, now: datetime.datetime) -> int:
    """Take addresses, names and answers out of deliveries 90 days after their mailing ended; gives their number.

    The Message-ID stays, so that a mail somebody shows can still be told to be the portal's. An uncertain one that
    nobody has decided about asks no more: without its address it cannot be sent again.
    """
    old = Delivery.objects.filter(mailing__finished_at__lt=now - KEEP_ADDRESSES).exclude(address__endswith=PSEUDONYM)
    Attempt.objects.filter(delivery__in=old).exclude(reply="").update(reply="")
    old.asking().update(settled_at=now)
    return old.update(
        address=Concat(Cast("pk", TextField()), Value(PSEUDONYM)),
        name="",
        variant="",
        reference="",
        thread="",
        merge={},
        reply="",
        settled_by=None,
    )


def wipe_secrets(*, now: datetime.datetime) -> int:
    """Drop the bodies of ended mailings that carry personal links; an uncertain one keeps its body for seven days, so
    that it can be sent again. Gives the number of bodies."""
    uncertain = Delivery.objects.filter(mailing=OuterRef("mailing"), state=Delivery.State.UNCERTAIN)
    ended = MailingContent.objects.filter(mailing__kind__in=wiping_kinds(), mailing__finished_at__isnull=False).exclude(
        mailing__state__in=Mailing.UNFINISHED
    )
    bodies = ended.exclude(text="", html="")
    fresh = bodies.filter(Exists(uncertain), mailing__finished_at__gte=now - KEEP_SECRETS)
    return bodies.exclude(pk__in=fresh.values("pk")).update(text="", html="")


def forget_returned(*, now: datetime.datetime) -> int:
    """Drop the notes of what came back, once a copy of it would be too old to be believed; gives their number."""
    return Returned.objects.filter(at__lt=now - KEEP_RETURNED).delete()[0]

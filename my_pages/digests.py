"""Collecting what waits into digests: each notice into exactly one, however often and wherever this runs."""

from __future__ import annotations

import datetime

from django.db import transaction

from accounts.models import User
from mailings.models import Mailing, Notice
from my_pages.emails import send_digest

KEEP_NOTICES = datetime.timedelta(days=90)


def send_digests(*, now: datetime.datetime) -> int:
    """Write the digests whose time has come; give how many. A run that dies leaves the rest to the next."""
    people = User.objects.filter(is_active=True, pk__in=Notice.objects.due(now).order_by().values("user_id"))
    return sum(_send_to(user, now=now) for user in people.order_by("pk"))


@transaction.atomic
def _send_to(user: User, *, now: datetime.datetime) -> bool:
    """One person's digest: the mail and the mark on its notices are written together, or neither is.

    The person's row is locked, so that of two runs at once the second finds nothing left.
    """
    User.objects.select_for_update().get(pk=user.pk)
    notices = list(Notice.objects.due(now).filter(user=user).exclude(mailing__state=Mailing.State.CANCELLED))
    if not notices:
        return False
    digest = send_digest(user, notices, at=now)
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(collected_at=now, digest=digest)
    return True


def forget_notices(*, now: datetime.datetime) -> int:
    """Drop notices 90 days after they were collected, or should have been; give how many."""
    return Notice.objects.filter(due_at__lt=now - KEEP_NOTICES).delete()[0]

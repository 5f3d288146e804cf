"""The secret address of a person's own calendar feed: made, made anew, and taken back."""

from __future__ import annotations

import datetime

from django.db import transaction

from accounts.models import User
from core.tokens import new_nonce
from meetings.models import CalendarKey


@transaction.atomic
def make_calendar_key(user: User, *, at: datetime.datetime) -> CalendarKey:
    """Give the person an address for their feed; one that there was leads nowhere from now on."""
    key, is_new = CalendarKey.objects.get_or_create(user=user, defaults={"made_at": at})
    if not is_new:
        key.nonce, key.made_at = new_nonce(), at
    key.set_token_hash()
    key.save()
    return key


def end_calendar_key(user: User) -> bool:
    """Take the address back; gives whether there was one."""
    deleted, _rows = CalendarKey.objects.filter(user=user).delete()
    return bool(deleted)

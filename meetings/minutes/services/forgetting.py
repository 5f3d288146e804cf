"""What is let go of minutes: the record stays as it was adjusted, addresses and remarks on the way to it do not."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import QuerySet

from core.tokens import new_nonce
from meetings.models import ActionItem, Adjuster

KEEP = datetime.timedelta(days=365)


def old_adjusters(now: datetime.datetime) -> QuerySet[Adjuster]:
    """Adjusters of minutes that were locked a year ago, of whom an address is known still."""
    return Adjuster.objects.filter(minutes__locked_at__lt=now - KEEP).exclude(address="")


def old_actions(now: datetime.datetime) -> QuerySet[ActionItem]:
    """Action items that were done a year ago, of whose holder an address is known still."""
    return ActionItem.objects.filter(done_at__lt=now - KEEP).exclude(address="")


def forget_adjusters(rows: QuerySet[Adjuster], _person: Any = None, _at: datetime.datetime | None = None) -> int:
    """Keep the name and the approval, which stand in the minutes; the links open nothing any more."""
    return rows.update(address="", comment="", contact=None, token_hash="", nonce=new_nonce())


def forget_holders(rows: QuerySet[ActionItem], _person: Any = None, _at: datetime.datetime | None = None) -> int:
    """Keep who promised what, which stands in the minutes; the links open nothing any more."""
    return rows.update(address="", holder_name="", contact=None, token_hash="", nonce=new_nonce())

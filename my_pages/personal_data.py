"""How long it is known what somebody was told in a digest."""

from __future__ import annotations

import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.personal_data import Outcome, Rule, register
from mailings.models import Notice
from my_pages.digests import KEEP_NOTICES, forget_notices


def old_notices(now: datetime.datetime) -> QuerySet[Notice]:
    """Lines of digests of 90 days ago."""
    return Notice.objects.filter(due_at__lt=now - KEEP_NOTICES)


register(
    Rule(
        "notices",
        "accounts",
        _("What was told in digests, after 90 days"),
        Outcome.DELETED,
        apply=lambda now: forget_notices(now=now),
        forbidden=lambda now: old_notices(now).count(),
    ),
)

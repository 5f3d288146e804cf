"""The clock's part: every rule of retention in one run, and one report."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core.personal_data import INVENTORY, Rule
from privacy.models import RetentionDay


def rules() -> list[Rule]:
    """All rules, by the order of their purposes."""
    order = {key: position for position, key in enumerate(INVENTORY.purposes())}
    return sorted(INVENTORY.of_kind(Rule), key=lambda rule: (order[rule.purpose], rule.key))


def keep_retention(*, now: datetime.datetime) -> dict[str, int]:
    """Apply every rule and add to the day's report; give the number of rows by rule. A second run changes nothing."""
    found: dict[str, int] = {}
    day = timezone.localdate(now)
    for rule in rules():
        with transaction.atomic():
            found[rule.key] = number = rule.apply(now)
            if number:
                row, _is_new = RetentionDay.objects.get_or_create(
                    day=day, rule=rule.key, defaults={"outcome": rule.outcome}
                )
                RetentionDay.objects.filter(pk=row.pk).update(rows=F("rows") + number)
    return found


def count_forbidden(*, now: datetime.datetime) -> dict[str, int]:
    """Rows that should not be there any more, by rule; a rule that is kept has none."""
    return {rule.key: rule.forbidden(now) for rule in rules()}

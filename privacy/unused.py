"""Accounts that nobody uses any more."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from accounts.services import end_sessions
from core.personal_data import INVENTORY, PSEUDONYM, Holding, Person, rows_of
from members.models import Contact, Representative

KEEP_UNUSED = datetime.timedelta(days=365)


def unused_accounts(now: datetime.datetime) -> QuerySet[User]:
    """Accounts without a role, a contact's task or permissions, whose last role, sign-in and making are a year ago."""
    day = now - KEEP_UNUSED
    roles = Representative.objects.filter(user=OuterRef("pk"))
    recent = roles.filter(Q(ended_on=None) | Q(ended_on__gte=day.date()))
    contacts = Contact.objects.of_active_members().filter(user=OuterRef("pk"))
    return (
        User.objects.filter(Q(last_login=None) | Q(last_login__lt=day), date_joined__lt=day)
        .filter(~Exists(recent), ~Exists(contacts), is_superuser=False, is_staff=False, groups=None)
        .exclude(email__endswith=PSEUDONYM)
        .order_by("pk")
    )


def erase_unused_accounts(now: datetime.datetime) -> int:
    """Empty these accounts; what the same people have elsewhere, such as the newsletter, has a time of its own."""
    holdings = sorted(
        (holding for holding in INVENTORY.of_kind(Holding) if holding.purpose == "accounts"), key=lambda one: one.order
    )
    users = list(unused_accounts(now))
    for user in users:
        person = Person(addresses=frozenset({user.email.lower()}), user_id=user.pk)
        with transaction.atomic():
            end_sessions(user)
            for holding in holdings:
                holding.erase(rows_of(holding, person), person, now)
    return len(users)

"""A year's fees: computed once, then followed until they are paid."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ledger.models import Fee, FeeRule
from members.models import Member


class FeeError(ValueError):
    """Fees that cannot be computed."""


@transaction.atomic
def compute_fees(year: int, *, at: datetime.date) -> tuple[list[Fee], list[Member]]:
    """Freeze the fee of each member that has none for the year; give the new fees, and the members left out.

    Left out are municipalities whose population is not known. Running it again changes no fee that is there.
    Raises `FeeError` where the year has no rule.
    """
    rule = FeeRule.objects.filter(year=year).first()
    if rule is None:
        raise FeeError(_("There is no rule for the fee of %(year)d. Write it first.") % {"year": year})
    members = Member.objects.filter(left_on__isnull=True) | Member.objects.filter(
        left_on__gte=datetime.date(year, 1, 1)
    )
    known = set(Fee.objects.filter(year=year).values_list("member_id", flat=True))
    fees, left_out = [], []
    for member in members:
        if member.pk in known or (member.member_since or year) > year:
            continue
        amount = rule.amount_for(population=member.population, is_region=member.is_region)
        if amount is None:
            left_out.append(member)
            continue
        fees.append(
            Fee(
                member=member,
                year=year,
                amount=amount,
                population=member.population,
                population_year=member.population_year,
                computed_on=at,
            )
        )
    # Two coordinators at once: the database keeps one fee for each member and year.
    Fee.objects.bulk_create(fees, ignore_conflicts=True)
    return fees, left_out


@transaction.atomic
def mark_fee(fee: Fee, state: str, *, at: datetime.date) -> Fee:
    """Set how far the invoice has come."""
    fee = Fee.objects.select_for_update().get(pk=fee.pk)
    fee.mark(state, at=at)
    fee.save()
    return fee

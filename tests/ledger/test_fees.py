"""The fee: its rule, its freezing, and the way of an invoice."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from ledger.models import Fee, FeeRule
from ledger.services import FeeError, compute_fees, mark_fee
from members.models import Member
from tests.factories.ledger import FeeRuleFactory
from tests.factories.members import MemberFactory

DAY = datetime.date(2026, 1, 15)


@pytest.mark.parametrize(
    ("population", "is_region", "index", "amount"),
    [
        (60_000, False, "0", "30000"),
        (10_000, False, "0", "15000"),
        (0, False, "0", "15000"),
        (350_000, False, "0", "60000"),
        (285_000, True, "0", "60000"),
        (None, True, "0", "60000"),
        (None, False, "0", None),
        (60_000, False, "2.50", "30750"),
        (10_000, False, "2.50", "15375"),
        (350_000, False, "-10", "54000"),
        (60_001, False, "0", "30001"),
        (60_003, False, "3.33", "31001"),
    ],
)
def test_fee_follows_population_floor_cap_and_index(
    population: int | None, is_region: bool, index: str, amount: str | None
) -> None:
    rule = FeeRuleFactory.build(index_percent=Decimal(index))

    assert rule.amount_for(population=population, is_region=is_region) == (Decimal(amount) if amount else None)


def test_cap_below_the_floor_is_refused(db: None) -> None:
    rule = FeeRule(year=2026, per_inhabitant=1, floor=100, cap=99)

    with pytest.raises(ValidationError):
        rule.full_clean()


def test_fees_are_frozen_with_the_population_used(db: None) -> None:
    FeeRuleFactory.create()
    member = MemberFactory.create(population=60_000, population_year=2025)

    compute_fees(2026, at=DAY)
    Member.objects.update(population=200_000, population_year=2026)
    FeeRule.objects.update(per_inhabitant=2)
    fees, _left_out = compute_fees(2026, at=DAY)

    fee = member.fees.get()
    assert fees == []
    assert (fee.amount, fee.population, fee.population_year, fee.computed_on) == (30_000, 60_000, 2025, DAY)


def test_member_without_population_is_named_and_those_who_are_no_members_are_not_asked(db: None) -> None:
    FeeRuleFactory.create()
    MemberFactory.create(name="Okänd")
    MemberFactory.create(name="Kommer", population=1, population_year=2025, member_since=2027)
    MemberFactory.create(name="Lämnade", population=1, population_year=2025, left_on=datetime.date(2025, 12, 31))
    stays = MemberFactory.create(name="Lämnar", population=1, population_year=2025, left_on=datetime.date(2026, 12, 31))

    fees, left_out = compute_fees(2026, at=DAY)

    assert [fee.member for fee in fees] == [stays]
    assert [member.name for member in left_out] == ["Okänd"]


def test_year_without_a_rule_is_refused(db: None) -> None:
    with pytest.raises(FeeError):
        compute_fees(2026, at=DAY)


def test_invoice_goes_its_way_and_back(db: None) -> None:
    FeeRuleFactory.create()
    MemberFactory.create(population=60_000, population_year=2025)
    fee = compute_fees(2026, at=DAY)[0][0]
    fee = Fee.objects.get()

    for state, day in ((Fee.State.SENT, 1), (Fee.State.REMINDED, 2), (Fee.State.PAID, 3)):
        fee = mark_fee(fee, state, at=datetime.date(2026, 2, day))
    assert (fee.sent_on, fee.reminded_on, fee.paid_on) == tuple(datetime.date(2026, 2, day) for day in (1, 2, 3))

    fee = mark_fee(fee, Fee.State.SENT, at=datetime.date(2026, 2, 9))
    assert (fee.sent_on, fee.reminded_on, fee.paid_on) == (datetime.date(2026, 2, 1), None, None)

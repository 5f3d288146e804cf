"""The demo network's membership ledger: two years of fees, a few letters and reports, one application."""

from __future__ import annotations

import datetime
from decimal import Decimal

from django.core.files.base import ContentFile
from django.utils import timezone

from core.tokens import hash_token
from ledger.models import Application, Fee, FeeRule
from ledger.services import compute_fees, mark_fee, record_letter, record_link, record_report
from members.models import Member

PAPER = "Påhittat dokument för demonstrationen.\n".encode()
STATES = (Fee.State.PAID, Fee.State.PAID, Fee.State.SENT, Fee.State.PAID, Fee.State.REMINDED)


def load_ledger(*, now: datetime.datetime) -> int:
    """Write the ledger's rows where there are none; gives how many fees."""
    today = timezone.localdate(now)
    load_application(now=now)
    if Fee.objects.exists():
        return 0
    for year, index in ((today.year - 1, Decimal(0)), (today.year, Decimal("2.50"))):
        FeeRule.objects.get_or_create(
            year=year,
            defaults={
                "per_inhabitant": Decimal("0.5000"),
                "floor": Decimal(15_000),
                "cap": Decimal(60_000),
                "index_percent": index,
            },
        )
        compute_fees(year, at=datetime.date(year, 1, 15))
    for number, member in enumerate(Member.objects.order_by("code")):
        load_member_year(member, number=number, year=today.year)
    return Fee.objects.count()


def load_member_year(member: Member, *, number: int, year: int) -> None:
    """Let the member be more or less in order: whole for most, each a little different."""
    for fee in member.fees.all():
        state = STATES[number % len(STATES)] if fee.year == year else Fee.State.PAID
        mark_fee(fee, Fee.State.SENT, at=datetime.date(fee.year, 2, 1))
        mark_fee(fee, state, at=datetime.date(fee.year, 3, 1))
    if number % 4:
        record_letter(
            member,
            body=member.letter_body,
            decided_on=member.letter_decided_on,
            registry_number=member.letter_registry_number,
            file=ContentFile(PAPER, "avsiktsforklaring.txt"),
        )
    if number % 3:
        record_link(member, url=f"{member.website}/healthy-cities", checked_on=datetime.date(year, 4, 12))
    record_report(member, year=year - 1, received_on=datetime.date(year, 1, 20), file=None)
    if number % 5 != 1:
        record_report(member, year=year, received_on=datetime.date(year, 10, 30), file=None)


def load_application(*, now: datetime.datetime) -> None:
    """One municipality waits for a decision."""
    application, is_new = Application.objects.get_or_create(
        code="0380",
        defaults={
            "kind": Member.Kind.MUNICIPALITY,
            "name": "Uppsala",
            "contact_name": "Sara Hedman",
            "contact_title": "Folkhälsostrateg",
            "address": "sara.hedman@uppsala.example.org",
            "reason": "Vi vill lära av andra hur hälsan får plats i planeringen av nya stadsdelar.",
            "state": Application.State.CONFIRMED,
            "created_at": now - datetime.timedelta(days=6),
            "confirmed_at": now - datetime.timedelta(days=6),
        },
    )
    if is_new:
        application.token_hash = hash_token(application.token)
        application.save(update_fields=["token_hash"])

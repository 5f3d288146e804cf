"""What the coordinator writes down: the letter, the link, the report."""

from __future__ import annotations

import datetime

from django.core.files.base import File
from django.db import transaction

from ledger.models import Membership, YearlyReport
from members.models import Member


def membership_of(member: Member) -> Membership:
    """The member's row in the ledger; made where there is none."""
    return Membership.objects.get_or_create(member=member)[0]


@transaction.atomic
def record_letter(
    member: Member, *, body: str, decided_on: datetime.date | None, registry_number: str, file: File | None
) -> Membership:
    """Write down the letter of intent; without a new file the old one stays."""
    member.letter_body = body
    member.letter_decided_on = decided_on
    member.letter_registry_number = registry_number
    member.save(update_fields=["letter_body", "letter_decided_on", "letter_registry_number"])
    membership = membership_of(member)
    if file is not None:
        _replace_file(membership, "letter_file", file)
        membership.save()
    return membership


def record_link(member: Member, *, url: str, checked_on: datetime.date | None) -> Membership:
    """Write down where the member tells of the network, and when somebody saw it there."""
    membership = membership_of(member)
    membership.link_url = url
    membership.link_checked_on = checked_on if url else None
    membership.save(update_fields=["link_url", "link_checked_on"])
    return membership


@transaction.atomic
def record_report(member: Member, *, year: int, received_on: datetime.date, file: File | None) -> YearlyReport:
    """Write down that the year's report came; without a new file the old one stays."""
    report, _created = YearlyReport.objects.get_or_create(
        member=member, year=year, defaults={"received_on": received_on}
    )
    report.received_on = received_on
    if file is not None:
        _replace_file(report, "file", file)
    report.save()
    return report


def _replace_file(row: Membership | YearlyReport, field: str, file: File) -> None:
    old = getattr(row, field)
    if old:
        storage, name = old.storage, old.name
        transaction.on_commit(lambda: storage.delete(name))
    setattr(row, field, file)

"""Who comes to the annual meeting, for the membership ledger, which stands below the meetings and cannot ask."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from django.db.models import FilteredRelation, Q
from django.db.models.functions import Coalesce

from ledger.attendance import Attendance, register_attendance
from meetings.models import Invitation, Meeting
from members.models import Contact

ANNUAL_MEETING = "arsmote"


def attendance_at_annual_meeting(year: int) -> Mapping[int, Attendance] | None:
    """Politicians and officials who said yes, by member key; None where no annual meeting of the year is announced.

    A contact counts as what the contact is; one that is gone counts as what it was when invited.
    """
    # A meeting that nobody comes to gives one row without a member.
    rows = list(
        Meeting.objects.announced()
        .filter(kind__key=ANNUAL_MEETING, starts_at__year=year)
        .annotate(
            yes=FilteredRelation(
                "invitations",
                condition=Q(invitations__removed_at__isnull=True, invitations__answer=Invitation.Answer.YES),
            )
        )
        .order_by()
        .values_list("yes__member_id", Coalesce("yes__contact__kind", "yes__contact_kind"))
    )
    if not rows:
        return None
    kinds: dict[int, list[str]] = defaultdict(list)
    for member_id, kind in rows:
        if member_id is not None:
            kinds[member_id].append(kind)
    return {
        member_id: Attendance(
            politicians=found.count(Contact.Kind.POLITICAL), officials=found.count(Contact.Kind.ADMINISTRATIVE)
        )
        for member_id, found in kinds.items()
    }


def tell_ledger() -> None:
    """Let the ledger ask here."""
    register_attendance(attendance_at_annual_meeting)

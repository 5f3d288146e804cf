"""Who comes to the annual meeting, or who was there, for the membership ledger.

The ledger stands below the meetings and cannot ask.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db.models import FilteredRelation, Q, Value
from django.db.models.functions import Coalesce

from ledger.attendance import Attendance, register_attendance
from meetings.models import Attendee, Invitation, Meeting
from members.models import Contact

ANNUAL_MEETING = "arsmote"
COMES, WAS_THERE = "comes", "was there"


def attendance_at_annual_meeting(year: int) -> Mapping[int, Attendance] | None:
    """Politicians and officials by member key: those who were there, as soon as attendance is taken, else those who
    said yes. None where no annual meeting of the year is announced.

    A contact counts as what the contact is; one that is gone counts as what it was when invited.
    """
    # A meeting that nobody comes to gives one row without a member.
    invited = (
        Meeting.objects.announced()
        .filter(kind__key=ANNUAL_MEETING, starts_at__year=year)
        .annotate(
            yes=FilteredRelation(
                "invitations",
                condition=Q(invitations__removed_at__isnull=True, invitations__answer=Invitation.Answer.YES),
            )
        )
        .order_by()
        .values_list(Value(COMES), "yes__member_id", Coalesce("yes__contact__kind", "yes__contact_kind"))
    )
    taken = (
        Attendee.objects.filter(
            minutes__meeting__kind__key=ANNUAL_MEETING,
            minutes__meeting__starts_at__year=year,
            presence__in=Attendee.THERE,
        )
        .order_by()
        .values_list(Value(WAS_THERE), "member_id", "role")
    )
    rows = list(invited.union(taken, all=True))
    if not rows:
        return None
    how = WAS_THERE if any(row[0] == WAS_THERE for row in rows) else COMES
    return _count((member_id, kind) for found, member_id, kind in rows if found == how and member_id is not None)


def _count(rows: Iterable[tuple[int, str]]) -> dict[int, Attendance]:
    kinds: dict[int, list[str]] = defaultdict(list)
    for member_id, kind in rows:
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

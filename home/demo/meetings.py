"""A year of meetings around the day of loading: half of them were, half of them are to come."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.utils import timezone

from home.demo.files import read_rows
from meetings.audience import contacts_for, sort_contacts
from meetings.models import AgendaItem, Invitation, Meeting, MeetingKind
from meetings.services import invite
from members.models import ThemeGroup

NAMESPACE = uuid.UUID("6a4c9a5e-0b5d-4e0a-9a55-5d4f1f2f8a10")
HALF_A_YEAR = datetime.timedelta(days=182)
SATURDAY = 5
# Everybody hears of a meeting four weeks ahead; those further away are drafts that the coordinator works on.
ANNOUNCED_AHEAD = datetime.timedelta(days=75)
# Of ten people invited: six come, one perhaps, one does not, two have not answered.
ANSWERS = ("yes", "yes", "no", "yes", "none", "yes", "tentative", "yes", "none", "yes")


def load_meetings(*, now: datetime.datetime) -> int:
    """Create the meetings that are missing, quietly: nobody gets a mail; gives how many."""
    known = set(Meeting.objects.values_list("uid", flat=True))
    rows = [row for row in read_rows("meetings") if uid_of(row["key"]) not in known]
    kinds = {kind.key: kind for kind in MeetingKind.objects.all()}
    groups = {group.key: group for group in ThemeGroup.objects.all()}
    for row in rows:
        meeting = make_meeting(row, kind=kinds[row["kind"]], group=groups.get(row.get("group", "")), now=now)
        meeting.save()
        AgendaItem.objects.bulk_create(
            AgendaItem(
                meeting=meeting,
                sort_order=order,
                starts_at=datetime.time.fromisoformat(clock),
                title_sv=title,
                speaker=speaker,
                kind=kind,
            )
            for order, (clock, title, speaker, kind) in enumerate(row.get("agenda", []))
        )
        if not meeting.is_public and meeting.announced_at is not None:
            add_answers(meeting, at=meeting.announced_at)
    return len(rows)


def uid_of(key: str) -> str:
    """The calendar UID of a demo meeting: the same at every loading."""
    return str(uuid.uuid5(NAMESPACE, key))


def day_near(now: datetime.datetime, *, month: int, day: int) -> datetime.date:
    """The day of that name within half a year from now, moved to Monday from a weekend."""
    today = timezone.localdate(now)
    years = (today.year - 1, today.year, today.year + 1)
    found = min((datetime.date(year, month, day) for year in years), key=lambda candidate: abs(candidate - today))
    return found + datetime.timedelta(days=max(0, 7 - found.weekday()) if found.weekday() >= SATURDAY else 0)


def make_meeting(
    row: dict[str, Any], *, kind: MeetingKind, group: ThemeGroup | None, now: datetime.datetime
) -> Meeting:
    """Make one meeting, not yet saved: announced unless it is far away."""
    day = day_near(now, month=row["month"], day=row["day"])
    last_day = day + datetime.timedelta(days=row.get("more_days", 0))
    starts_at = timezone.make_aware(datetime.datetime.combine(day, datetime.time.fromisoformat(row["from"])))
    ends_at = timezone.make_aware(datetime.datetime.combine(last_day, datetime.time.fromisoformat(row["to"])))
    is_announced = starts_at - now < ANNOUNCED_AHEAD
    announced_at = min(starts_at - datetime.timedelta(days=28), now - datetime.timedelta(days=2))
    state = Meeting.State.ANNOUNCED if is_announced else Meeting.State.DRAFT
    return Meeting(
        uid=uid_of(row["key"]),
        kind=kind,
        title_sv=row["title"],
        title_en=row.get("title_en", ""),
        description_sv=row["description"],
        description_en=row.get("description_en", ""),
        starts_at=starts_at,
        ends_at=ends_at,
        place=row.get("place", ""),
        online_link="" if row.get("place") else f"https://moten.example.org/{row['key']}",
        audience=row["audience"],
        theme_group=group,
        answer_by=starts_at - datetime.timedelta(days=2),
        state=Meeting.State.CANCELLED if row.get("is_cancelled") else state,
        announced_at=announced_at if is_announced else None,
    )


def add_answers(meeting: Meeting, *, at: datetime.datetime) -> None:
    """Invite those whom the meeting is for, and let most of them answer the day after."""
    invitations = invite(meeting, sort_contacts(contacts_for(meeting)).invited, at=at)
    for number, invitation in enumerate(invitations):
        invitation.answer = ANSWERS[(number + meeting.pk) % len(ANSWERS)]
        if invitation.answer != Invitation.Answer.NONE:
            invitation.answered_at = at + datetime.timedelta(days=1)
    Invitation.objects.bulk_update(invitations, ["answer", "answered_at"])

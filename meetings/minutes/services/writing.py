"""Writing minutes: from the agenda, item by item, several people at once."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from meetings.models import ActionItem, AgendaItem, Attendee, Decision, Invitation, Meeting, Minutes, MinutesItem
from meetings.models.record import LockedError
from meetings.services import MeetingError
from members.models import Contact

LAST = 10_000


class ConflictError(Exception):
    """Somebody else has saved the item since it was read; `item` is as it stands now."""

    def __init__(self, item: MinutesItem) -> None:
        super().__init__(item)
        self.item = item


class NotWritableError(Exception):
    """The minutes are with their adjusters: take them back to change them."""


@dataclass(frozen=True)
class ActionDraft:
    """An action item as somebody writes it down."""

    what: str
    owner_name: str
    address: str = ""
    language: str = "sv"
    contact: Contact | None = None
    due_on: datetime.date | None = None


@dataclass(frozen=True)
class ItemDraft:
    """What somebody writes at one item."""

    text: str
    decisions: list[str] = field(default_factory=list)
    actions: list[ActionDraft] = field(default_factory=list)


def lock_for_writing(minutes: Minutes) -> Minutes:
    """The row, held until the transaction ends. Raises LockedError and NotWritableError."""
    row = Minutes.objects.select_for_update(of=("self",)).select_related("meeting__kind").get(pk=minutes.pk)
    if row.is_locked:
        raise LockedError
    if not row.is_writable:
        raise NotWritableError
    return row


@transaction.atomic
def start_minutes(meeting: Meeting, *, at: datetime.datetime, by: User | None = None) -> Minutes:
    """Begin the minutes with the agenda's items and everybody invited; those that were begun are given back."""
    row = Meeting.objects.select_for_update().get(pk=meeting.pk)
    found = Minutes.objects.filter(meeting=row).first()
    if found is not None:
        return found
    if not row.is_announced:
        raise MeetingError(_("Only a meeting that is announced has minutes."))
    minutes = Minutes(meeting=row, started_at=at, secretary=str(by) if by else "")
    minutes.save()
    follow_agenda(row)
    add_attendees(minutes, row.invitations.current().select_related("contact", "member"))
    return minutes


def follow_agenda(meeting: Meeting) -> None:
    """While minutes are written: take over the agenda's order, headings and new items. What was written stays."""
    with transaction.atomic():
        minutes = Minutes.objects.select_for_update().filter(meeting=meeting, state=Minutes.State.WRITING).first()
        if minutes is None:
            return
        known = {row.agenda_item_id: row for row in minutes.items.filter(agenda_item__isnull=False)}
        for order, item in enumerate(AgendaItem.objects.filter(meeting=meeting)):
            row = known.pop(item.pk, None) or MinutesItem(minutes=minutes, agenda_item=item)
            row.sort_order, row.title, row.kind = order, item.title_sv, item.kind
            row.save()
        # An item that left the agenda goes, unless somebody has written something there.
        minutes.items.filter(agenda_item__isnull=True, version=0, sort_order__lt=LAST).delete()


def add_attendees(minutes: Minutes, invitations: Iterable[Invitation]) -> list[Attendee]:
    """Expect those who are invited."""
    return Attendee.from_lines(
        Attendee(
            minutes=minutes,
            contact=invitation.contact,
            member=invitation.member,
            name=invitation.name or invitation.address,
            member_name=invitation.member.name if invitation.member else "",
            role=invitation.contact.kind if invitation.contact else "",
        )
        for invitation in invitations
    )


@transaction.atomic
def add_item(minutes: Minutes, *, title: str) -> MinutesItem:
    """One more item, which no agenda had. Raises LockedError and NotWritableError."""
    row = lock_for_writing(minutes)
    item = MinutesItem(minutes=row, title=title, sort_order=LAST + row.items.count())
    item.save()
    return item


def item_draft(item: MinutesItem) -> ItemDraft:
    """What stands there now, as one would write it."""
    return ItemDraft(
        text=item.text,
        decisions=[decision.text for decision in item.decisions.all()],
        actions=[
            ActionDraft(row.what, row.owner_name, row.address, row.language, row.contact, row.due_on)
            for row in item.actions.select_related("contact")
        ],
    )


@transaction.atomic
def save_item(
    item: MinutesItem, draft: ItemDraft, *, version: int, at: datetime.datetime, by: User | None = None
) -> MinutesItem:
    """Save one item, if it is still the one that was read (`version`).

    Raises ConflictError where it is not, LockedError, NotWritableError. Pressing twice is no conflict.
    """
    lock_for_writing(item.minutes)
    changed = MinutesItem.objects.filter(pk=item.pk, version=version).update(
        text=draft.text, version=version + 1, changed_at=at, changed_by=by
    )
    row = MinutesItem.objects.select_related("minutes", "changed_by").get(pk=item.pk)
    if not changed:
        if item_draft(row) == draft:
            return row
        raise ConflictError(row)
    row.decisions.all().delete()
    row.actions.all().delete()
    Decision.from_lines(Decision(item=row, sort_order=order, text=text) for order, text in enumerate(draft.decisions))
    ActionItem.from_lines(
        ActionItem(
            item=row,
            sort_order=order,
            what=action.what,
            owner_name=action.owner_name,
            due_on=action.due_on,
            contact=action.contact,
            address=action.address,
            language=action.language,
        )
        for order, action in enumerate(draft.actions)
    )
    return row


@transaction.atomic
def save_facts(minutes: Minutes, *, chair: str, secretary: str, is_public: bool) -> None:
    """Who chaired and wrote, and for whom the minutes are. Raises LockedError and NotWritableError."""
    row = lock_for_writing(minutes)
    row.chair, row.secretary, row.is_public = chair, secretary, is_public
    row.save()


@transaction.atomic
def note_presence(minutes: Minutes, changes: Mapping[int, str]) -> None:
    """Write down who is there: only of those named, so that two people can take attendance.

    Raises LockedError and NotWritableError.
    """
    row = lock_for_writing(minutes)
    for pk, presence in changes.items():
        row.attendees.filter(pk=pk).update(presence=Attendee.Presence(presence))


@transaction.atomic
def add_attendee(minutes: Minutes, *, name: str, member_name: str = "", presence: str) -> Attendee:
    """Somebody came who was not invited. Raises LockedError and NotWritableError."""
    row = lock_for_writing(minutes)
    person = Attendee(minutes=row, name=name, member_name=member_name, presence=presence)
    person.save()
    return person

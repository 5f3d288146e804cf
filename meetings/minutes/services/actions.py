"""What people promised: reminded of, done, handed over."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from core.tokens import new_nonce
from mailings.models import Mailing
from meetings.minutes import emails
from meetings.models import ActionItem, Meeting
from members.models import Contact

BEFORE_DUE = datetime.timedelta(days=7)


def open_actions_before(meeting: Meeting, *, now: datetime.datetime) -> Sequence[ActionItem]:
    """What is to be followed up at a meeting to come: open items of earlier ones of its kind, in one query."""
    if meeting.ends_at <= now:
        return []
    return list(ActionItem.objects.open().before(meeting).for_rows())


@transaction.atomic
def mark_done(action: ActionItem, *, at: datetime.datetime) -> ActionItem:
    """It is done. Twice keeps the first time."""
    row = ActionItem.objects.select_for_update(of=("self",)).get(pk=action.pk)
    if row.done_at is None:
        row.done_at = at
        row.save(update_fields=["done_at"])
    return row


def hand_over(action: ActionItem, contact: Contact) -> None:
    """Somebody else has it in hand; the links of before open nothing. The minutes say who promised it."""
    action.contact, action.holder_name = contact, contact.name
    action.address, action.language = contact.email, contact.language
    action.nonce = new_nonce()
    action.set_token_hash()
    action.save(update_fields=["contact", "holder_name", "address", "language", "nonce", "token_hash"])


def remind_of_actions(*, now: datetime.datetime) -> int:
    """Write the reminders whose time has come: a week before the day, and the day after it; gives their number.

    May run twice: the key names the item, its day and who has it in hand.
    """
    today = timezone.localdate(now)
    due = ActionItem.objects.open().exclude(address="").filter(due_on__lte=today + BEFORE_DUE)
    written = 0
    for action in due.for_rows():
        is_late = action.is_late(today)
        key = f"action-{action.pk}-{action.due_on}-{'late' if is_late else 'soon'}-{action.nonce[:8]}"
        if not Mailing.objects.filter(key=key).exists():
            emails.remind_of_action(action, key=key, is_late=is_late, at=now)
            written += 1
    return written

"""What is done with minutes and with what was promised in them."""

from meetings.minutes.services.actions import hand_over, mark_done, open_actions_before, remind_of_actions
from meetings.minutes.services.adjusting import (
    AdjusterDraft,
    NotAskedError,
    answer_adjustment,
    fix_text,
    lock_minutes,
    send_for_adjustment,
    take_back,
)
from meetings.minutes.services.forgetting import forget_adjusters, forget_holders, old_actions, old_adjusters
from meetings.minutes.services.secretaries import NoEditorError, editors_to_choose, name_secretary
from meetings.minutes.services.writing import (
    ActionDraft,
    ConflictError,
    ItemDraft,
    NotWritableError,
    add_attendee,
    add_item,
    follow_agenda,
    item_draft,
    note_presence,
    save_facts,
    save_item,
    start_minutes,
)

__all__ = [
    "ActionDraft",
    "AdjusterDraft",
    "ConflictError",
    "ItemDraft",
    "NoEditorError",
    "NotAskedError",
    "NotWritableError",
    "add_attendee",
    "add_item",
    "answer_adjustment",
    "editors_to_choose",
    "fix_text",
    "follow_agenda",
    "forget_adjusters",
    "forget_holders",
    "hand_over",
    "item_draft",
    "lock_minutes",
    "mark_done",
    "name_secretary",
    "note_presence",
    "old_actions",
    "old_adjusters",
    "open_actions_before",
    "remind_of_actions",
    "save_facts",
    "save_item",
    "send_for_adjustment",
    "start_minutes",
    "take_back",
]

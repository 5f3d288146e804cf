"""Minutes with everything that stands in them, in a constant number of queries."""

from __future__ import annotations

from dataclasses import dataclass

from meetings.models import ActionItem, Adjuster, Attendee, Decision, Meeting, Minutes, MinutesItem


@dataclass(frozen=True)
class ShownItem:
    """One paragraph (§) of minutes."""

    number: int
    item: MinutesItem
    decisions: list[Decision]
    actions: list[ActionItem]


@dataclass(frozen=True)
class ShownMinutes:
    """The whole: paragraphs, who was there, who adjusts."""

    minutes: Minutes
    meeting: Meeting
    items: list[ShownItem]
    there: list[Attendee]
    absent: list[Attendee]
    adjusters: list[Adjuster]


def minutes_of(meeting: Meeting) -> Minutes | None:
    """The meeting's minutes, if they were begun."""
    return Minutes.objects.filter(meeting=meeting).first()


def show_minutes(minutes: Minutes) -> ShownMinutes:
    """Everything in six queries, however long they are."""
    rows = minutes.items.prefetch_related("decisions", "actions")
    items = [
        ShownItem(number, item, list(item.decisions.all()), list(item.actions.all()))
        for number, item in enumerate(rows, start=1)
    ]
    people = list(minutes.attendees.all())
    return ShownMinutes(
        minutes=minutes,
        meeting=minutes.meeting,
        items=items,
        there=[person for person in people if person.was_there],
        absent=[person for person in people if person.presence == Attendee.Presence.ABSENT],
        adjusters=list(minutes.adjusters.filter(round=minutes.adjustment_round)),
    )

"""The agenda as one reader sees it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from meetings.models import AgendaItem, Meeting, MeetingDocument


@dataclass(frozen=True)
class ShownItem:
    """A line of the agenda with its annexes; the text is empty for those whom the meeting is not for."""

    item: AgendaItem
    number: int
    text: str
    papers: list[MeetingDocument]


@dataclass(frozen=True)
class ShownAgenda:
    """The lines, and the documents that belong to none of them."""

    items: list[ShownItem]
    papers: list[MeetingDocument]

    @property
    def annexes(self) -> list[MeetingDocument]:
        """All documents, those of the lines first."""
        return [paper for item in self.items for paper in item.papers] + self.papers


def agenda_for(meeting: Meeting, *, is_inside: bool) -> ShownAgenda:
    """What one who is inside, or is not, may see; in two queries, however long it is."""
    by_item: dict[int | None, list[MeetingDocument]] = defaultdict(list)
    items = list(meeting.agenda_items.all())
    known = {item.pk for item in items}
    for paper in meeting.documents.all():
        # What each paper asks of its meeting is known here already.
        paper.meeting = meeting
        if is_inside or paper.is_public:
            by_item[paper.item_id if paper.item_id in known else None].append(paper)
    shows_text = is_inside or meeting.is_public
    shown = [
        ShownItem(item, number, item.text if shows_text else "", by_item[item.pk])
        for number, item in enumerate(items, start=1)
    ]
    return ShownAgenda(shown, by_item[None])

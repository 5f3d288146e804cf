"""Adjusted minutes of the strategists' last meeting, with a decision, and with action items to follow up."""

from __future__ import annotations

import datetime

from django.core.files.base import ContentFile
from django.utils import timezone

from meetings.minutes.services import (
    ActionDraft,
    AdjusterDraft,
    ItemDraft,
    fix_text,
    lock_minutes,
    note_presence,
    save_facts,
    save_item,
    start_minutes,
)
from meetings.models import Adjuster, Attendee, Invitation, Meeting, MeetingDocument, Minutes, PaperNotice

KIND = "strategmote"
ABOUT = (
    "Vi går igenom läget och vad som har gett effekt. Läs underlaget i förväg och ta med ett exempel från din kommun."
)
SAID = (
    "Karin hälsade välkommen. Varje medlem berättade om en sak som har hänt sedan sist.",
    "Inledarna visade hur arbetet har vuxit fram och vad som har fungerat. Flera såg att samma fråga finns hos dem, "
    "men att den har olika hemvist i förvaltningarna. Frågan om uppföljning återkom i nästan alla inlägg.",
    "Grupperna pratade om vad som går att göra redan i år, och med vilka.",
    "Mötet enades om att samla exemplen på ett ställe.",
)
DECISION = "Nätverket samlar medlemmarnas exempel i praktikbiblioteket under våren."


def load_minutes(*, now: datetime.datetime) -> int:
    """Write them, quietly: nobody gets a mail; gives how many."""
    meeting = Meeting.objects.announced().filter(kind__key=KIND).past(now).first()
    if meeting is None or Minutes.objects.exists():
        return 0
    add_papers(meeting)
    minutes = start_minutes(meeting, at=meeting.starts_at)
    note_presence(minutes, {row.pk: presence_of(row) for row in minutes.attendees.all()})
    save_facts(minutes, chair="Karin Wall", secretary="Karin Wall", is_public=False)
    people = list(meeting.invitations.coming().select_related("contact"))
    write_items(minutes, people, now=now)
    adjust(minutes, people[:2], at=min(meeting.ends_at + datetime.timedelta(days=6), now))
    return 1


def add_papers(meeting: Meeting) -> None:
    """A text and an annex for the second item, sent in time."""
    item = list(meeting.agenda_items.all())[1]
    item.text_sv = ABOUT
    item.save()
    sent_at = meeting.starts_at - datetime.timedelta(days=9)
    paper = MeetingDocument(meeting=meeting, item=item, title="Underlag till samtalet", added_at=sent_at)
    paper.file.save("underlag.txt", ContentFile(f"{item.title_sv}\n\n{ABOUT}\n".encode()))
    PaperNotice.objects.create(
        meeting=meeting,
        sent_at=sent_at,
        due_on=meeting.papers_due_on,
        people=meeting.invitations.current().count(),
        papers=1,
    )


def presence_of(person: Attendee) -> str:
    """Who said yes was there; one in seven was not."""
    return Attendee.Presence.ABSENT if person.pk % 7 == 0 else Attendee.Presence.ONLINE


def write_items(minutes: Minutes, people: list[Invitation], *, now: datetime.datetime) -> None:
    """What was said, a decision, and two things to do: one soon, one that is late."""
    today = timezone.localdate(now)
    promises = [("Ta fram en mall för exemplen", 12), ("Fråga Folkhälsomyndigheten om ett inlägg i vår", -3)]
    actions = [
        ActionDraft(what, row.name, row.address, row.language, row.contact, today + datetime.timedelta(days=days))
        for (what, days), row in zip(promises, people, strict=False)
    ]
    items = list(minutes.items.all())
    for item, text in zip(items, SAID, strict=False):
        is_last = item == items[-1]
        draft = ItemDraft(text, [DECISION] if is_last else [], actions if is_last else [])
        save_item(item, draft, version=item.version, at=minutes.started_at)


def adjust(minutes: Minutes, people: list[Invitation], *, at: datetime.datetime) -> None:
    """Let these approve, and lock."""
    minutes.refresh_from_db()
    drafts = [AdjusterDraft(row.name, row.address, row.language, row.contact) for row in people]
    for adjuster in fix_text(minutes, drafts, at=at):
        adjuster.answer, adjuster.answered_at = Adjuster.Answer.APPROVED, at
        adjuster.save()
    lock_minutes(minutes, at=at)

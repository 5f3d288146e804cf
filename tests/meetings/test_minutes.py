"""Minutes: written by several, adjusted by named people, locked, and what was promised followed up."""

import datetime
import hashlib
import re
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from core.personal_data import INVENTORY, Rule
from core.waiting import waiting_for
from mailings.models import Mailing
from meetings.minutes import services
from meetings.minutes.canonical import is_intact
from meetings.minutes.services import AdjusterDraft, ItemDraft
from meetings.minutes.shown import show_minutes
from meetings.models import (
    ActionItem,
    Adjuster,
    AgendaItem,
    Attendee,
    Decision,
    LockedError,
    Minutes,
    MinutesItem,
)
from meetings.services import MeetingError, announce
from members.belongings import HandOver, belongings_of, move_belongings
from members.models import Contact
from tests.factories.accounts import UserFactory
from tests.factories.cast import Cast
from tests.factories.meetings import MeetingFactory
from tests.factories.members import ContactFactory
from tests.meetings.conftest import AFTER, DUE, NOW, Drain, invitation_of, promise, send, text_of, write


def test_minutes_begin_with_the_agenda_and_follow_it_until_something_is_written(minutes: Minutes) -> None:
    meeting = minutes.meeting
    assert services.start_minutes(meeting, at=AFTER) == minutes
    assert [item.title for item in minutes.items.all()] == ["Öppnande", "Avgiften"]
    assert minutes.attendees.count() == 3
    write(minutes)
    services.add_item(minutes, title="Övrigt")
    AgendaItem.objects.filter(meeting=meeting).delete()
    AgendaItem.objects.create(meeting=meeting, sort_order=0, title_sv="Ny punkt")
    services.follow_agenda(meeting)
    assert {item.title for item in minutes.items.all()} == {"Ny punkt", "Avgiften", "Övrigt"}


def test_two_people_at_one_item_lose_nothing(minutes: Minutes) -> None:
    item = minutes.items.get(title="Avgiften")
    first = ItemDraft("Den ena texten", ["Bifall"])
    services.save_item(item, first, version=0, at=AFTER)
    assert services.save_item(item, first, version=0, at=AFTER).version == 1
    with pytest.raises(services.ConflictError) as conflict:
        services.save_item(item, ItemDraft("Den andra texten"), version=0, at=AFTER)
    assert conflict.value.item.text == "Den ena texten"
    item.refresh_from_db()
    assert (item.text, item.decisions.get().text, item.version) == ("Den ena texten", "Bifall", 1)


def test_when_all_have_approved_minutes_are_locked_and_told(
    minutes: Minutes, people: list[Contact], drain: Drain
) -> None:
    drain(AFTER)
    promise(minutes, people[0])
    first, second = send(minutes, people[1], people[2])
    mails = drain(AFTER)
    assert sorted(mail.recipients[0] for mail in mails) == ["bo@example.org", "carin@example.org"]
    path = re.search(r"https?://[^/]+(/moten/justering/[\w-]+/)", text_of(mails[0]) + text_of(mails[1]))
    assert path is not None
    page = Client().get(path[1]).content.decode()
    assert "Avgiften är oförändrad." in page
    minutes.refresh_from_db()
    assert minutes.is_adjusting
    services.answer_adjustment(first, is_right=True, at=AFTER)
    minutes.refresh_from_db()
    assert minutes.is_adjusting
    services.answer_adjustment(second, is_right=True, at=AFTER)
    minutes.refresh_from_db()
    assert (minutes.state, minutes.locked_at) == (Minutes.State.LOCKED, AFTER)
    assert minutes.checksum == hashlib.sha256(minutes.text.encode()).hexdigest()
    assert "BESLUT: Avgiften är oförändrad." in minutes.text
    assert "Bo Ek, 2027-04-15" in minutes.text
    assert len(drain(AFTER)) == 3
    with pytest.raises(services.NotAskedError):
        services.answer_adjustment(first, is_right=False, comment="Nej", at=AFTER)


def test_a_comment_leads_to_a_new_round_that_asks_everybody(
    minutes: Minutes, people: list[Contact], cast: Cast
) -> None:
    write(minutes)
    first, second = send(minutes, people[1], people[2])
    with pytest.raises(services.NotWritableError):
        write(minutes, text="Under justering")
    services.answer_adjustment(first, is_right=True, at=AFTER)
    services.answer_adjustment(second, is_right=False, comment="Fel datum", at=AFTER)
    [group] = [group for group in waiting_for(cast.coordinator, AFTER) if group.kind.name == "adjustment"]
    assert "Carin Lind" in group.items[0].title
    services.take_back(minutes, at=AFTER)
    assert Mailing.objects.get(key=f"minutes-{minutes.pk}-adjust-1").state == "cancelled"
    with pytest.raises(services.NotAskedError):
        services.answer_adjustment(second, is_right=True, at=AFTER)
    write(minutes, text="Rätt datum")
    again = send(minutes, people[1])
    assert [row.answer for row in again] == ["none"]
    services.answer_adjustment(again[0], is_right=True, at=AFTER)
    minutes.refresh_from_db()
    assert minutes.is_locked


def test_nothing_locked_can_be_changed(locked: Minutes) -> None:
    item = locked.items.get(title="Avgiften")
    action, decision, person = item.actions.get(), item.decisions.get(), locked.attendees.get(name="Bo Ek")
    before = locked.text
    rows: list[Any] = [locked, item, action, decision, person, locked.adjusters.first()]
    for row in rows:
        for change in (row.save, row.delete, type(row).objects.filter(pk=row.pk).delete):
            with pytest.raises(LockedError):
                change()
    for model, values in (
        (Minutes, {"text": "x"}),
        (Minutes, {"state": "writing"}),
        (MinutesItem, {"text": "x"}),
        (Decision, {"text": "x"}),
        (ActionItem, {"what": "x"}),
        (Attendee, {"presence": "absent"}),
        (Adjuster, {"answer": "none"}),
    ):
        with pytest.raises(LockedError):
            model.objects.update(**values)
    with pytest.raises(LockedError):
        Decision(item=item, text="Smygbeslut").save()
    for change in (
        lambda: write(locked, text="x"),
        lambda: services.add_item(locked, title="x"),
        lambda: services.note_presence(locked, {}),
        lambda: services.save_facts(locked, chair="x", secretary="", is_public=True),
        lambda: services.send_for_adjustment(locked, [AdjusterDraft("x", "x@example.org")], at=AFTER),
    ):
        with pytest.raises(LockedError):
            change()
    services.take_back(locked, at=AFTER)
    locked.refresh_from_db()
    assert (locked.state, locked.text) == ("locked", before)
    assert is_intact(locked, show_minutes(locked))


def test_somebody_with_the_database_in_hand_is_found_out(locked: Minutes) -> None:
    Decision._base_manager.filter(item__minutes=locked)._raw_delete("default")
    assert not is_intact(locked, show_minutes(locked))


@time_machine.travel(AFTER, tick=False)
def test_what_was_promised_comes_up_until_it_is_done(
    locked: Minutes, people: list[Contact], cast: Cast, drain: Drain
) -> None:
    asa = UserFactory.create(email="asa@example.org")
    later = MeetingFactory.create(starts_at=AFTER + datetime.timedelta(days=30), title_sv="Nästa månadsmöte")
    announce(later, at=AFTER)
    path = reverse("meetings:invitation-respond", args=[invitation_of(later, "bo@example.org").token])
    assert "Räkna om avgiften" in Client().get(path).content.decode()
    assert "Räkna om avgiften" not in Client().get(later.get_absolute_url()).content.decode()
    [group] = [group for group in waiting_for(asa, AFTER) if group.kind.name == "action-items"]
    drain(AFTER)
    for days, count in ((-8, 0), (-7, 1), (-7, 0), (1, 1), (1, 0), (9, 0)):
        at = datetime.datetime.combine(DUE + datetime.timedelta(days=days), datetime.time(9), datetime.UTC)
        assert services.remind_of_actions(now=at) == count
        mails = drain(at)
        assert [mail.recipients for mail in mails] == [("asa@example.org",)] * count
    for _scanner in range(2):
        assert Client().get(group.items[0].url).status_code == 200
    assert ActionItem.objects.open().exists()
    Client().post(group.items[0].url)
    assert not ActionItem.objects.open().exists()
    assert "Räkna om avgiften" not in Client().get(path).content.decode()
    assert [group for group in waiting_for(asa, AFTER) if group.kind.name == "action-items"] == []


def test_who_leaves_hands_the_promise_over_and_the_minutes_stay(
    locked: Minutes, people: list[Contact], drain: Drain
) -> None:
    leaver, successor = UserFactory.create(email="asa@example.org"), UserFactory.create(email="ny@example.org")
    member, action = people[0].member, ActionItem.objects.get()
    new = ContactFactory.create(member=member, name="Nils Ny", email="ny@example.org")
    [group] = [group for group in belongings_of(member, leaver) if group.kind.name == "actions"]
    assert group.items[0].words == "Räkna om avgiften"
    before = action.token
    move_belongings(HandOver(member, leaver, successor, AFTER, contacts={people[0].pk: new}))
    action.refresh_from_db()
    assert (action.holder, action.owner_name, action.contact) == ("Nils Ny", people[0].name, new)
    assert Client().get(reverse("meetings:action", args=[before])).status_code == 404
    assert is_intact(locked, show_minutes(locked))


def test_adjustment_needs_somebody_and_a_meeting_that_is_over(minutes: Minutes, people: list[Contact]) -> None:
    with pytest.raises(MeetingError):
        services.send_for_adjustment(minutes, [], at=AFTER)
    with pytest.raises(MeetingError):
        services.send_for_adjustment(minutes, [AdjusterDraft("Bo", "bo@example.org")], at=NOW)


def test_a_year_later_addresses_and_comments_are_forgotten_and_the_record_stays(locked: Minutes) -> None:
    services.mark_done(ActionItem.objects.get(), at=AFTER)
    rules = [rule for rule in INVENTORY.of_kind(Rule) if rule.key in {"adjusters", "action-items"}]
    later = AFTER + datetime.timedelta(days=366)
    for at, numbers in ((AFTER + datetime.timedelta(days=364), [0, 0]), (later, [2, 1]), (later, [0, 0])):
        assert [rule.forbidden(at) for rule in rules] == numbers
        assert [rule.apply(at) for rule in rules] == numbers
    assert {row.address for row in (*Adjuster.objects.all(), *ActionItem.objects.all())} == {""}
    assert {row.token_hash for row in (*Adjuster.objects.all(), *ActionItem.objects.all())} == {""}
    assert is_intact(locked, show_minutes(locked))

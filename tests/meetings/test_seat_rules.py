"""The rule of the seats, tried on thousands of made-up meetings."""

import datetime
import random
from collections import Counter
from dataclasses import replace

import pytest

from meetings.seats.rules import Person, Room

START = datetime.datetime(2027, 1, 1, tzinfo=datetime.UTC)
KINDS = ("political", "administrative", "other")


def person(pk: int, member: int | None, kind: str = "other") -> Person:
    return Person(pk, member, kind, START + datetime.timedelta(minutes=pk))


def test_members_with_fewer_seats_come_first_and_the_line_takes_turns() -> None:
    held = (person(1, 1), person(2, 1), person(3, 2))
    waiting = (person(4, 1), person(5, 2), person(6, 3), person(7, 3), person(8, None), person(9, 2))
    assert [one.pk for one in Room(3, held, waiting).line()] == [6, 5, 7, 4, 9, 8]


def test_a_kept_seat_is_for_its_member_and_kind_alone() -> None:
    room = Room(2, (person(1, 1, "other"),), (), (person(2, 2, "political"),), {"political": 1})
    assert not room.has_seat_for(person(3, 3, "other"))
    assert not room.has_seat_for(person(4, 2, "administrative"))
    assert room.has_seat_for(person(2, 2, "political"))
    assert replace(room, guarantees={}).has_seat_for(person(3, 3, "other"))


def made_up(chance: random.Random) -> tuple[Room, list[Person]]:
    members = chance.randint(1, 6)
    guarantees = {"political": chance.randint(0, 2), "administrative": chance.randint(0, 1)}
    # A wise coordinator does not promise more seats than there are.
    seats = members * sum(guarantees.values()) + chance.randint(1, 4)
    people = [
        person(pk, chance.choice([*range(members), None]), chance.choice(KINDS)) for pk in range(chance.randint(1, 40))
    ]
    chance.shuffle(people)
    return Room(seats, (), (), tuple(people), guarantees), people


def without(people: tuple[Person, ...], gone: Person) -> tuple[Person, ...]:
    return tuple(one for one in people if one != gone)


def is_promised(room: Room, one: Person) -> bool:
    held = Counter((other.member, other.kind) for other in room.held)
    return one.member is not None and held[one.member, one.kind] < (room.guarantees or {}).get(one.kind, 0)


@pytest.mark.parametrize("seed", range(300))
def test_never_too_many_and_never_unfair(seed: int) -> None:
    chance = random.Random(seed)
    room, people = made_up(chance)
    for one in people:
        promised = is_promised(room, one)
        is_given = room.has_seat_for(one)
        assert is_given or not promised, "a guaranteed seat was refused"
        room = replace(room, open=without(room.open, one))
        room = replace(room, held=(*room.held, one)) if is_given else replace(room, waiting=(*room.waiting, one))
        if room.held and chance.random() < 0.3:
            room = replace(room, held=without(room.held, chance.choice(room.held)))
        room = offer_all(room)
    room = offer_all(replace(room, guarantees={}))
    assert len(room.held) == room.seats or not room.waiting, "a seat stays empty while people wait"


def offer_all(room: Room) -> Room:
    while (one := room.next_in_line()) is not None:
        seats = Counter(other.member for other in room.held)
        if one.member is not None and not is_promised(room, one):
            poorer = [
                other
                for other in room.waiting
                if other.member is not None and seats[other.member] < seats[one.member] and room.has_seat_for(other)
            ]
            assert not poorer, "a member with fewer seats was passed"
        room = replace(room, held=(*room.held, one), waiting=without(room.waiting, one))
        assert len(room.held) <= room.seats
    return room

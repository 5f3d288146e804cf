"""The nine people who ask for everything."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from accounts.models import User
from devservices.permissions.secrets import canary
from members.models import Contact, Member, Representative
from members.services import appoint_coordinator, appoint_editor, end_role

SINCE = datetime.date(2025, 1, 1)
EVERYTHING = frozenset("abn")


@dataclass(frozen=True)
class Actor:
    """Somebody who asks: the account (None: nobody is signed in) and whose secrets this person may read."""

    name: str
    user: User | None
    may_read: frozenset[str]

    @property
    def may_change_anything(self) -> bool:
        """Whether every row is this person's to change."""
        return self.may_read == EVERYTHING


def make_person(name: str, *, side: str = "", kind: str = "person") -> User:
    """Create an account; with a side, its name and address are secrets of that side."""
    domain = f"{canary(side, kind)}.example.org" if side else "example.org"
    last_name = f"Hemlig {canary(side, kind)}" if side else "Öppen"
    user: User = User.objects.create_user(f"{name}@{domain}", first_name=name.capitalize(), last_name=last_name)
    return user


def make_editors(member: Member, side: str) -> tuple[Actor, Actor]:
    """Give a member an editor, and an administrator: the editor who is its administrative contact, too."""
    editor, administrator = make_person("editor", side=side), make_person("administrator", side=side)
    for user in (editor, administrator):
        appoint_editor(member, user=user, at=SINCE)
    Contact.objects.filter(member=member, kind=Contact.Kind.ADMINISTRATIVE).update(user=administrator)
    reads = frozenset(side)
    return Actor(f"editor {side.upper()}", editor, reads), Actor(f"administrator {side.upper()}", administrator, reads)


def make_people_of_network(member_a: Member) -> tuple[Actor, Actor, Actor, Actor, Actor]:
    """Give those of no member: anonymous, a reader, one whose role ended, the coordinator, a superuser."""
    ended = make_person("ended")
    end_role(appoint_editor(member_a, user=ended, at=SINCE), at=datetime.date(2026, 1, 1))
    ended.refresh_from_db()
    assert not Representative.objects.current().filter(user=ended).exists()
    coordinator = make_person("coordinator", side="n")
    appoint_coordinator(coordinator)
    superuser = make_person("superuser", side="n")
    superuser.is_superuser = superuser.is_staff = True
    superuser.save()
    return (
        Actor("anonymous", None, frozenset()),
        Actor("reader", make_person("reader"), frozenset()),
        Actor("ended", ended, frozenset()),
        Actor("coordinator", coordinator, EVERYTHING),
        Actor("superuser", superuser, EVERYTHING),
    )

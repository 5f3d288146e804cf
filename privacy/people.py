"""Looking a person up: from an account or an address to all that is known to be the same person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.db.models import Q

from accounts.addresses import verified_addresses
from accounts.models import User
from core.personal_data import INVENTORY, Clue, Person, model_of

ROUNDS = 4


def find_by_account(user: User) -> Person:
    """Everything that is known to be this person's: the account, and what belongs to the addresses that are proven."""
    addresses = frozenset(verified_addresses(user))
    return _complete(Person(addresses=addresses, user_id=user.pk, names=_set(user.get_full_name())))


def find_by_address(address: str) -> Person:
    """The person behind an address without an account, or with one that is closed, as a coordinator who has checked it
    sees it."""
    closed = User.objects.filter(email__iexact=address.strip(), is_active=False).first()
    names = _set(closed.get_full_name() if closed else "")
    known = Person(_set(address.strip().lower()), user_id=closed.pk if closed else None, names=names, is_vouched=True)
    return _complete(known)


def has_account(address: str) -> bool:
    """Whether somebody signs in with this address, and so may do everything alone."""
    return User.objects.filter(email__iexact=address.strip(), is_active=True).exists()


def _set(text: str) -> frozenset[str]:
    return frozenset({text} if text.strip() else ())


def _complete(person: Person) -> Person:
    """Follow the clues until nothing new is found, then see what is shared with others."""
    clues = INVENTORY.of_kind(Clue)
    for _round in range(ROUNDS):
        before = person
        for clue in clues:
            person = _follow(person, clue)
        if person == before:
            break
    return replace(person, shared_names=_shared_names(person, clues), others=_others(person, clues))


def _follow(person: Person, clue: Clue) -> Person:
    for row in _rows(person, clue):
        values = {name: str(getattr(row, name) or "").strip() for name in _columns(clue)}
        names = {values[name] for name in clue.names.split() if values[name]}
        if clue.strong and names and _is_somebody_else(person, clue, row, names):
            continue
        address = values[clue.address].lower()
        person = replace(
            person,
            addresses=person.addresses | ({address} if clue.proven and getattr(row, clue.proven) else set()),
            names=person.names | names,
            phones=person.phones | {values[name] for name in clue.phones.split() if len(values[name]) >= 6},
            rows=person.rows | {(clue.model, row.pk)},
        )
    return person


def _columns(clue: Clue) -> list[str]:
    return [clue.address, *clue.names.split(), *clue.phones.split()]


def _rows(person: Person, clue: Clue) -> Iterator[Any]:
    wanted = Q(pk__in=[])
    for address in person.addresses:
        wanted |= Q(**{f"{clue.address}__iexact": address})
    if clue.account and person.user_id is not None:
        wanted |= Q(**{clue.account: person.user_id})
    yield from model_of(clue.model)._default_manager.filter(wanted)


def _is_somebody_else(person: Person, clue: Clue, row: Any, names: set[str]) -> bool:
    """A contact at the same address, such as an office's mailbox, with another account or another name."""
    account = getattr(row, f"{clue.account}_id", None) if clue.account not in {"", "pk"} else None
    if account is not None:
        return account != person.user_id
    known = {name.casefold() for name in person.names}
    return bool(known) and not known & {name.casefold() for name in names}


def _strong_rows(clues: list[Clue]) -> list[Clue]:
    return [clue for clue in clues if clue.strong and clue.names]


def _shared_names(person: Person, clues: list[Clue]) -> frozenset[str]:
    """Names that another contact or account bears, too."""
    found = set()
    for name in person.names:
        others = any(
            model_of(clue.model)
            ._default_manager.filter(**{f"{column}__iexact": name})
            .exclude(pk__in=person.keys(clue.model))
            .exists()
            for clue in _strong_rows(clues)
            for column in clue.names.split()
        )
        first, _blank, last = name.partition(" ")
        accounts = User.objects.filter(first_name__iexact=first, last_name__iexact=last).exclude(pk=person.user_id or 0)
        if others or accounts.exists():
            found.add(name)
    return frozenset(found)


def _others(person: Person, clues: list[Clue]) -> frozenset[str]:
    """Names of contacts at the same addresses who are somebody else."""
    found = set()
    for clue in _strong_rows(clues):
        mine = set(person.keys(clue.model))
        found |= {str(row) for row in _rows(person, clue) if row.pk not in mine}
    return frozenset(found)


def is_known(person: Person) -> bool:
    """Whether anything is known of this person."""
    return person.user_id is not None or bool(person.rows)

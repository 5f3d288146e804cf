"""The members' people as readers: who is a politician, an official or another representative, and who no longer is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Q

from mailings.addresses import InvalidAddressError, normalize_address
from members.models import Contact, Representative
from newsletters.choice import Choice
from newsletters.groups import ReaderGroup
from newsletters.models import ListedReader
from newsletters.references import Source

# The most special group wins where an address is in several.
RANK = {
    ReaderGroup.POLITICIAN: 0,
    ReaderGroup.OFFICIAL: 1,
    ReaderGroup.REPRESENTATIVE: 2,
    ReaderGroup.PUBLIC: 3,
}
GROUP_OF = {
    Contact.Kind.POLITICAL.value: ReaderGroup.POLITICIAN,
    Contact.Kind.ADMINISTRATIVE.value: ReaderGroup.OFFICIAL,
    Contact.Kind.OTHER.value: ReaderGroup.REPRESENTATIVE,
}


@dataclass(frozen=True)
class Reader:
    """One who gets an issue, at a normalized address, and where the reader is known from."""

    address: str
    name: str
    language: str
    group: ReaderGroup
    source: Source
    pk: int

    @property
    def place(self) -> tuple[int, int]:
        """Where the reader stands in the order in which an audience is written down."""
        return list(Source).index(self.source), self.pk


@dataclass(frozen=True)
class People:
    """Those of the members' people that an issue is for: by address, and those without one or without their role."""

    readers: dict[str, Reader]
    gone: list[tuple[str, str]]
    unreachable: list[tuple[str, str]]


def people_for(choice: Choice) -> People:
    """The members' people whom the choice names. They are few: as many as the members have named."""
    found: dict[str, Reader] = {}
    unreachable: list[tuple[str, str]] = []
    for reader in (*_contacts(choice), *_accounts(choice)):
        try:
            address = normalize_address(reader.address)
        except InvalidAddressError:
            unreachable.append((reader.address, reader.name))
            continue
        earlier = found.get(address)
        if earlier is None or RANK[reader.group] < RANK[earlier.group]:
            found[address] = replace(reader, address=address)
    _raise_by_lists(found, choice)
    gone = [pair for pair in _former(choice) if pair[0] not in found]
    return People(found, list(dict.fromkeys(gone)), unreachable)


def _chosen_contacts(choice: Choice) -> Q:
    kinds = [kind for kind, group in GROUP_OF.items() if group in choice.groups]
    return Q(kind__in=kinds) | Q(theme_groups__in=choice.theme_groups)


def _contacts(choice: Choice) -> Iterable[Reader]:
    if not choice.groups and not choice.theme_groups:
        return
    contacts = Contact.objects.of_active_members().filter(_chosen_contacts(choice)).distinct().order_by("pk")
    for pk, address, name, language, kind in contacts.values_list("pk", "email", "name", "language", "kind"):
        yield Reader(address, name, language, GROUP_OF[kind], Source.CONTACT, pk)


def _accounts(choice: Choice) -> Iterable[Reader]:
    if ReaderGroup.REPRESENTATIVE not in choice.groups:
        return
    roles = Representative.objects.current().filter(member__left_on__isnull=True, user__is_active=True)
    for role in roles.select_related("user").order_by("user_id"):
        user = role.user
        yield Reader(
            user.email, user.get_full_name(), user.language, ReaderGroup.REPRESENTATIVE, Source.ACCOUNT, user.pk
        )


def _raise_by_lists(found: dict[str, Reader], choice: Choice) -> None:
    """Give those who stand on a chosen list of a more special group that group."""
    listed = ListedReader.objects.filter(reader_list__in=choice.lists, address__in=found)
    for address, name in listed.values_list("address", "reader_list__group") if choice.lists and found else ():
        group = ReaderGroup(name)
        if RANK[group] < RANK[found[address].group]:
            found[address] = replace(found[address], group=group)


def _former(choice: Choice) -> Iterable[tuple[str, str]]:
    """Contacts of members that have left, and people whose role has ended."""
    if choice.groups or choice.theme_groups:
        contacts = Contact.objects.filter(_chosen_contacts(choice), member__left_on__isnull=False).distinct()
        yield from ((email.lower(), name) for email, name in contacts.values_list("email", "name"))
    if ReaderGroup.REPRESENTATIVE in choice.groups:
        for role in Representative.objects.ended().select_related("user"):
            yield role.user.email.lower(), role.user.get_full_name()

"""Whom a meeting is for, who of them can be invited, and who is left out and why.

What is shown before a meeting is announced and what announcing does come from the same function, `audience_of`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from mailings.addresses import InvalidAddressError, normalize_address
from mailings.models import Suppression
from meetings.models import ChosenPerson, Meeting
from members.models import Contact, Member, Representative
from members.models.contact import ContactQuerySet

NO_ADDRESS = _("has no e-mail address")
BAD_ADDRESS = _("has an e-mail address that cannot be right")
SAME_ADDRESS = _("shares an address with somebody who is invited")
NO_CONTACT = _("has nobody whom this meeting is for")
COMES_BACK = _("mail to this address comes back, so nothing is sent to it")
WANTS_NONE = _("has asked for no mail from the portal")
STOPPED = _("mail to this address was stopped by a coordinator")
ROLE_ENDED = _("the role for the member has ended")
NO_ACCOUNT = _("the account is closed")
SUPPRESSED = {
    Suppression.Reason.UNSUBSCRIBED: WANTS_NONE,
    Suppression.Reason.COMPLAINED: WANTS_NONE,
    Suppression.Reason.BY_COORDINATOR: STOPPED,
}


@dataclass(frozen=True)
class Invitee:
    """Somebody who can be invited, at a normalized address: a contact, a representative or a guest."""

    address: str
    name: str
    language: str = "sv"
    contact: Contact | None = None
    member: Member | None = None
    chosen: ChosenPerson | None = None


@dataclass(frozen=True)
class LeftOut:
    """A person, or a member as a whole, who gets no invitation."""

    who: str
    member: str
    reason: str
    chosen: ChosenPerson | None = None


@dataclass(frozen=True)
class Audience:
    """People by the address that they are invited at, and those left out."""

    invited: dict[str, Invitee]
    left_out: list[LeftOut]

    @property
    def people(self) -> int:
        """How many are invited."""
        return len(self.invited)

    @property
    def members(self) -> int:
        """How many members they come from."""
        return len({person.member.pk for person in self.invited.values() if person.member is not None})

    @property
    def fingerprint(self) -> str:
        """A short sign of who is invited: another audience has another one."""
        return hashlib.sha256("\n".join(sorted(self.invited)).encode()).hexdigest()[:16]


def contacts_for(meeting: Meeting) -> ContactQuerySet:
    """The contacts whom the meeting is for, of members that have not left."""
    contacts = Contact.objects.of_active_members().select_related("member", "user")
    match meeting.audience:
        case Meeting.Audience.POLITICAL:
            contacts = contacts.political()
        case Meeting.Audience.ADMINISTRATIVE:
            contacts = contacts.administrative()
        case Meeting.Audience.THEME_GROUP:
            contacts = contacts.filter(theme_groups=meeting.theme_group)
        case Meeting.Audience.CHOSEN:
            contacts = contacts.none()
    return contacts.order_by("member__name", "sort_order", "pk")


def chosen_for(meeting: Meeting) -> list[ChosenPerson]:
    """Those chosen by name, for this time or any time of its series."""
    mine = Q(meeting=meeting.pk)
    if meeting.series_id is not None:
        mine |= Q(meeting__series=meeting.series_id)
    rows = ChosenPerson.objects.filter(mine)
    return list(rows.select_related("contact__member", "contact__user", "member", "user"))


def invitee_of(contact: Contact, chosen: ChosenPerson | None = None) -> Invitee:
    """A contact, with the address as the member wrote it."""
    return Invitee(contact.email, contact.name, contact.language, contact, contact.member, chosen)


def _candidate(row: ChosenPerson) -> Invitee:
    if row.contact is not None:
        return invitee_of(row.contact, row)
    if row.user is not None:
        return Invitee(row.user.email, str(row.user), row.user.language, None, row.member, row)
    return Invitee(row.address, row.name, row.language, chosen=row)


class _Sorter:
    """Sorts people into those invited, each address once, and those left out."""

    def __init__(self, candidates: Iterable[Invitee]) -> None:
        self.candidates = list(candidates)
        addresses = {address for person in self.candidates if (address := _address_of(person))}
        stopped = Suppression.objects.covering("").filter(address__in=addresses)
        self.stopped = dict(stopped.order_by("-pk").values_list("address", "reason"))
        self.roles = self._roles()
        self.invited: dict[str, Invitee] = {}
        self.left_out: list[LeftOut] = []

    def _roles(self) -> dict[tuple[int, int], bool]:
        """By member and account whether there is a role that has not ended."""
        users = {user.pk for person in self.candidates if (user := _account_of(person))}
        roles: dict[tuple[int, int], bool] = {}
        if users:
            rows = Representative.objects.filter(user__in=users).values_list("member", "user", "ended_on")
            for member_pk, user_pk, ended_on in rows:
                roles[member_pk, user_pk] = roles.get((member_pk, user_pk), False) or ended_on is None
        return roles

    def sort(self) -> Audience:
        """Who is invited, and who is not and why."""
        for person in self.candidates:
            address = _address_of(person)
            if address in self.invited and _is_same(person, self.invited[address]):
                continue
            if reason := self._why_not(person, address):
                member = person.member.name if person.member else ""
                self.left_out.append(LeftOut(person.name or person.address, member, reason, person.chosen))
            else:
                self.invited[address] = replace(person, address=address)
        return Audience(self.invited, self.left_out)

    def _why_not(self, person: Invitee, address: str) -> str:
        if not person.address.strip():
            return str(NO_ADDRESS)
        if not address:
            return str(BAD_ADDRESS)
        if address in self.invited:
            return str(SAME_ADDRESS)
        if address in self.stopped:
            return str(SUPPRESSED.get(Suppression.Reason(self.stopped[address]), COMES_BACK))
        return self._why_no_role(person)

    def _why_no_role(self, person: Invitee) -> str:
        user = _account_of(person)
        if user is None or person.member is None:
            return ""
        if not user.is_active:
            return str(NO_ACCOUNT)
        # A contact may be there without ever having had a role; an account alone is chosen for its role.
        has_role = self.roles.get((person.member.pk, user.pk), person.contact is not None)
        return "" if has_role and person.member.left_on is None else str(ROLE_ENDED)


def _account_of(person: Invitee) -> User | None:
    if person.contact is not None:
        return person.contact.user
    return person.chosen.user if person.chosen else None


def _address_of(person: Invitee) -> str:
    try:
        return normalize_address(person.address) if person.address.strip() else ""
    except InvalidAddressError:
        return ""


def _is_same(one: Invitee, other: Invitee) -> bool:
    if one.contact is not None and other.contact is not None:
        return one.contact.pk == other.contact.pk
    return one.name == other.name or one.contact is None or other.contact is None


def sort_contacts(contacts: Iterable[Contact]) -> Audience:
    """Invite each address once; say why the others are left out."""
    return _Sorter(map(invitee_of, contacts)).sort()


def audience_of(meeting: Meeting) -> Audience:
    """Who would be invited now. Members without anybody to invite are named where the meeting is for all."""
    contacts = list(contacts_for(meeting))
    audience = _Sorter([*map(invitee_of, contacts), *map(_candidate, chosen_for(meeting))]).sort()
    if meeting.audience not in (Meeting.Audience.THEME_GROUP, Meeting.Audience.CHOSEN):
        have_somebody = {contact.member_id for contact in contacts}
        have_somebody |= {person.member.pk for person in audience.invited.values() if person.member}
        for member in Member.objects.active().exclude(pk__in=have_somebody).order_by("name"):
            audience.left_out.append(LeftOut("", member.name, str(NO_CONTACT)))
    return audience


def choices_for(meeting: Meeting, text: str = "") -> Iterator[tuple[str, str]]:
    """People who can be chosen by name, as (key, words): contacts, and representatives who are no contacts.

    `text` is looked for in names and members' names. Whoever is in the audience already is left out.
    """
    invited = {person.address for person in audience_of(meeting).invited.values()}
    contacts = Contact.objects.of_active_members().select_related("member").order_by("member__name", "name", "pk")
    roles = Representative.objects.current().filter(member__left_on__isnull=True, user__is_active=True)
    roles = roles.select_related("member", "user").order_by("member__name", "user__last_name", "user__first_name", "pk")
    seen = {"", *invited}
    found = [(f"contact-{row.pk}", row.name, row.member.name, row.email) for row in contacts]
    found += [(f"role-{row.pk}", str(row.user), row.member.name, row.user.email) for row in roles]
    words = text.casefold().split()
    for key, name, member, address in sorted(found, key=lambda row: (row[2].casefold(), row[1].casefold())):
        line = f"{name}, {member}"
        if address.strip().lower() in seen or not all(word in line.casefold() for word in words):
            continue
        seen.add(address.strip().lower())
        yield key, line

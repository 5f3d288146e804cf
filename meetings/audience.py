"""Whom a meeting is for, who of them can be invited, and who is left out and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from mailings.addresses import InvalidAddressError, normalize_address
from meetings.models import Meeting
from members.models import Contact, Member
from members.models.contact import ContactQuerySet

NO_ADDRESS = _("has no e-mail address")
BAD_ADDRESS = _("has an e-mail address that cannot be right")
SAME_ADDRESS = _("shares an address with somebody who is invited")
NO_CONTACT = _("has nobody whom this meeting is for")


@dataclass(frozen=True)
class LeftOut:
    """A person, or a member as a whole, who gets no invitation."""

    who: str
    member: str
    reason: str


@dataclass(frozen=True)
class Audience:
    """Contacts by the address that they are invited at, and those left out."""

    invited: dict[str, Contact]
    left_out: list[LeftOut]

    @property
    def people(self) -> int:
        """How many are invited."""
        return len(self.invited)

    @property
    def members(self) -> int:
        """How many members they come from."""
        return len({contact.member_id for contact in self.invited.values()})


def contacts_for(meeting: Meeting) -> ContactQuerySet:
    """The contacts whom the meeting is for, of members that have not left."""
    contacts = Contact.objects.of_active_members().select_related("member")
    match meeting.audience:
        case Meeting.Audience.POLITICAL:
            contacts = contacts.political()
        case Meeting.Audience.ADMINISTRATIVE:
            contacts = contacts.administrative()
        case Meeting.Audience.THEME_GROUP:
            contacts = contacts.filter(theme_groups=meeting.theme_group)
    return contacts.order_by("member__name", "sort_order", "pk")


def sort_contacts(contacts: Iterable[Contact]) -> Audience:
    """Invite each address once; say why the others are left out."""
    invited: dict[str, Contact] = {}
    left_out: list[LeftOut] = []
    for contact in contacts:
        if reason := _why_not(contact, invited):
            left_out.append(LeftOut(contact.name, contact.member.name, reason))
        else:
            invited[normalize_address(contact.email)] = contact
    return Audience(invited, left_out)


def _why_not(contact: Contact, invited: dict[str, Contact]) -> str:
    if not contact.email.strip():
        return str(NO_ADDRESS)
    try:
        address = normalize_address(contact.email)
    except InvalidAddressError:
        return str(BAD_ADDRESS)
    return str(SAME_ADDRESS) if address in invited else ""


def audience_of(meeting: Meeting) -> Audience:
    """Who would be invited now. Members without anybody to invite are named where the meeting is for all."""
    contacts = list(contacts_for(meeting))
    audience = sort_contacts(contacts)
    if meeting.audience != Meeting.Audience.THEME_GROUP:
        have_somebody = {contact.member_id for contact in contacts}
        for member in Member.objects.active().exclude(pk__in=have_somebody).order_by("name"):
            audience.left_out.append(LeftOut("", member.name, str(NO_CONTACT)))
    return audience

"""Choosing people by name, and guests by e-mail, before a meeting is announced. Nobody is told."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from mailings.addresses import normalize_address
from meetings.audience import audience_of
from meetings.models import ChosenPerson, Meeting
from meetings.services.lifecycle import MeetingError
from meetings.stamps import lock_meeting
from members.models import Contact, Representative


def _lock_draft(meeting: Meeting) -> Meeting:
    row = lock_meeting(meeting)
    if row.state != Meeting.State.DRAFT:
        raise MeetingError(_("The meeting has been announced already: invite more people under Who comes."))
    return row


@transaction.atomic
def choose_people(
    meeting: Meeting, keys: Iterable[str], *, at: datetime.datetime, by: User | None = None
) -> list[ChosenPerson]:
    """Choose contacts and representatives by the keys of `audience.choices_for`; unknown ones are passed over.

    Whoever is chosen already stays so. Raises MeetingError unless the meeting is a draft.
    """
    row = _lock_draft(meeting)
    numbers: dict[str, list[int]] = {"contact": [], "role": []}
    for key in keys:
        kind, _dash, number = key.partition("-")
        if kind in numbers and number.isdecimal():
            numbers[kind].append(int(number))
    people = [
        ChosenPerson(meeting=row, contact=contact, chosen_at=at, chosen_by=by)
        for contact in Contact.objects.of_active_members().filter(pk__in=numbers["contact"])
        if not row.chosen_people.filter(contact=contact).exists()
    ]
    people += [
        ChosenPerson(meeting=row, user=role.user, member=role.member, chosen_at=at, chosen_by=by)
        for role in Representative.objects.current().filter(pk__in=numbers["role"]).select_related("user", "member")
        if not row.chosen_people.filter(user=role.user_id, member=role.member_id).exists()
    ]
    return ChosenPerson.objects.bulk_create(people)


@transaction.atomic
def choose_guest(
    meeting: Meeting, *, address: str, name: str, language: str = "sv", at: datetime.datetime, by: User | None = None
) -> ChosenPerson:
    """Choose somebody who represents no member. Raises InvalidAddressError, and MeetingError for one invited anyway."""
    row = _lock_draft(meeting)
    address = normalize_address(address)
    if address in audience_of(row).invited:
        raise MeetingError(_("This person is invited already."))
    values = {"name": name, "language": language, "chosen_at": at, "chosen_by": by}
    return ChosenPerson.objects.update_or_create(meeting=row, address=address, defaults=values)[0]


@transaction.atomic
def drop_chosen(chosen: ChosenPerson) -> None:
    """Choose somebody no longer. Raises MeetingError once the meeting has been announced."""
    _lock_draft(chosen.meeting)
    chosen.delete()

"""Asking to come to a public meeting, and confirming it."""

from __future__ import annotations

import datetime
from dataclasses import asdict, dataclass, replace

from django.db import transaction

from core.tokens import hash_token, new_nonce
from mailings.addresses import normalize_address
from meetings.models import Invitation, Meeting, Registration
from meetings.models.registration import MAIL_EVERY
from meetings.registration.emails import send_confirmation, send_known, send_registered
from meetings.services import AnswerRefusedError, AnswersClosedError, Details, answer_invitation
from meetings.services.attendees import invite_guest
from meetings.stamps import lock_meeting


class RegistrationClosedError(ValueError):
    """The meeting takes no registrations (any more)."""


class LinkGoneError(ValueError):
    """The link is unknown, was replaced by a later one, or is older than 48 hours."""


@dataclass(frozen=True)
class Wishes:
    """Who wants to come, and how."""

    name: str
    organization: str = ""
    language: str = "sv"
    way: str = ""
    diet: str = ""
    access_needs: str = ""
    comment: str = ""

    @property
    def details(self) -> Details:
        """What goes with the answer."""
        return Details(way=self.way, diet=self.diet, access_needs=self.access_needs)


NOTHING = Wishes(name="")


@transaction.atomic
def request_registration(meeting: Meeting, wishes: Wishes, *, address: str, at: datetime.datetime) -> None:
    """Write to the address to ask whether its owner comes; at most once an hour, whoever asks.

    Tells the caller nothing about the address: whoever is invited or registered already gets the link to the own answer
    instead, and nothing of what was filled in is kept. Raises RegistrationClosedError, InvalidAddressError.
    """
    row = lock_meeting(meeting)
    if not row.takes_registrations(at):
        raise RegistrationClosedError
    address = normalize_address(address)
    invitation = row.invitations.current().filter(address=address).first()
    registration = row.registrations.filter(address=address).first()
    is_due = registration is None or at >= registration.asked_at + MAIL_EVERY
    if registration is None:
        registration = Registration(meeting=row, address=address, asked_at=at)
    _fill(registration, replace(NOTHING, language=wishes.language) if invitation else wishes)
    if is_due:
        registration.asked_at, registration.confirmed_at, registration.nonce = at, None, new_nonce()
    registration.save()
    registration.token_hash = hash_token(registration.token)
    registration.save(update_fields=["token_hash"])
    if not is_due:
        return
    if invitation is not None:
        send_known(row, invitation, at=at)
    else:
        send_confirmation(row, registration, at=at)


def _fill(registration: Registration, wishes: Wishes) -> None:
    for name, value in asdict(wishes).items():
        setattr(registration, name, value)


def wishes_of(registration: Registration) -> Wishes:
    """What was filled in."""
    return Wishes(**{name: getattr(registration, name) for name in asdict(NOTHING)})


@transaction.atomic
def confirm_registration(token: str, *, at: datetime.datetime) -> Invitation:
    """Let the owner of the address come: an invitation with a yes, a seat or a place in line, and a mail for the
    calendar. Confirming again changes nothing.

    Raises LinkGoneError, or RegistrationClosedError when the last day to answer has passed.
    """
    found = Registration.objects.with_token(token).select_related("meeting").first()
    if found is None:
        raise LinkGoneError
    meeting = lock_meeting(found.meeting)
    registration = Registration.objects.select_for_update().get(pk=found.pk)
    invited = meeting.invitations.current().filter(address=registration.address).first()
    if registration.confirmed_at is not None and invited is not None:
        return invited
    if registration.confirmed_at is not None or not registration.can_confirm(at=at):
        raise LinkGoneError
    if not meeting.takes_registrations(at):
        raise RegistrationClosedError
    invitation = _register(meeting, registration, at=at)
    _fill(registration, replace(NOTHING, language=registration.language))
    registration.confirmed_at = at
    registration.save()
    send_registered(meeting, invitation, at=at)
    return invitation


def _register(meeting: Meeting, registration: Registration, *, at: datetime.datetime) -> Invitation:
    wishes = wishes_of(registration)
    row, is_new = invite_guest(meeting, address=registration.address, name=wishes.name, language=wishes.language, at=at)
    if is_new:
        row.contact, row.member, row.contact_kind = None, None, ""
        row.organization, row.registered_at = wishes.organization, at
        row.save(update_fields=["contact", "member", "contact_kind", "organization", "registered_at"])
    try:
        return answer_invitation(row, Invitation.Answer.YES, at=at, comment=wishes.comment, details=wishes.details)
    except AnswersClosedError:
        raise RegistrationClosedError from None
    except AnswerRefusedError:
        raise LinkGoneError from None

"""Becoming a member: application, confirmation, decision, onboarding."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.places import places_by_code
from core.tokens import hash_token
from ledger.emails import send_confirmation, send_decision
from ledger.models import Application, OnboardingStep, OnboardingTask
from mailings.addresses import normalize_address
from members.models import Contact, Member
from members.services import create_member

CONFIRMATION_INTERVAL = datetime.timedelta(hours=1)


class ApplicationError(ValueError):
    """An application that cannot be taken further."""


@transaction.atomic
def apply_for_membership(*, address: str, language: str, at: datetime.datetime, **facts: Any) -> None:
    """Keep the application and write to the address to ask whether it is theirs; one mail an hour to an address.

    Tells the caller nothing about the address: known and unknown ones look the same from outside.
    """
    address = normalize_address(address)
    lately = Application.objects.filter(address=address, created_at__gt=at - CONFIRMATION_INTERVAL)
    if lately.exists():
        return
    application = Application.objects.create(address=address, language=language, created_at=at, **facts)
    application.token_hash = hash_token(application.token)
    application.save(update_fields=["token_hash"])
    send_confirmation(application, at=at)


@transaction.atomic
def confirm_application(token: str, *, at: datetime.datetime) -> Application:
    """Let the application be decided on. Confirming again changes nothing.

    Raises `ApplicationError` for a link that is unknown or older than 48 hours.
    """
    application = Application.objects.with_token(token).select_for_update().first()
    if application is None:
        raise ApplicationError("unknown")
    if application.state != Application.State.UNCONFIRMED:
        return application
    if not application.can_confirm(at=at):
        raise ApplicationError("too late")
    application.state = Application.State.CONFIRMED
    application.confirmed_at = at
    application.save(update_fields=["state", "confirmed_at"])
    return application


def _decide(application: Application, state: str, *, at: datetime.datetime, by: User, note: str) -> Application:
    application = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if application.state != Application.State.CONFIRMED:
        raise ApplicationError(_("This application does not wait for a decision."))
    application.state = state
    application.decided_at = at
    application.decided_by = by
    application.decision_note = note
    application.save()
    send_decision(application, at=at)
    return application


@transaction.atomic
def accept(application: Application, *, at: datetime.datetime, by: User, note: str = "") -> Application:
    """Accept, tell the applicant, and write the list of what is to be done. Raises `ApplicationError`."""
    application = _decide(application, Application.State.ACCEPTED, at=at, by=by, note=note)
    OnboardingStep.objects.bulk_create(
        OnboardingStep(application=application, text_sv=task.text_sv, text_en=task.text_en, sort_order=task.sort_order)
        for task in OnboardingTask.objects.all()
    )
    return application


@transaction.atomic
def decline(application: Application, *, at: datetime.datetime, by: User, note: str = "") -> Application:
    """Decline and tell the applicant. Raises `ApplicationError`."""
    return _decide(application, Application.State.DECLINED, at=at, by=by, note=note)


def set_step(step: OnboardingStep, *, is_done: bool, at: datetime.datetime, by: User) -> None:
    """Tick a step off, or take the tick back; ticking twice keeps the first day and name."""
    if is_done != (step.done_at is not None):
        step.done_at = at if is_done else None
        step.done_by = by if is_done else None
        step.save(update_fields=["done_at", "done_by"])


@transaction.atomic
def welcome_member(application: Application, *, at: datetime.datetime) -> Member:
    """Make the member of an accepted application, with its profile and its first contact; asking twice makes one.

    Raises `ApplicationError` where it is not accepted, its code is no place of Sweden, or the code is a member's.
    """
    application = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if application.member is not None:
        return application.member
    if application.state != Application.State.ACCEPTED:
        raise ApplicationError(_("Only an accepted application becomes a member."))
    if Member.objects.filter(code=application.code).exists():
        raise ApplicationError(_("There is a member with the code %(code)s already.") % {"code": application.code})
    place = places_by_code().get(application.code)
    if place is None:
        raise ApplicationError(_("No municipality or county has the code %(code)s.") % {"code": application.code})
    member = create_member(
        kind=application.kind,
        code=application.code,
        name=application.name,
        county_code=place.county_code,
        county_name=place.county_name,
        latitude=place.latitude,
        longitude=place.longitude,
        member_since=timezone.localdate(at).year,
    )
    Contact.objects.create(
        member=member,
        kind=Contact.Kind.ADMINISTRATIVE,
        name=application.contact_name,
        title=application.contact_title,
        email=application.address,
        phone=application.phone,
        language=application.language,
    )
    application.member = member
    application.save(update_fields=["member"])
    return member


def delete_unconfirmed(*, now: datetime.datetime) -> int:
    """Delete the applications that nobody confirmed in seven days; give how many."""
    return Application.objects.never_confirmed(now=now).delete()[1].get("ledger.Application", 0)

"""The mails of this app: what stands in each, and what the outbox promises for it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.links import public_url
from ledger.models import Application
from mailings.kinds import MailKind, Priority, UncertainPolicy, register
from mailings.models import Mailing
from mailings.services import MailContent, Recipient, create_mailing, make_content
from members.models import Contact, Member

REMINDER_KIND = "membership_reminder"
CONFIRMATION_KIND = "membership_application"
DECISION_KIND = "membership_decision"


def register_kinds() -> None:
    """Make this app's mails known to the outbox."""
    register(
        MailKind(
            name=REMINDER_KIND,
            label=_("Reminder of what a member owes"),
            priority=Priority.TRANSACTIONAL,
            uncertain=UncertainPolicy.WAIT,
            because=_("you are a contact of one of the network's members"),
        )
    )
    for name, merge in ((CONFIRMATION_KIND, merge_applications), (DECISION_KIND, None)):
        register(
            MailKind(
                name=name,
                label=_("Application for membership"),
                is_personal=True,
                priority=Priority.TRANSACTIONAL,
                uncertain=UncertainPolicy.RETRY_ONCE,
                merge=merge,
                because=_("somebody, you we hope, applied for membership with this address"),
            )
        )


def _content(folder: str, kind: str, language: str, context: Mapping[str, Any]) -> MailContent:
    values = {"contact_email": settings.CONTACT_EMAIL, **context}
    return make_content(folder, kind=kind, language=language, context=values)


def because_of(contact: Contact) -> str:
    """Why this contact gets mail about the membership, in the contact's language."""
    with translation.override(contact.language):
        words = {
            Contact.Kind.POLITICAL: gettext("you are the political contact of %(member)s"),
            Contact.Kind.ADMINISTRATIVE: gettext("you are the administrative contact of %(member)s"),
            Contact.Kind.OTHER: gettext("you are a contact of %(member)s"),
        }
        return words[Contact.Kind(contact.kind)] % {"member": contact.member}


def send_reminder(
    member: Member,
    year: int,
    *,
    receivers: Sequence[Contact],
    lacking: Mapping[str, Sequence[str]],
    at: datetime.datetime,
    by: User | None,
) -> Mailing:
    """Ask the member's contacts kindly for what is missing (sentences by language). One mail a day at most."""
    contents = [
        _content(
            "membership-reminder",
            REMINDER_KIND,
            language,
            {"member": member, "year": year, "lacking": sentences, "because": "%%because%%"},
        )
        for language, sentences in lacking.items()
    ]
    return create_mailing(
        kind=REMINDER_KIND,
        key=f"membership-reminder-{member.pk}-{year}-{timezone.localdate(at).isoformat()}",
        label=contents[0].subject,
        contents=contents,
        recipients=[
            Recipient(address=contact.email, name=contact.name, language=contact.language, because=because_of(contact))
            for contact in receivers
        ],
        at=at,
        created_by=by,
    )


def merge_applications(references: Sequence[str]) -> dict[str, dict[str, str]]:
    """The confirming link of each application, by reference; made when the mail is sent, so that it is not stored."""
    values = {}
    for application in Application.objects.filter(pk__in=[int(reference) for reference in references]):
        with translation.override(application.language):
            url = public_url(reverse("ledger:confirm", args=[application.token]))
        values[str(application.pk)] = {"confirm_url": url}
    return values


def _send_to_applicant(folder: str, kind: str, application: Application, *, at: datetime.datetime) -> Mailing:
    content = _content(folder, kind, application.language, {"application": application})
    return create_mailing(
        kind=kind,
        key=f"{folder}-{application.pk}",
        label=content.subject,
        contents=[content],
        recipients=[
            Recipient(
                address=application.address,
                name=application.contact_name,
                language=application.language,
                reference=str(application.pk),
            )
        ],
        at=at,
    )


def send_confirmation(application: Application, *, at: datetime.datetime) -> Mailing:
    """Ask the owner of the address whether the application is theirs."""
    return _send_to_applicant("membership-application", CONFIRMATION_KIND, application, at=at)


def send_decision(application: Application, *, at: datetime.datetime) -> Mailing:
    """Tell the applicant what was decided."""
    accepted = application.state == Application.State.ACCEPTED
    folder = "membership-accepted" if accepted else "membership-declined"
    return _send_to_applicant(folder, DECISION_KIND, application, at=at)

"""The mails about registrations: please confirm, you are known already, welcome."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.links import public_url
from mailings.kinds import MailKind, Priority, UncertainPolicy, register
from mailings.services import Recipient, create_mailing, make_content
from meetings import ical
from meetings.emails import BECAUSE_INVITED, MeetingMail, answer_url, merge_rewordings, write_mailing
from meetings.models import Invitation, Meeting, Registration
from meetings.seats.shown import seat_words
from meetings.words import place_words, when_words

CONFIRMATION_KIND = "meeting_registration"
KNOWN_KIND = "meeting_registration_known"
REGISTERED_KIND = "meeting_registered"
REGISTERED = MeetingMail("meeting-registered", REGISTERED_KIND, ical.REQUEST)
LABEL = _("Registration to a meeting")


def register_kinds() -> None:
    """Make the kinds known."""
    for name, merge in ((CONFIRMATION_KIND, merge_confirmations), (KNOWN_KIND, merge_known)):
        register(
            MailKind(
                name=name,
                label=LABEL,
                is_personal=True,
                priority=Priority.TRANSACTIONAL,
                uncertain=UncertainPolicy.RETRY_ONCE,
                merge=merge,
                because=_("somebody, you we hope, registered this address for one of the network's meetings"),
            )
        )
    register(
        MailKind(
            name=REGISTERED_KIND,
            label=LABEL,
            is_personal=True,
            priority=Priority.TRANSACTIONAL,
            uncertain=UncertainPolicy.RETRY,
            merge=merge_registered,
            because=BECAUSE_INVITED,
        )
    )


def merge_confirmations(references: Sequence[str]) -> dict[str, dict[str, str] | None]:
    """The link to confirm by; None for registrations that are gone or done."""
    values: dict[str, dict[str, str] | None] = dict.fromkeys(references)
    for row in Registration.objects.filter(pk__in=references, confirmed_at=None):
        with translation.override(row.language):
            url = public_url(reverse("meetings:registration-confirm", args=[row.token]))
        values[str(row.pk)] = {"confirm_url": url}
    return values


def merge_known(references: Sequence[str]) -> dict[str, dict[str, str] | None]:
    """The link to the answer that the person has given or can give."""
    values: dict[str, dict[str, str] | None] = dict.fromkeys(references)
    for row in Invitation.objects.current().filter(pk__in=references):
        values[str(row.pk)] = {"answer_url": answer_url(row)}
    return values


def merge_registered(references: Sequence[str]) -> dict[str, dict[str, str] | None]:
    """What stands in the welcome of each, with how it stands with the seat when the mail leaves."""
    merged = merge_rewordings(references)
    rows = Invitation.objects.filter(pk__in=references).select_related("meeting")
    for row in rows:
        values = merged.get(str(row.pk))
        if values is None:
            continue
        with translation.override(row.language):
            seat = seat_words(row, now=timezone.now())
            merged[str(row.pk)] = {**values, "seat": seat.text if seat else gettext("You are registered.")}
    return merged


def _send(folder: str, kind: str, meeting: Meeting, *, to: Recipient, key: str, at: datetime.datetime) -> None:
    with translation.override(to.language):
        context = {
            "meeting": meeting,
            "when": when_words(meeting),
            "place": place_words(meeting),
            "url": public_url(meeting.get_absolute_url()),
        }
    content = make_content(folder, kind=kind, language=to.language, context=context)
    create_mailing(
        kind=kind, key=key, label=content.subject, contents=[content], recipients=[to], at=at, not_after=meeting.ends_at
    )


def send_confirmation(meeting: Meeting, registration: Registration, *, at: datetime.datetime) -> None:
    """Ask the owner of the address. Nothing that a stranger wrote stands in the mail."""
    to = Recipient(registration.address, language=registration.language, reference=str(registration.pk))
    key = f"meeting-{meeting.pk}-registration-{registration.pk}-{at.isoformat()}"
    _send("meeting-registration", CONFIRMATION_KIND, meeting, to=to, key=key, at=at)


def send_known(meeting: Meeting, invitation: Invitation, *, at: datetime.datetime) -> None:
    """Tell somebody who is invited or registered already where the own answer is."""
    to = Recipient(invitation.address, language=invitation.language, reference=str(invitation.pk))
    key = f"meeting-{meeting.pk}-known-{invitation.pk}-{at.isoformat()}"
    _send("meeting-registration-known", KNOWN_KIND, meeting, to=to, key=key, at=at)


def send_registered(meeting: Meeting, invitation: Invitation, *, at: datetime.datetime) -> None:
    """Welcome somebody, with the meeting for the calendar."""
    key = f"meeting-{meeting.pk}-request-{meeting.sequence}-registered-{invitation.pk}-{invitation.nonce[:8]}"
    write_mailing(meeting, REGISTERED, [invitation], key=key, at=at)

"""The mails of this app: what stands in each, and what the outbox promises for it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.conf import settings
from django.db.models import Exists, Q, prefetch_related_objects
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext, gettext_lazy

from accounts.models import User
from core.links import public_url
from mailings.kinds import MailKind, Priority, UncertainPolicy, register
from mailings.models import Mailing
from mailings.services import MailContent, Recipient, create_mailing, make_content
from mailings.verp import Purpose, issue_address
from meetings import ical
from meetings.models import Invitation, Meeting
from meetings.models.invitation import other_times_of, rows_that_replies_name
from meetings.stamps import take_stamp
from meetings.words import deadline_words, place_words, when_words
from members.models import Contact

INVITATION_KIND = "meeting_invitation"
CANCELLATION_KIND = "meeting_cancellation"
REMINDER_KIND = "meeting_reminder"
REWORDING_KIND = "meeting_rewording"
# Mails that are of no use to somebody who is not invited any more.
WITHDRAWN_KINDS = (INVITATION_KIND, REMINDER_KIND, REWORDING_KIND)
BECAUSE_INVITED = gettext_lazy("you are invited to one of the network's meetings")


@dataclass(frozen=True)
class MeetingMail:
    """One of the app's mails: its templates, its kind, and the iTIP method of its calendar part ("" = it has none)."""

    folder: str
    kind: str
    method: str = ""


INVITED = MeetingMail("meeting-invitation", INVITATION_KIND, ical.REQUEST)
UPDATED = MeetingMail("meeting-updated", INVITATION_KIND, ical.REQUEST)
REOPENED = MeetingMail("meeting-reopened", INVITATION_KIND, ical.REQUEST)
REWORDED = MeetingMail("meeting-reworded", REWORDING_KIND, ical.REQUEST)
CANCELLED = MeetingMail("meeting-cancelled", CANCELLATION_KIND, ical.CANCEL)
UNINVITED = MeetingMail("meeting-uninvited", CANCELLATION_KIND, ical.CANCEL)
REMINDED = MeetingMail("meeting-reminder", REMINDER_KIND)
THANKED = MeetingMail("meeting-afterwards", REMINDER_KIND)


def register_kinds() -> None:
    """Make the kinds known. A calendar takes an invitation twice without harm: it knows it by UID and SEQUENCE."""
    for name, label, merge in (
        (INVITATION_KIND, gettext_lazy("Invitation to a meeting"), merge_requests),
        (CANCELLATION_KIND, gettext_lazy("Meeting called off"), merge_cancellations),
        (REWORDING_KIND, gettext_lazy("New words for a meeting"), merge_rewordings),
    ):
        register(
            MailKind(
                name=name,
                label=label,
                priority=Priority.TRANSACTIONAL,
                uncertain=UncertainPolicy.RETRY,
                merge=merge,
                because=BECAUSE_INVITED,
            )
        )
    register(
        MailKind(
            name=REMINDER_KIND,
            label=gettext_lazy("Reminder of a meeting"),
            priority=Priority.TRANSACTIONAL,
            uncertain=UncertainPolicy.RETRY_ONCE,
            merge=merge_requests,
            because=BECAUSE_INVITED,
            is_compulsory=False,
        )
    )


def answer_url(invitation: Invitation) -> str:
    """Where the invitation is answered, in the language of the person's mails."""
    with translation.override(invitation.language):
        return public_url(reverse("meetings:invitation-respond", args=[invitation.token]))


def _greeting(invitation: Invitation) -> str:
    with translation.override(invitation.language):
        return gettext("Hello %(name)s!") % {"name": invitation.name} if invitation.name else gettext("Hello!")


def _why_without_contact(meeting: Meeting, invitation: Invitation, *, is_past: bool) -> str:
    """Why somebody is invited who is no member's contact; "" for contacts."""
    member = invitation.member.name if invitation.member else ""
    if invitation.stands_in_for is not None and not is_past:
        return gettext("%(name)s has asked you to come instead") % {"name": invitation.stands_in_for.name}
    if invitation.registered_at is not None:
        return gettext("you have registered for the meeting “%(title)s”") % {"title": meeting.title}
    if invitation.contact is None and member and invitation.contact_kind == "" and not is_past:
        return gettext("you represent %(member)s") % {"member": member}
    if invitation.contact is not None and member:
        return ""
    words = gettext("you are invited to the meeting “%(title)s”")
    if is_past:
        words = gettext("you were invited to the meeting “%(title)s”")
    return words % {"title": meeting.title}


def why_invited(meeting: Meeting, invitation: Invitation, *, is_past: bool = False) -> str:
    """Why this person is (or `is_past`: was) invited, as a clause in the language of the person's mails."""
    with translation.override(invitation.language):
        member = invitation.member.name if invitation.member else ""
        if reason := _why_without_contact(meeting, invitation, is_past=is_past):
            return reason
        if meeting.audience == Meeting.Audience.THEME_GROUP and meeting.theme_group:
            return gettext("you are in the theme group %(group)s") % {"group": meeting.theme_group}
        match invitation.contact and invitation.contact.kind:
            case Contact.Kind.POLITICAL:
                words = gettext("you are the political contact of %(member)s")
            case Contact.Kind.ADMINISTRATIVE:
                words = gettext("you are the administrative contact of %(member)s")
            case _other:
                words = gettext("you represent %(member)s")
        return words % {"member": member}


PARTSTATS = {
    Invitation.Answer.NONE: "NEEDS-ACTION",
    Invitation.Answer.YES: "ACCEPTED",
    Invitation.Answer.NO: "DECLINED",
    Invitation.Answer.TENTATIVE: "TENTATIVE",
}


def _merge(
    references: Sequence[str], *, wants_answer: bool = True, keeps_answer: bool = False
) -> dict[str, dict[str, str]]:
    values = {}
    invitations = list(Invitation.objects.filter(pk__in=references).select_related("meeting"))
    reply_rows = rows_that_replies_name(invitations)
    stand_ins = other_times_of(invitations)
    for invitation in invitations:
        partstat = PARTSTATS[Invitation.Answer(invitation.answer)] if keeps_answer else "NEEDS-ACTION"
        values[str(invitation.pk)] = {
            "greeting": _greeting(invitation),
            "answer_url": answer_url(stand_ins.get(invitation.pk, invitation)),
            ical.ATTENDEE_MARKER: ical.attendee_lines(
                address=invitation.address,
                name=invitation.name,
                partstat=partstat,
                wants_answer=wants_answer,
                reply_to=issue_address(Purpose.REPLY, reply_rows[invitation.pk]),
            ),
        }
    return values


def not_any_more(references: Sequence[str]) -> dict[str, None]:
    """Who of these is not invited any more, or was as a member's contact and is none now: no mail is made for them.

    A representative who is no contact is invited for the member without a kind of contact, and stays invited. Whoever
    still comes to another time of a series needs the mails about all of it: what was only about the time that was
    taken back has been withdrawn (services.attendees.withdraw_from).
    """
    was_contact = Q(contact__isnull=True, member__isnull=False, stands_in_for__isnull=True) & ~Q(contact_kind="")
    was_removed = Q(removed_at__isnull=False) & ~Exists(Invitation.objects.elsewhere_in_series())
    ended = Invitation.objects.filter(was_removed | was_contact, pk__in=references)
    return dict.fromkeys(map(str, ended.values_list("pk", flat=True)))


def merge_requests(references: Sequence[str]) -> dict[str, dict[str, str] | None]:
    """What stands in each person's own invitation; made when it is sent, so that no token is stored."""
    return {**_merge(references), **not_any_more(references)}


def merge_rewordings(references: Sequence[str]) -> dict[str, dict[str, str] | None]:
    """The same where only words are new: the answer that was given stands."""
    return {**_merge(references, keeps_answer=True), **not_any_more(references)}


def merge_cancellations(references: Sequence[str]) -> dict[str, dict[str, str]]:
    """The same where nothing is asked any more."""
    return _merge(references, wants_answer=False)


def make_meeting_content(
    meeting: Meeting, mail: MeetingMail, *, language: str, at: datetime.datetime, note: str = ""
) -> MailContent:
    """The words of one mail in one language, frozen, with markers for what is each person's own."""
    with translation.override(language):
        context = {
            "meeting": meeting,
            "when": when_words(meeting),
            "place": place_words(meeting),
            "deadline": deadline_words(meeting),
            "agenda": list(meeting.agenda_items.prefetch_related("annexes")),
            "url": public_url(meeting.get_absolute_url()),
            "note": note,
            "because": "%%because%%",
        }
    content = make_content(mail.folder, kind=mail.kind, language=language, context=context)
    if not mail.method:
        return content
    calendar = ical.scheduling_text(meeting, method=mail.method, language=language, at=at)
    return replace(content, calendar=calendar, calendar_method=mail.method)


def write_mailing(
    meeting: Meeting,
    mail: MeetingMail,
    invitations: Iterable[Invitation],
    *,
    key: str,
    at: datetime.datetime,
    scheduled_at: datetime.datetime | None = None,
    not_after: datetime.datetime | None = None,
    note: str = "",
    by: User | None = None,
) -> Mailing:
    """Write one mail to these people into the outbox, one message each, in their own language."""
    people = with_languages(invitations)
    stamp = take_stamp(meeting, at) if mail.method else at
    languages = sorted({invitation.language for invitation in people}) or [settings.LANGUAGE_CODE]
    return create_mailing(
        kind=mail.kind,
        key=key,
        label=meeting.title_sv,
        contents=[
            make_meeting_content(meeting, mail, language=language, at=stamp, note=note) for language in languages
        ],
        recipients=recipients_of(meeting, mail, people),
        at=at,
        scheduled_at=scheduled_at,
        not_after=not_after or meeting.ends_at,
        created_by=by,
    )


def with_languages(invitations: Iterable[Invitation]) -> list[Invitation]:
    """The invitations with what their mails need; who reads another language by now gets it from now on."""
    people = list(invitations)
    prefetch_related_objects(people, "contact", "member", "stands_in_for")
    changed = [row for row in people if row.contact and row.contact.language != row.language]
    for row in changed:
        row.language = row.contact.language if row.contact else row.language
    Invitation.objects.bulk_update(changed, ["language"])
    return people


def recipients_of(meeting: Meeting, mail: MeetingMail, people: Iterable[Invitation]) -> list[Recipient]:
    """Whom a mail about the meeting goes to. All mails to a person about one calendar entry are of one thread."""
    uid = meeting.calendar_uid
    is_past = mail.kind == CANCELLATION_KIND
    return [
        Recipient(
            person.address,
            name=person.name,
            language=person.language,
            reference=str(person.pk),
            thread=f"{uid}:{person.address}",
            because=why_invited(meeting, person, is_past=is_past),
        )
        for person in people
    ]

"""What is known of those who are invited to meetings."""

from __future__ import annotations

import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.personal_data import (
    PSEUDONYM,
    Clue,
    Ground,
    Holding,
    Kept,
    Mentions,
    NotPersonal,
    Outcome,
    Person,
    Purpose,
    Rule,
    Traces,
    by_account,
    by_address,
    by_row,
    either,
    empty,
    pseudonym,
    register,
)
from core.tokens import new_nonce
from meetings.minutes.services import forget_adjusters, forget_holders, old_actions, old_adjusters
from meetings.models import ChosenPerson, Invitation, Registration, SeatClaim

KEEP_INVITED = datetime.timedelta(days=365)
KEEP_NEEDS = datetime.timedelta(days=30)


def forget_invited(rows: QuerySet[Invitation], _person: Person | None, at: datetime.datetime) -> int:
    """Take the person out; whether somebody of the member came stays. Whoever was to come, does not."""
    rows.filter(meeting__starts_at__gt=at, removed_at=None).update(removed_at=at)
    SeatClaim.objects.filter(invitation__in=rows).delete()
    return rows.update(
        address=pseudonym(),
        name="",
        comment="",
        organization="",
        diet="",
        access_needs="",
        contact=None,
        nonce=new_nonce(),
        token_hash="",
        language="sv",
    )


def old_invitations(now: datetime.datetime) -> QuerySet[Invitation]:
    """Invitations to meetings of a year ago that still say who."""
    return Invitation.objects.filter(meeting__ends_at__lt=now - KEEP_INVITED).exclude(address__endswith=PSEUDONYM)


def old_needs(now: datetime.datetime) -> QuerySet[Invitation]:
    """Invitations to meetings of a month ago that still say what the person eats or needs."""
    return Invitation.objects.filter(meeting__ends_at__lt=now - KEEP_NEEDS).exclude(diet="", access_needs="")


def old_choices(now: datetime.datetime) -> QuerySet[ChosenPerson]:
    """People chosen for drafts whose time is over: nobody will announce them."""
    return ChosenPerson.objects.filter(meeting__ends_at__lt=now - KEEP_NEEDS)


register(
    Purpose(
        key="meetings",
        order=30,
        title=_("Meetings"),
        why=_("People are invited, answer, and get papers, changes and reminders."),
        ground=Ground.PUBLIC_TASK,
        whose=_("Whoever is invited to a meeting, or registers for one"),
        what=_(
            "Name, organization, e-mail address, answer, what was written with the answer, what one eats and needs to "
            "take part"
        ),
        retention=_(
            "What one eats and needs: 30 days after the meeting. The rest: twelve months after the meeting. How many "
            "came from each member stays."
        ),
        kept_by_law=_(
            "Minutes and lists of who was there are official documents; they are kept as they were approved."
        ),
    ),
    Clue("meetings.Invitation", address="address", names="name"),
    Holding(
        "meetings.Invitation",
        purpose="meetings",
        columns="address name organization language comment diet access_needs contact",
        secrets="nonce token_hash",
        find=either(by_address("address"), by_row("members.Contact", "contact")),
        erase=forget_invited,
        outcome=Outcome.EMPTIED,
        order=40,
    ),
    Clue("meetings.Registration", address="address", names="name"),
    Holding(
        "meetings.Registration",
        purpose="meetings",
        columns="address name organization language comment diet access_needs",
        secrets="nonce token_hash",
        find=by_address("address"),
        order=40,
    ),
    Clue("meetings.ChosenPerson", address="address", names="name"),
    Holding(
        "meetings.ChosenPerson",
        purpose="meetings",
        columns="name address language contact user",
        find=either(by_address("address"), by_row("members.Contact", "contact"), by_account("user")),
        order=40,
    ),
    Traces("meetings.ChosenPerson", "meetings", "chosen_by", tell="chosen_at"),
    Holding("meetings.Secretary", purpose="meetings", columns="user", find=by_account("user"), order=40),
    Traces("meetings.Secretary", "meetings", "named_by", tell="named_at"),
    NotPersonal("meetings.SeatPlan", "How many seats a meeting has."),
    NotPersonal("meetings.SeatClaim", "Goes with the invitation, and is deleted when that is emptied."),
    Mentions("meetings.Meeting", "meetings", "title_sv title_en description_sv description_en place online_link"),
    NotPersonal("meetings.Meeting", "A random name for calendars.", "uid"),
    Holding(
        "meetings.CalendarKey",
        purpose="meetings",
        columns="user",
        secrets="nonce token_hash",
        find=by_account("user"),
        order=40,
    ),
    Mentions("meetings.MeetingSeries", "meetings", "title_sv title_en description_sv description_en place online_link"),
    NotPersonal("meetings.MeetingSeries", "A random name for calendars, and a rule of dates.", "uid rule"),
    NotPersonal("meetings.MeetingKind", "Kinds of meetings."),
    Mentions("meetings.AgendaItem", "meetings", "title_sv title_en text_sv text_en speaker"),
    Traces("meetings.PaperNotice", "meetings", "sent_by", tell="sent_at"),
    Mentions("meetings.MeetingDocument", "meetings", "title"),
    Kept(
        "meetings.MeetingDocument",
        "meetings",
        "file",
        _("Papers and minutes of meetings are official documents (tryckfrihetsförordningen, arkivlagen)."),
    ),
    Mentions("meetings.MeetingIndexPage", "editorial", "introduction"),
    Rule(
        "invitations",
        "meetings",
        _("Who was invited, a year after the meeting"),
        Outcome.EMPTIED,
        apply=lambda now: forget_invited(old_invitations(now), None, now),
        forbidden=lambda now: old_invitations(now).count(),
    ),
    Rule(
        "registrations",
        "meetings",
        _("Registrations on the public form, seven days after they were sent; confirmed ones are invitations by then"),
        Outcome.DELETED,
        apply=lambda now: Registration.objects.old(now).delete()[0],
        forbidden=lambda now: Registration.objects.old(now).count(),
    ),
    Rule(
        "chosen",
        "meetings",
        _("People chosen by name for meetings that were never announced, 30 days after"),
        Outcome.DELETED,
        apply=lambda now: old_choices(now).delete()[0],
        forbidden=lambda now: old_choices(now).count(),
    ),
    Rule(
        "needs",
        "meetings",
        _("What people eat and need, 30 days after the meeting"),
        Outcome.EMPTIED,
        apply=lambda now: old_needs(now).update(diet="", access_needs=""),
        forbidden=lambda now: old_needs(now).count(),
    ),
)
RECORD = _("Minutes are official documents (tryckfrihetsförordningen, arkivlagen): adjusted ones are never changed.")

register(
    Kept("meetings.Minutes", "meetings", "chair secretary text", RECORD),
    NotPersonal("meetings.Minutes", "A checksum of the text.", "checksum"),
    Kept("meetings.MinutesItem", "meetings", "title text", RECORD),
    Traces("meetings.MinutesItem", "meetings", "changed_by", tell="changed_at"),
    Kept("meetings.Decision", "meetings", "text", RECORD),
    Kept("meetings.Attendee", "meetings", "name member_name", RECORD),
    Holding(
        "meetings.Attendee",
        purpose="meetings",
        columns="contact",
        find=by_row("members.Contact", "contact"),
        erase=empty(contact=None),
        outcome=Outcome.EMPTIED,
        order=40,
    ),
    Kept("meetings.Adjuster", "meetings", "name", RECORD),
    Holding(
        "meetings.Adjuster",
        purpose="meetings",
        columns="address language comment contact",
        secrets="nonce token_hash",
        find=either(by_address("address"), by_row("members.Contact", "contact")),
        erase=forget_adjusters,
        outcome=Outcome.EMPTIED,
        order=40,
    ),
    Kept("meetings.ActionItem", "meetings", "what owner_name", RECORD),
    Holding(
        "meetings.ActionItem",
        purpose="meetings",
        columns="address language holder_name contact",
        secrets="nonce token_hash",
        find=either(by_address("address"), by_row("members.Contact", "contact")),
        erase=forget_holders,
        outcome=Outcome.EMPTIED,
        order=40,
    ),
    Rule(
        "adjusters",
        "meetings",
        _("Addresses and comments of adjusters, a year after the minutes were locked"),
        Outcome.EMPTIED,
        apply=lambda now: forget_adjusters(old_adjusters(now)),
        forbidden=lambda now: old_adjusters(now).count(),
    ),
    Rule(
        "action-items",
        "meetings",
        _("Addresses of those who had an action item, a year after it was done"),
        Outcome.EMPTIED,
        apply=lambda now: forget_holders(old_actions(now)),
        forbidden=lambda now: old_actions(now).count(),
    ),
)

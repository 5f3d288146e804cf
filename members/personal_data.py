"""What is known of members' people: contacts, roles, invitations to roles; and where texts name somebody."""

from __future__ import annotations

import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.personal_data import (
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
    register,
)
from members.models import Contact, RoleInvitation

KEEP_CONTACTS = datetime.timedelta(days=365)
KEEP_INVITATIONS = datetime.timedelta(days=90)


def contacts_of_left_members(now: datetime.datetime) -> QuerySet[Contact]:
    """Contacts of members that left a year ago."""
    return Contact.objects.filter(member__left_on__lt=(now - KEEP_CONTACTS).date())


def settled_invitations(now: datetime.datetime) -> QuerySet[RoleInvitation]:
    """Invitations to roles that were answered, withdrawn or grew too old three months ago."""
    day = now - KEEP_INVITATIONS
    return RoleInvitation.objects.filter(
        Q(accepted_at__lt=day) | Q(withdrawn_at__lt=day) | Q(accepted_at=None, withdrawn_at=None, expires_at__lt=day)
    )


def delete_contacts(rows: QuerySet[Contact], _person: Person, _at: datetime.datetime) -> int:
    """Delete the contacts; invitations to meetings stay with their answers."""
    return len([contact.delete() for contact in rows])


register(
    Purpose(
        key="representation",
        order=20,
        title=_("Contacts and roles"),
        why=_("Members, and the public, know whom to write to; each member's people may do their task."),
        ground=Ground.PUBLIC_TASK,
        whose=_("Members' political and administrative contacts, editors and representatives"),
        what=_("Name, title, unit, telephone and address at work, e-mail address; roles with their days"),
        retention=_(
            "As long as the member names the person, and twelve months after the member has left. Invitations to a "
            "role: three months after they are settled."
        ),
        recipients=_("Everybody: members' contacts are public"),
    ),
    Clue("members.Contact", address="email", names="name", phones="phone", account="user", strong=True),
    Clue("members.RoleInvitation", address="address", account="user"),
    Holding(
        "members.Contact",
        purpose="representation",
        columns="name title unit phone email street_address postcode town language user",
        find=either(by_account("user"), by_row("members.Contact")),
        erase=delete_contacts,
        order=60,
    ),
    Holding("members.ThemeGroup_contacts", "representation", "contact", find=by_row("members.Contact", "contact")),
    Traces("members.Representative", "representation", "user", tell="role started_on ended_on"),
    Traces("members.Representative", "representation", "ended_by successor", tell="ended_on"),
    Holding(
        "members.RoleInvitation",
        purpose="representation",
        columns="address first_name last_name language user",
        secrets="nonce token_hash",
        find=either(by_account("user"), by_address("address")),
    ),
    Traces("members.RoleInvitation", "representation", "invited_by", tell="sent_at"),
    Mentions("members.Member", "representation", "last_reviewed_by"),
    Kept(
        "members.Member",
        "membership",
        "letter_body letter_registry_number",
        _("The decision to be a member is an official document (arkivlagen): its body, day and registry number stay."),
    ),
    NotPersonal(
        "members.Member",
        "Facts of a municipality or region, no person's.",
        "code name official_name county_code county_name website",
    ),
    NotPersonal("members.PoliticalBody", "Names of boards and committees.", "name parent_body"),
    Mentions("members.StrategyDocument", "editorial", "title description url"),
    NotPersonal("members.ThemeGroup", "A short name in addresses.", "key"),
    Mentions("members.ThemeGroup", "editorial", "name_sv name_en description_sv description_en"),
    Mentions("members.MemberIndexPage", "editorial", "introduction"),
    Mentions(
        "members.MemberPage",
        "editorial",
        "introduction policy_text governing_document governing_document_version governing_document_url "
        "health_in_planning body proposed_facts",
    ),
    Rule(
        "contacts-of-left-members",
        "representation",
        _("Contacts of members that left a year ago"),
        Outcome.DELETED,
        apply=lambda now: contacts_of_left_members(now).delete()[1].get("members.Contact", 0),
        forbidden=lambda now: contacts_of_left_members(now).count(),
    ),
    Rule(
        "role-invitations",
        "representation",
        _("Invitations to a role, three months after they are settled"),
        Outcome.DELETED,
        apply=lambda now: settled_invitations(now).delete()[0],
        forbidden=lambda now: settled_invitations(now).count(),
    ),
)

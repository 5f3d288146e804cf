"""What is known of members' people: contacts, roles, invitations to roles; and where texts name somebody."""

from __future__ import annotations

import datetime
import json

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
    Place,
    Purpose,
    Rule,
    Traces,
    by_account,
    by_address,
    by_row,
    either,
    register,
)
from core.redaction import Redactor
from core.tables import TableError, read_table
from members.models import Contact, MemberImport, RoleInvitation
from members.uploading import delete_old_uploads

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


def uploads_naming(person: Person) -> list[MemberImport]:
    """Lists that wait to be confirmed and name the person; one that cannot be read counts as naming everybody."""
    redactor = Redactor.of(person.identifiers)
    found = []
    for upload in MemberImport.objects.all():
        try:
            table = [row.values for row in read_table(bytes(upload.content), upload.filename).rows]
            is_named = redactor.excerpts(json.dumps([table, upload.rows]))
        except TableError:
            is_named = [upload.filename]
        if is_named:
            found.append(upload)
    return found


def delete_uploads(person: Person) -> int:
    """Throw them away: the coordinator uploads the list again, without the person."""
    uploads = uploads_naming(person)
    MemberImport.objects.filter(pk__in=[upload.pk for upload in uploads]).delete()
    return len(uploads)


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
    Traces("members.MemberImport", "representation", "created_by", tell="created_at"),
    Mentions("members.MemberImport", "representation", "filename"),
    NotPersonal("members.MemberImport", "Looked at as a place of its own.", "content rows fingerprint"),
    Place(
        "member-lists",
        "representation",
        _("Uploaded lists of members"),
        look=lambda person: [f"{upload.created_at:%Y-%m-%d %H:%M}" for upload in uploads_naming(person)],
        clear=delete_uploads,
    ),
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
        "member-lists",
        "representation",
        _("Lists of members that nobody confirmed, after a day"),
        Outcome.DELETED,
        apply=lambda now: delete_old_uploads(now=now),
        forbidden=lambda now: MemberImport.objects.too_old(now).count(),
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

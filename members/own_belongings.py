"""What this app itself knows that a person has in hand: standing as a contact, and unfinished pages."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, WorkflowState

from accounts.models import User
from members.belongings import Belonging, BelongingKind, HandOver, register_belongings
from members.models import Contact, Member, MemberPage, ThemeGroup


def contacts_of(member: Member, user: User) -> QuerySet[Contact]:
    """The member's contacts that are this person, by account or by address."""
    return Contact.objects.filter(Q(user=user) | Q(email__iexact=user.email), member=member)


def contact_belongings(member: Member, user: User) -> Iterator[Belonging]:
    """As which contact the person stands on the site."""
    for contact in contacts_of(member, user):
        yield Belonging(f"{contact.get_kind_display()}: {contact.name}")


def contacts_for(member: Member, *, leaver: User, successor: User) -> dict[int, Contact]:
    """The successor's contact for each of the leaver's.

    One who is a contact already stays what he or she is, since an official does not become a politician: then the
    leaver's place is vacant, which the ledger shows. Anybody else takes the place.
    """
    known = list(contacts_of(member, successor).exclude(email=""))
    found: dict[int, Contact] = {}
    for old in contacts_of(member, leaver):
        same = [contact for contact in known if contact.kind == old.kind]
        found[old.pk] = (same or known or [_contact_like(old, successor)])[0]
    return found


def _contact_like(old: Contact, person: User) -> Contact:
    """A contact at the same desk: whose title and phone are not known is for the member to fill in."""
    return Contact.objects.create(
        member=old.member,
        kind=old.kind,
        user=person,
        name=str(person),
        email=person.email,
        language=person.language,
        unit=old.unit,
        street_address=old.street_address,
        postcode=old.postcode,
        town=old.town,
        sort_order=old.sort_order,
    )


def theme_group_seats(member: Member, user: User) -> Iterator[Belonging]:
    """In which theme groups the person sits for the member."""
    for group in ThemeGroup.objects.filter(contacts__in=contacts_of(member, user)).distinct():
        yield Belonging(group.name)


def leave_contacts(hand_over: HandOver) -> None:
    """Nothing more: the successor's contact is made before all else, and the leaver's goes after it."""


def move_theme_groups(hand_over: HandOver) -> None:
    """The successor takes the seat in the theme groups. The leaver's contact goes last, when all is moved."""
    for pk, new in hand_over.contacts.items():
        new.theme_groups.add(*Contact.objects.get(pk=pk).theme_groups.all())


def _pages_of(member: Member) -> QuerySet[Page]:
    wanted = Q(pk__in=[])
    for page in MemberPage.objects.filter(member=member):
        wanted |= Q(path__startswith=page.path)
    return Page.objects.filter(wanted)


def _workflows_of(member: Member, user: User) -> QuerySet[WorkflowState]:
    numbers = [str(pk) for pk in _pages_of(member).values_list("pk", flat=True)]
    return WorkflowState.objects.active().filter(requested_by=user, object_id__in=numbers)


def unfinished_pages(member: Member, user: User) -> Iterator[Belonging]:
    """Pages that the person sent in, or began and has not published."""
    sent_in = [int(state.object_id) for state in _workflows_of(member, user)]
    begun = Q(owner=user, has_unpublished_changes=True) | Q(pk__in=sent_in)
    for page in _pages_of(member).filter(begun, alias_of__isnull=True).order_by("title"):
        yield Belonging(page.get_admin_display_title(), reverse("wagtailadmin_pages:edit", args=[page.pk]))


def move_pages(hand_over: HandOver) -> None:
    """An editor goes on with the pages, and hears of their approval; who edits nothing leaves them to the editors."""
    group = hand_over.member.editor_group_id
    if group is None or not hand_over.successor.groups.filter(pk=group).exists():
        return
    _workflows_of(hand_over.member, hand_over.leaver).update(requested_by=hand_over.successor)
    _pages_of(hand_over.member).filter(owner=hand_over.leaver).update(owner=hand_over.successor)


def register_own_belongings() -> None:
    """Make them known."""
    register_belongings(BelongingKind("contacts", _("Contact"), contact_belongings, leave_contacts, 10))
    register_belongings(BelongingKind("theme_groups", _("Theme groups"), theme_group_seats, move_theme_groups, 11))
    register_belongings(BelongingKind("pages", _("Unfinished pages"), unfinished_pages, move_pages, 30))

"""Practices and adoptions that a person answers for, and their going to somebody else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from accounts.models import User
from members.belongings import Belonging, BelongingKind, HandOver, register_belongings
from members.models import Member
from members.own_belongings import contacts_of
from projects.models import Adoption, ProjectPage


def _practices(member: Member, user: User) -> QuerySet[ProjectPage]:
    answers = Q(contact__in=contacts_of(member, user)) | Q(contact_email__iexact=user.email)
    return ProjectPage.objects.filter(answers, lead_member=member)


def practices_in_hand(member: Member, user: User) -> Iterator[Belonging]:
    """Practices that the person is the contact of, each once, whatever it is translated to."""
    pages = _practices(member, user).filter(alias_of__isnull=True).order_by("title")
    original = {page.translation_key: page for page in [*pages, *pages.filter(locale=Locale.get_default())]}
    for page in original.values():
        yield _in_words(page)


def adoptions_in_hand(member: Member, user: User) -> Iterator[Belonging]:
    """What the member has taken up, with the person as contact."""
    for adoption in _adoptions(member, user).select_related("practice"):
        yield _in_words(adoption.practice)


def _in_words(page: ProjectPage) -> Belonging:
    """The practice as it is called in the active language, where it is translated."""
    page = page.localized
    return Belonging(page.title, page.get_url() or "" if page.live else "")


def _adoptions(member: Member, user: User) -> QuerySet[Adoption]:
    return Adoption.objects.filter(member=member, contact_email__iexact=user.email)


def move_practices(hand_over: HandOver) -> None:
    """Name the successor on the pages, and in the drafts that somebody is writing."""
    for page in ProjectPage.objects.filter(lead_member=hand_over.member).select_related("latest_revision"):
        changed = _named_anew(
            {"contact": page.contact_id, "contact_name": page.contact_name, "contact_email": page.contact_email},
            hand_over,
        )
        if changed:
            ProjectPage.objects.filter(pk=page.pk).update(
                contact_id=changed["contact"],
                contact_name=changed["contact_name"],
                contact_email=changed["contact_email"],
            )
        draft = page.latest_revision
        if draft is not None and (newer := _named_anew(draft.content, hand_over)):
            draft.content = {**draft.content, **newer}
            draft.save(update_fields=["content"])


def move_adoptions(hand_over: HandOver) -> None:
    """Name the successor."""
    successor = hand_over.successor
    _adoptions(hand_over.member, hand_over.leaver).update(contact_name=str(successor), contact_email=successor.email)


def _named_anew(facts: dict[str, Any], hand_over: HandOver) -> dict[str, Any]:
    """What of a page's contact changes; nothing where it is somebody else."""
    contact, address = facts.get("contact"), facts.get("contact_email") or ""
    new = hand_over.contacts.get(contact) if contact is not None else None
    is_named = address.lower() == hand_over.leaver.email.lower()
    if new is None and not is_named:
        return {}
    return {
        "contact": new.pk if new is not None else contact,
        "contact_name": str(hand_over.successor) if is_named else facts.get("contact_name", ""),
        "contact_email": hand_over.successor.email if is_named else address,
    }


def register_project_belongings() -> None:
    """Make them known."""
    register_belongings(BelongingKind("practices", _("Practices"), practices_in_hand, move_practices, 20))
    register_belongings(BelongingKind("adoptions", _("Taken up from others"), adoptions_in_hand, move_adoptions, 21))

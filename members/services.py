"""What is done with members: create, provision, give and end roles."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from wagtail.models import Collection, Locale

from accounts.models import User
from accounts.services import end_sessions
from members.models import Member, MemberIndexPage, MemberPage, Representative
from members.permissions import COORDINATOR_GROUP_NAME, grant_editor_permissions, provision_private_collection


class RoleError(ValueError):
    """A role that cannot be given or ended."""


@transaction.atomic
def create_member(*, index: MemberIndexPage | None = None, **facts: Any) -> Member:
    """Create a member with its profile page, editor group and permissions.

    `facts` are fields of `Member`; `target_areas` may be given as an iterable. The profile goes under `index`
    (default: the Swedish directory, where there is one). Raises `ValidationError` for facts that do not hold.
    """
    target_areas = facts.pop("target_areas", ())
    member = Member(**facts)
    member.full_clean()
    member.save()
    member.target_areas.set(target_areas)
    member.save()
    provision_member(member, index=index)
    return member


@transaction.atomic
def provision_member(member: Member, *, index: MemberIndexPage | None = None) -> None:
    """Give a member what it lacks: editor group, media collection, profile page and permissions. May run twice."""
    _ensure_group(member)
    _ensure_collection(member)
    _ensure_pages(member, index)
    grant_editor_permissions(member)


def _ensure_group(member: Member) -> None:
    name = f"Redaktörer: {member.name}"
    if member.editor_group is None:
        if Group.objects.filter(name=name, edited_member__isnull=False).exists():
            name = f"{name} ({member.code})"
        member.editor_group = Group.objects.get_or_create(name=name)[0]
        member.save(update_fields=["editor_group"])
    elif not member.editor_group.name.startswith(name):
        member.editor_group.name = name
        member.editor_group.save(update_fields=["name"])


def _ensure_collection(member: Member) -> None:
    if member.media_collection is None:
        root = Collection.get_first_root_node()
        member.media_collection = root.add_child(name=member.name)
        member.save(update_fields=["media_collection"])
    provision_private_collection(member)


def _ensure_pages(member: Member, index: MemberIndexPage | None) -> None:
    """Publish a profile under the directory, and its stand-ins in the other languages."""
    page = MemberPage.objects.filter(member=member, alias_of__isnull=True).order_by("pk").first()
    if page is None:
        index = index or MemberIndexPage.objects.filter(locale=Locale.get_default()).order_by("path").first()
        if index is None:
            return
        page = MemberPage(title=member.name, member=member, locale=index.locale)
        index.add_child(instance=page)
        page.save_revision().publish()
    parent = page.get_parent()
    for translated_parent in parent.get_translations().select_related("locale"):
        if not page.has_translation(translated_parent.locale):
            page.copy_for_translation(translated_parent.locale, alias=True)


@transaction.atomic
def appoint_editor(member: Member, *, user: User, at: date) -> Representative:
    """Let a person edit the member's profile and practices from `at`; asking twice changes nothing.

    Raises `RoleError` where the account is closed.
    """
    if not user.is_active:
        raise RoleError("A closed account cannot be an editor.")
    provision_member(member)
    role, _created = Representative.objects.current().get_or_create(
        member=member, user=user, role=Representative.Role.EDITOR, defaults={"started_on": at}
    )
    if member.editor_group is not None:
        user.groups.add(member.editor_group)
    return role


@transaction.atomic
def appoint_representative(member: Member, *, user: User, at: date) -> Representative:
    """Let a person speak for the member from `at`; asking twice changes nothing.

    Raises `RoleError` where the account is closed.
    """
    if not user.is_active:
        raise RoleError("A closed account cannot be a representative.")
    role, _created = Representative.objects.current().get_or_create(
        member=member, user=user, role=Representative.Role.REPRESENTATIVE, defaults={"started_on": at}
    )
    return role


@transaction.atomic
def end_role(role: Representative, *, at: date) -> None:
    """End a role on `at`; an editor's permissions end with the last editor role for that member, and all sessions.

    Raises `RoleError` where the role has ended already or would end before it began.
    """
    if role.ended_on is not None:
        raise RoleError("The role has ended already.")
    if at < role.started_on:
        raise RoleError("A role cannot end before it begins.")
    role.ended_on = at
    role.save(update_fields=["ended_on"])
    still_editor = (
        Representative.objects.current()
        .filter(member=role.member, user=role.user, role=Representative.Role.EDITOR)
        .exists()
    )
    if not still_editor and role.member.editor_group is not None:
        role.user.groups.remove(role.member.editor_group)
    end_sessions(role.user)


@transaction.atomic
def appoint_coordinator(user: User) -> None:
    """Give a person everything the coordinator may do."""
    user.groups.add(Group.objects.get(name=COORDINATOR_GROUP_NAME))

"""Whose member it is, and who may change it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from accounts.models import User
from members.models import Member
from members.permissions import MemberPermissionPolicy, can_invite_anybody

policy = MemberPermissionPolicy(Member)


def own_members(user: User) -> QuerySet[Member]:
    """The members that a person speaks or edits for today."""
    role = Q(representatives__user=user, representatives__ended_on__isnull=True)
    return Member.objects.filter(role | Q(editor_group__user=user)).distinct()


def visible_members(user: User) -> QuerySet[Member]:
    """The own members; a coordinator sees all."""
    return Member.objects.all() if can_invite_anybody(user) else own_members(user)


def can_change(user: User, member: Member) -> bool:
    """Whether the person may change the member's facts and contacts: its editors, and coordinators."""
    return policy.user_has_permission_for_instance(user, "change", member)


def changeable(user: User, members: Iterable[Member]) -> set[int]:
    """The numbers of those among the members that the person may change."""
    allowed = policy.instances_user_has_any_permission_for(user, ["change"])
    return set(allowed.filter(pk__in=[member.pk for member in members]).values_list("pk", flat=True))

"""Whose member it is, and who may change it."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from accounts.models import User
from members.models import Member
from members.permissions import MemberPermissionPolicy

policy = MemberPermissionPolicy(Member)


def own_members(user: User) -> QuerySet[Member]:
    """The members that a person speaks or edits for today."""
    role = Q(representatives__user=user, representatives__ended_on__isnull=True)
    return Member.objects.filter(role | Q(editor_group__user=user)).distinct()


def can_change(user: User, member: Member) -> bool:
    """Whether the person may change the member's facts and contacts: its editors, and coordinators."""
    return policy.user_has_permission_for_instance(user, "change", member)

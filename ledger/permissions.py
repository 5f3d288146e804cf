"""Who may see the ledger: the coordinators, by their group's permission. Editors read their own member's row."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import QuerySet

from accounts.models import User
from members.models import Member

CHANGE = "ledger.change_membership"


def can_manage(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether the user may see and keep the ledger."""
    return isinstance(user, User) and user.is_active and user.has_perm(CHANGE)


def members_to_read(user: AbstractBaseUser | AnonymousUser) -> QuerySet[Member]:
    """The members whose own row the user may read: those that the user edits."""
    if not isinstance(user, User) or not user.is_active:
        return Member.objects.none()
    return Member.objects.active().filter(editor_group__user=user)

"""Who may see the ledger: the coordinators, by their group's permission. No member sees another's, nor its own yet."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from accounts.models import User

CHANGE = "ledger.change_membership"


def can_manage(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether the user may see and keep the ledger."""
    return isinstance(user, User) and user.is_active and user.has_perm(CHANGE)

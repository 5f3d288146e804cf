"""Who looks after personal data: the coordinators, by their group's permission."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from accounts.models import User

LOOK_AFTER = "privacy.change_erasurerequest"


def can_look_after(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether the user may see the record and reports, and act for people without an account."""
    return isinstance(user, User) and user.is_active and user.has_perm(LOOK_AFTER)

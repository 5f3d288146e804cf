"""Who sees mailings and may steer them."""

from django.contrib.auth.models import AnonymousUser

from accounts.models import User


def can_steer(user: User | AnonymousUser) -> bool:
    """Whether this person may see mailings with their addresses, and pause, resume, cancel or repeat them."""
    return user.is_active and user.has_perm("mailings.change_mailing")

"""Who may see the subscribers, and who may send."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from wagtail.permission_policies import ModelPermissionPolicy

from accounts.models import User

SEND = "newsletters.send_newsletterpage"
IMPORT = "newsletters.add_subscriber"
CHANGE = "newsletters.change_subscriber"


def can_send(user: User | AnonymousUser) -> bool:
    """Whether the user may send an issue to the subscribers: the coordinators, by their group's permission."""
    return user.is_active and user.has_perm(SEND)


class SubscriberPermissionPolicy(ModelPermissionPolicy):
    """As the model permissions say, but nobody is added by hand: people sign up, or come with a list."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Whether the user may do this to subscribers."""
        return action != "add" and bool(super().user_has_permission(user, action))

"""What is done to several people at once in the admin's list of users."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from wagtail.users.views.bulk_actions import AssignRoleBulkAction, SetActiveStateBulkAction

from accounts.models import User
from accounts.services import end_sessions


class PortalSetActiveState(SetActiveStateBulkAction):
    """Opens and closes accounts; never a superuser's, except by another one."""

    def check_perm(self, obj: User) -> bool:
        """Whether this account may be opened and closed by whoever asks."""
        return super().check_perm(obj) and (self.request.user.is_superuser or not obj.is_superuser)

    @classmethod
    def execute_action(cls, objects: Sequence[User], mark_as_active: bool = False, **kwargs: Any) -> tuple[int, int]:
        """Do it; closed accounts' sessions end, so that none wakes up when they are opened again."""
        with transaction.atomic():
            done: tuple[int, int] = super().execute_action(objects, mark_as_active=mark_as_active, **kwargs)
            for user in [] if mark_as_active else objects:
                end_sessions(user)
        return done


class PortalAssignRole(AssignRoleBulkAction):
    """Gives a role; never to a superuser, except by another one."""

    def check_perm(self, obj: User) -> bool:
        """Whether this account may be given roles by whoever asks."""
        return super().check_perm(obj) and (self.request.user.is_superuser or not obj.is_superuser)

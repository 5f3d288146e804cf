"""Who may tell of an adoption: coordinators of all, editors of their own members'."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from wagtail.permission_policies import ModelPermissionPolicy

from members.models import Member
from projects.models import Adoption

User = AbstractBaseUser | AnonymousUser
ACTIONS_OF_EDITORS = frozenset({"add", "change"})


def members_edited_by(user: User) -> models.QuerySet[Member]:
    """The members whose editor group lists the user."""
    if not user.is_authenticated or not user.is_active:
        return Member.objects.none()
    return Member.objects.filter(editor_group__user=user.pk).distinct()


class AdoptionPermissionPolicy(ModelPermissionPolicy):
    """Coordinators by their model permissions; an editor adds and changes what the own member has taken up."""

    def may_all(self, user: User, action: str) -> bool:
        """Whether the user may do this to every adoption."""
        return bool(super().user_has_permission(user, action))

    def user_has_permission(self, user: User, action: str) -> bool:
        """Whether the user may do this to some adoption."""
        return self.may_all(user, action) or (action in ACTIONS_OF_EDITORS and members_edited_by(user).exists())

    def user_has_any_permission(self, user: User, actions: Iterable[str]) -> bool:
        """Whether the user may do any of this to some adoption."""
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: User, action: str, instance: Adoption) -> bool:
        """Whether the user may do this to this adoption."""
        if self.may_all(user, action):
            return True
        return action in ACTIONS_OF_EDITORS and members_edited_by(user).filter(pk=instance.member_id).exists()

    def instances_user_has_any_permission_for(self, user: User, actions: Iterable[str]) -> models.QuerySet[Adoption]:
        """The adoptions that the user may do any of this to."""
        wanted = set(actions)
        if any(self.may_all(user, action) for action in wanted):
            return Adoption.objects.all()
        if not wanted & ACTIONS_OF_EDITORS:
            return Adoption.objects.none()
        return Adoption.objects.filter(member__in=members_edited_by(user))


adoption_policy = AdoptionPermissionPolicy(Adoption)

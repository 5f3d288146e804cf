"""Whose reviews a person sees: coordinators all, an editor the own member's."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from members.models import Member
from members.permissions import MemberPermissionPolicy
from reviews.models import Review
from reviews.models.review import ReviewQuerySet


def may_review(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether the user edits some member."""
    return bool(MemberPermissionPolicy(Member).user_has_permission(user, "change"))


def reviews_of(user: AbstractBaseUser | AnonymousUser) -> ReviewQuerySet:
    """The reviews of the members that the user may change."""
    members = MemberPermissionPolicy(Member).instances_user_has_any_permission_for(user, ["change"])
    return Review.objects.filter(member__in=members.order_by().values("pk"))

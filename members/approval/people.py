"""Who hears of what happens to a page."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import Group
from django.db.models import QuerySet
from wagtail.models import Page, TaskState

from accounts.models import User
from members.models import MemberPage


def approvers_of(state: TaskState, *, but: User | None) -> list[User]:
    """The people of the task's groups, without the one who sent the page in."""
    groups: QuerySet[Group] = state.task.specific.groups.all()
    people = User.objects.filter(groups__in=groups, is_active=True).distinct().order_by("pk")
    return [user for user in people if user != but]


def authors_of(page: Page, requested_by: User | None, *, but: User | None) -> list[User]:
    """Whoever sent the page in; where that person may change it no longer, the other editors of its member."""
    if requested_by is not None and may_change(requested_by, page):
        return [requested_by] if requested_by != but else []
    return [user for user in editors_of(page) if user != but]


def editors_of(page: Page) -> list[User]:
    """The editors of the member whose page this is, or whose page stands above it."""
    profile = MemberPage.objects.ancestor_of(page, inclusive=True).select_related("member").first()
    if profile is None:
        return []
    people = User.objects.filter(groups=profile.member.editor_group_id, is_active=True)
    return list(people.order_by("pk")) if profile.member.editor_group_id else []


def may_change(user: User, page: Page) -> bool:
    """Whether the person may open the page in the admin today."""
    return bool(user.is_active and page.specific.permissions_for_user(user).can_edit())


def may_write(user: User) -> bool:
    """Whether the person could send in or comment on a page at all."""
    return user.has_perm("wagtailadmin.access_admin")


def may_approve(user: User) -> bool:
    """Whether the person is a coordinator, whom pages wait for."""
    return user.has_perm("members.change_member")


def who_may_change(people: Iterable[User], page: Page) -> list[User]:
    """Those among these people, each once."""
    once = {person.pk: person for person in people}
    return [person for _pk, person in sorted(once.items()) if may_change(person, page)]

"""The network's coordinators: who they are, and the end of their role. The network keeps at least one."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import QuerySet
from wagtail.log_actions import log

from accounts.models import User
from accounts.services import end_sessions
from members.permissions import COORDINATOR_GROUP_NAME
from members.role_emails import tell_of_coordinators_end
from members.services import RoleError

ENDED = "members.coordinator_ended"


class LastCoordinatorError(RoleError):
    """The network keeps somebody who coordinates it."""


class NoCoordinatorError(RoleError):
    """The person is no coordinator, or is none any more."""


def coordinators() -> QuerySet[User]:
    """The coordinators whose accounts are open, by name."""
    return User.objects.filter(is_active=True, groups__name=COORDINATOR_GROUP_NAME).order_by(
        "last_name", "first_name", "pk"
    )


def would_be_none_without(people: Iterable[User]) -> bool:
    """Whether some of these coordinate the network, and nobody would if they did not."""
    leaving = {user.pk for user in people}
    present = set(coordinators().values_list("pk", flat=True))
    return bool(present & leaving) and present <= leaving


@transaction.atomic
def end_coordinator(user: User, *, by: User, at: datetime.datetime) -> None:
    """Take the coordinator's permissions from a person, sign the person out everywhere, and tell by mail.

    Roles for members stay. Raises `NoCoordinatorError` and `LastCoordinatorError`.
    """
    # Locked, so that two last coordinators do not end each other at the same moment.
    group = Group.objects.select_for_update().get(name=COORDINATOR_GROUP_NAME)
    if not user.groups.filter(pk=group.pk).exists():
        raise NoCoordinatorError(user)
    if would_be_none_without([user]):
        raise LastCoordinatorError(user)
    user.groups.remove(group)
    end_sessions(user)
    log(user, ENDED, user=by)
    tell_of_coordinators_end(user, by=by if by != user else None, at=at)

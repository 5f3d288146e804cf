"""Ending and changing people's roles: nothing is left without somebody, and nothing is forgotten."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from accounts.models import User
from members.belongings import BelongingGroup, HandOver, belongings_of, move_belongings
from members.models import Contact, Member, Representative
from members.own_belongings import contacts_for
from members.role_emails import tell_of_change, tell_of_end, tell_successor
from members.services import RoleError, appoint_editor, appoint_representative, end_role

Role = Representative.Role


class LastEditorError(RoleError):
    """A member keeps somebody who edits and invites."""


class SuccessorNeededError(RoleError):
    """Somebody has to take over what the person has in hand."""


class WrongSuccessorError(RoleError):
    """Only people of the same member take over."""


def is_last_editor(role: Representative) -> bool:
    """Whether nobody else edits for the member."""
    others = Representative.objects.current().filter(member=role.member, role=Role.EDITOR, user__is_active=True)
    return role.role == Role.EDITOR and not others.exclude(user=role.user).exists()


def has_other_role(role: Representative) -> bool:
    """Whether the person goes on for the member in another role, and keeps what is in hand."""
    return Representative.objects.current().filter(member=role.member, user=role.user).exclude(pk=role.pk).exists()


def successors_of(role: Representative) -> list[User]:
    """The people who may take over: all others with a role for the member, by name."""
    people = User.objects.filter(
        is_active=True, representations__member=role.member, representations__ended_on__isnull=True
    )
    return list(people.exclude(pk=role.user_id).distinct().order_by("last_name", "first_name", "pk"))


def what_is_left(role: Representative) -> list[BelongingGroup]:
    """What would be nobody's when the role ends; nothing where the person goes on in another role."""
    return [] if has_other_role(role) else belongings_of(role.member, role.user)


@transaction.atomic
def hand_over_and_end(
    role: Representative,
    *,
    successor: User | None,
    by: User | None,
    at: datetime.datetime,
    leaves_rest: bool = False,
) -> Representative:
    """End a role today, and give what the person has in hand to `successor`; both are told.

    The successor of a member's last editor becomes editor. With `leaves_rest` all stays as it is, which is possible
    only where the member has nobody who could take over. Raises `LastEditorError` and `SuccessorNeededError` where
    a successor is needed and none is named, `WrongSuccessorError` where it is nobody of the member's, and `RoleError`.
    """
    role = _lock(role)
    if leaves_rest and (successor is not None or successors_of(role)):
        raise SuccessorNeededError(role.user)
    if successor is not None and successor not in successors_of(role):
        raise WrongSuccessorError(successor)
    is_last = is_last_editor(role)
    if is_last and successor is None and not leaves_rest:
        raise LastEditorError(role.member)
    with translation.override((successor or role.user).language or settings.LANGUAGE_CODE):
        left = what_is_left(role)
    if left and successor is None and not leaves_rest:
        raise SuccessorNeededError(role.user)
    today = timezone.localdate(at)
    if is_last and successor is not None:
        appoint_editor(role.member, user=successor, at=today)
    if left and successor is not None:
        _move(role, successor=successor, by=by, at=at)
    role = _end(role, by=by, successor=successor, at=today)
    tell_of_end(role, at=at)
    if successor is not None and (left or is_last):
        tell_successor(role, left, becomes_editor=is_last, at=at)
    return role


@transaction.atomic
def change_role(role: Representative, *, to: str, by: User | None, at: datetime.datetime) -> Representative:
    """End a role and begin another one for the same member today; the person is told. The old one stays as history.

    Raises `LastEditorError` where nobody would edit for the member, and `RoleError` where the person has it already.
    """
    role = _lock(role)
    if Representative.objects.current().filter(member=role.member, user=role.user, role=to).exists():
        raise RoleError("The person has this role already.")
    if is_last_editor(role):
        raise LastEditorError(role.member)
    today = timezone.localdate(at)
    _end(role, by=by, successor=None, at=today)
    appoint = appoint_editor if to == Role.EDITOR else appoint_representative
    new = appoint(role.member, user=role.user, at=today)
    tell_of_change(new, by=by, at=at)
    return new


def _lock(role: Representative) -> Representative:
    """The member first, so that two last editors do not end each other at the same moment."""
    Member.objects.select_for_update().get(pk=role.member_id)
    locked = Representative.objects.select_for_update(of=("self",)).select_related("member", "user").get(pk=role.pk)
    if locked.ended_on is not None:
        raise RoleError("The role has ended already.")
    return locked


def _move(role: Representative, *, successor: User, by: User | None, at: datetime.datetime) -> None:
    contacts = contacts_for(role.member, leaver=role.user, successor=successor)
    hand_over = HandOver(member=role.member, leaver=role.user, successor=successor, at=at, by=by, contacts=contacts)
    move_belongings(hand_over)
    Contact.objects.filter(pk__in=contacts).delete()


def _end(role: Representative, *, by: User | None, successor: User | None, at: datetime.date) -> Representative:
    end_role(role, at=max(at, role.started_on))
    role.ended_by, role.successor = by, successor
    role.save(update_fields=["ended_by", "successor"])
    return role

"""Inviting people by mail: invite, send again, withdraw, accept."""

from __future__ import annotations

import datetime
from contextlib import suppress
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from mailings.addresses import normalize_address
from members.emails import send_invitation
from members.models import Member, RoleInvitation
from members.services import RoleError, appoint_coordinator, appoint_editor, appoint_representative


class InvitationError(ValueError):
    """An invitation that cannot be used; `state` says why."""

    def __init__(self, state: RoleInvitation.State) -> None:
        super().__init__(f"The invitation is {state.value}.")
        self.state = state


class WrongPersonError(ValueError):
    """An invitation is for the owner of its address alone."""


@dataclass(frozen=True)
class Invitee:
    """Who is invited: an address, a name as far as known, and the language of the mail."""

    address: str
    first_name: str = ""
    last_name: str = ""
    language: str = "sv"


@transaction.atomic
def invite_person(
    invitee: Invitee,
    *,
    role: RoleInvitation.Role,
    member: Member | None,
    invited_by: User | None,
    at: datetime.datetime,
) -> RoleInvitation:
    """Mail an invitation to take up `role` (for `member`, unless it is the coordinator's) within seven days.

    Where such an invitation is open already it is sent again, and the earlier link is void. Whether the address has
    an account makes no difference here. Raises `InvalidAddressError`.
    """
    address = normalize_address(invitee.address)
    RoleInvitation.objects.select_for_update().filter(address=address).first()
    invitation = RoleInvitation.objects.open().filter(address=address, member=member, role=role).first()
    if invitation is None:
        invitation = RoleInvitation(address=address, member=member, role=role, sent_at=at, expires_at=at)
    invitation.first_name, invitation.last_name = invitee.first_name, invitee.last_name
    invitation.language = invitee.language
    invitation.invited_by = invited_by
    invitation.save()
    invitation.renew(at=at)
    send_invitation(invitation, at=at)
    return invitation


@transaction.atomic
def resend_invitation(invitation: RoleInvitation, *, at: datetime.datetime) -> None:
    """Mail a new link, valid for another seven days. Raises `InvitationError` for a used or withdrawn one."""
    locked = _lock(invitation)
    if locked.state_at(at) in (RoleInvitation.State.ACCEPTED, RoleInvitation.State.WITHDRAWN):
        raise InvitationError(locked.state_at(at))
    locked.renew(at=at)
    send_invitation(locked, at=at)


@transaction.atomic
def withdraw_invitation(invitation: RoleInvitation, *, at: datetime.datetime) -> None:
    """Make the mailed link void. Raises `InvitationError` where it has been used or withdrawn already."""
    locked = _lock(invitation)
    if locked.state_at(at) in (RoleInvitation.State.ACCEPTED, RoleInvitation.State.WITHDRAWN):
        raise InvitationError(locked.state_at(at))
    locked.withdrawn_at = at
    locked.save(update_fields=["withdrawn_at"])


def find_invitation(token: str) -> RoleInvitation | None:
    """The invitation that the token opens, whatever its state; None for a forged or replaced token."""
    return RoleInvitation.objects.for_token(token).select_related("member", "invited_by", "user").first()


def account_of(invitation: RoleInvitation) -> User | None:
    """The account that the invited address has already, if any."""
    return User.objects.filter(email__iexact=invitation.address).first()


@transaction.atomic
def accept_as_new(
    invitation: RoleInvitation, *, first_name: str, last_name: str, password: str | None, at: datetime.datetime
) -> User:
    """Create the account of the invited address and start the role.

    Without a password the person signs in by passkey or by mailed code. Raises `InvitationError`, and
    `WrongPersonError` where the address has an account: then its owner accepts, signed in.
    """
    locked = _lock_waiting(invitation, at=at)
    if account_of(locked) is not None:
        raise WrongPersonError(locked.address)
    user = User.objects.create_user(
        email=locked.address,
        password=password,
        first_name=first_name,
        last_name=last_name,
        language=locked.language,
    )
    _start_role(locked, user=user, at=at)
    return user


@transaction.atomic
def accept_as_owner(invitation: RoleInvitation, *, user: User, at: datetime.datetime) -> None:
    """Start the role for the account of the invited address.

    Raises `InvitationError`, `WrongPersonError`, `RoleError`.
    """
    locked = _lock_waiting(invitation, at=at)
    if user.email.lower() != locked.address:
        raise WrongPersonError(locked.address)
    _start_role(locked, user=user, at=at)


@transaction.atomic
def accept_all_waiting(address: str, *, first_name: str, last_name: str, at: datetime.datetime) -> User | None:
    """Make the account of somebody who is known to own `address`, and start every role it is invited to.

    None without an invitation that waits. Names as the invitation has them, where nobody says better.
    """
    waiting = [
        invitation
        for invitation in RoleInvitation.objects.open().filter(address=address).order_by("sent_at", "pk")
        if invitation.state_at(at) == RoleInvitation.State.WAITING
    ]
    if not waiting:
        return None
    first, *others = waiting
    names = {"first_name": first_name or first.first_name, "last_name": last_name or first.last_name}
    user = accept_as_new(first, **names, password=None, at=at)
    for invitation in others:
        # Somebody with the role already needs no second one.
        with suppress(RoleError), transaction.atomic():
            accept_as_owner(invitation, user=user, at=at)
    return user


def _lock(invitation: RoleInvitation) -> RoleInvitation:
    return RoleInvitation.objects.select_for_update().get(pk=invitation.pk)


def _lock_waiting(invitation: RoleInvitation, *, at: datetime.datetime) -> RoleInvitation:
    locked = _lock(invitation)
    state = locked.state_at(at)
    # A link that has been replaced in the meantime counts no more.
    if state != RoleInvitation.State.WAITING or locked.token_hash != invitation.token_hash:
        raise InvitationError(state if state != RoleInvitation.State.WAITING else RoleInvitation.State.EXPIRED)
    return locked


def _start_role(invitation: RoleInvitation, *, user: User, at: datetime.datetime) -> None:
    today = timezone.localdate(at)
    if invitation.member is None:
        appoint_coordinator(user)
    elif invitation.role == RoleInvitation.Role.EDITOR:
        appoint_editor(invitation.member, user=user, at=today)
    else:
        appoint_representative(invitation.member, user=user, at=today)
    # Whoever opened the link reads the mail of this address.
    EmailAddress.objects.update_or_create(
        user=user, email=invitation.address, defaults={"verified": True, "primary": True}
    )
    invitation.accepted_at = at
    invitation.user = user
    invitation.save(update_fields=["accepted_at", "user"])

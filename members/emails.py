"""The mails of this app: what stands in each, and what the outbox promises for it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from core.links import public_url
from mailings.kinds import MailKind, Priority, UncertainPolicy, register
from mailings.services import Recipient, create_mailing, make_content
from members.models import RoleInvitation

INVITATION_KIND = "role_invitation"


def accept_url(invitation: RoleInvitation) -> str:
    """Where the invitation is accepted; made when the mail is sent, so that the token is stored nowhere."""
    with translation.override(invitation.language):
        return public_url(reverse("role_invitations:accept", args=[invitation.token]))


def merge_invitations(references: Sequence[str]) -> dict[str, dict[str, str]]:
    """The link of each invitation, by reference."""
    numbers = [int(reference) for reference in references]
    return {str(row.pk): {"accept_url": accept_url(row)} for row in RoleInvitation.objects.filter(pk__in=numbers)}


def send_invitation(invitation: RoleInvitation, *, at: datetime.datetime) -> None:
    """Mail the invitation to its address. It is not sent when it would arrive too old."""
    language = invitation.language
    with translation.override(language):
        context = {
            "invitation": invitation,
            "role": invitation.get_role_display().lower(),
            "member": invitation.member.name if invitation.member else "",
            "inviter": str(invitation.invited_by or ""),
        }
    content = make_content("role-invitation", kind=INVITATION_KIND, language=language, context=context)
    create_mailing(
        kind=INVITATION_KIND,
        key=f"role-invitation-{invitation.pk}-{invitation.nonce}",
        label=content.subject,
        contents=[content],
        recipients=[
            Recipient(
                address=invitation.address,
                name=f"{invitation.first_name} {invitation.last_name}".strip(),
                language=language,
                reference=str(invitation.pk),
            )
        ],
        at=at,
        not_after=invitation.expires_at,
    )


def register_kinds() -> None:
    """Make this app's mails known to the outbox."""
    register(
        MailKind(
            name=INVITATION_KIND,
            label=_("Invitation to the portal"),
            is_personal=True,
            priority=Priority.TRANSACTIONAL,
            uncertain=UncertainPolicy.RETRY_ONCE,
            merge=merge_invitations,
            because=_("somebody in the network invited you to the portal"),
        )
    )

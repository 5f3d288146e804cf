"""An invitation to take up a role, mailed to one address."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.tokens import hash_token, issue_token, new_nonce

PURPOSE = "role-invitation"
VALID_FOR = datetime.timedelta(days=7)


class RoleInvitationQuerySet(models.QuerySet["RoleInvitation"]):
    """Selections of invitations."""

    def open(self) -> RoleInvitationQuerySet:
        """Neither used nor withdrawn; too old ones among them, which can be sent again."""
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)

    def for_token(self, token: str) -> RoleInvitationQuerySet:
        """The invitation, at most one, whose latest mail carried this token."""
        return self.filter(token_hash=hash_token(token))


class RoleInvitation(models.Model):
    """Somebody is asked to become coordinator, or editor or representative of a member.

    The row keeps a hash of the token alone. Sending again makes the earlier token void.
    """

    link_purposes = {"token_hash": ("nonce", PURPOSE)}

    class Role(models.TextChoices):
        COORDINATOR = "coordinator", _("Coordinator")
        EDITOR = "editor", _("Editor")
        REPRESENTATIVE = "representative", _("Representative")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for an answer")
        EXPIRED = "expired", _("Too old")
        ACCEPTED = "accepted", _("Accepted")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    address = models.EmailField(_("e-mail address"), max_length=254)
    first_name = models.CharField(_("first name"), max_length=150, blank=True)
    last_name = models.CharField(_("last name"), max_length=150, blank=True)
    language = models.CharField(
        _("language"), max_length=5, choices=[("sv", "Svenska"), ("en", "English")], default="sv"
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    member = models.ForeignKey(
        "members.Member",
        verbose_name=_("member"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="role_invitations",
    )
    nonce = models.CharField(max_length=32, default=new_nonce, editable=False)
    token_hash = models.CharField(max_length=64, null=True, unique=True, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("invited by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="sent_role_invitations",
    )
    sent_at = models.DateTimeField(_("sent"))
    expires_at = models.DateTimeField(_("valid until"))
    accepted_at = models.DateTimeField(_("accepted"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="role_invitations",
    )

    objects = RoleInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation to the portal")
        verbose_name_plural = _("invitations to the portal")
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["address", "member", "role"],
                condition=models.Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="one_open_invitation_of_a_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(role="coordinator", member__isnull=True)
                | (~models.Q(role="coordinator") & models.Q(member__isnull=False)),
                name="only_coordinators_are_invited_without_a_member",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.address} – {self.role_words}"

    @property
    def role_words(self) -> str:
        """The role, and for which member."""
        return f"{self.get_role_display()}, {self.member.name}" if self.member else self.get_role_display()

    @property
    def token(self) -> str:
        """What the mailed link carries; made anew each time it is needed, never stored."""
        return issue_token(PURPOSE, self.pk, self.nonce)

    def state_at(self, at: datetime.datetime) -> RoleInvitation.State:
        """Where the invitation stands."""
        if self.accepted_at is not None:
            return self.State.ACCEPTED
        if self.withdrawn_at is not None:
            return self.State.WITHDRAWN
        return self.State.WAITING if at < self.expires_at else self.State.EXPIRED

    def renew(self, *, at: datetime.datetime) -> None:
        """Make earlier links void and give a new one seven days. The row must have been saved once."""
        self.nonce = new_nonce()
        self.token_hash = hash_token(self.token)
        self.sent_at = at
        self.expires_at = at + VALID_FOR
        self.save(update_fields=["nonce", "token_hash", "sent_at", "expires_at"])

"""Somebody of the public who wants to come to a meeting, until the address is confirmed."""

from __future__ import annotations

import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.tokens import hash_token, issue_token, new_nonce
from core.validators import validate_single_line
from meetings.models.invitation import Invitation

REGISTRATION = "meeting-registration"
LINK_LIFETIME = datetime.timedelta(hours=48)
KEEP_UNCONFIRMED = datetime.timedelta(days=7)
MAIL_EVERY = datetime.timedelta(hours=1)


class RegistrationQuerySet(models.QuerySet["Registration"]):
    """Selections of registrations."""

    def with_token(self, token: str) -> RegistrationQuerySet:
        """The one that the link in the mail stands for, or none."""
        return self.filter(token_hash=hash_token(token))

    def old(self, now: datetime.datetime) -> RegistrationQuerySet:
        """Those whose address may not be known any more: confirmed ones live on as invitations."""
        return self.filter(asked_at__lt=now - KEEP_UNCONFIRMED)


class Registration(models.Model):
    """What was filled in on the public form, kept for a week; confirming makes an invitation with a yes of it."""

    link_purposes = {"token_hash": ("nonce", REGISTRATION)}

    meeting = models.ForeignKey("meetings.Meeting", on_delete=models.CASCADE, related_name="registrations")
    address = models.EmailField(_("e-mail address"), max_length=254)
    name = models.CharField(_("name"), max_length=120, blank=True, validators=[validate_single_line])
    organization = models.CharField(_("organization"), max_length=120, blank=True, validators=[validate_single_line])
    language = models.CharField(_("language of mails"), max_length=5, default="sv")
    way = models.CharField(_("takes part"), max_length=8, choices=Invitation.Way.choices, blank=True)
    diet = models.CharField(_("dietary needs"), max_length=300, blank=True)
    access_needs = models.CharField(_("access needs"), max_length=300, blank=True)
    comment = models.CharField(_("comment"), max_length=500, blank=True)
    asked_at = models.DateTimeField(_("asked"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    nonce = models.CharField(max_length=32, default=new_nonce, editable=False)
    token_hash = models.CharField(max_length=64, blank=True, db_index=True, editable=False)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "address"], name="one_registration_per_address"),
        ]

    def __str__(self) -> str:
        return f"{self.name or self.address} – {self.meeting}"

    @property
    def token(self) -> str:
        """What opens the page that confirms; derived, never stored."""
        return issue_token(REGISTRATION, self.pk, self.nonce)

    def can_confirm(self, *, at: datetime.datetime) -> bool:
        """Whether the link of the last mail still counts."""
        return at <= self.asked_at + LINK_LIFETIME

"""What an account may do for a member."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class RepresentativeQuerySet(models.QuerySet["Representative"]):
    """Selections of representatives."""

    def current(self) -> RepresentativeQuerySet:
        """Roles that have not ended."""
        return self.filter(ended_on__isnull=True)

    def ended(self) -> RepresentativeQuerySet:
        """Roles of the past, the latest first."""
        return self.filter(ended_on__isnull=False).order_by("-ended_on", "-pk")


class Representative(models.Model):
    """A person's role for a member, from a day until it ends; ended roles are kept as history."""

    class Role(models.TextChoices):
        EDITOR = "editor", _("Editor")
        REPRESENTATIVE = "representative", _("Representative")

    member = models.ForeignKey(
        "members.Member", verbose_name=_("member"), on_delete=models.CASCADE, related_name="representatives"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("account"), on_delete=models.CASCADE, related_name="representations"
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("until"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("ended by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    successor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("taken over by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = RepresentativeQuerySet.as_manager()

    class Meta:
        verbose_name = _("representative")
        verbose_name_plural = _("representatives")
        constraints = [
            models.UniqueConstraint(
                fields=["member", "user", "role"],
                condition=models.Q(ended_on__isnull=True),
                name="one_current_role_of_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.get_role_display()}, {self.member}"

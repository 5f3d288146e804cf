"""Somebody whom a meeting that is still a draft is to be announced to, beside those whom it is for."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ChosenPerson(models.Model):
    """One person chosen by name: a member's contact, a member's representative (an account), or a guest by e-mail.

    Name and address of the first two are read when the meeting is announced, so that they are those of that day.
    """

    meeting = models.ForeignKey("meetings.Meeting", on_delete=models.CASCADE, related_name="chosen_people")
    contact = models.ForeignKey(
        "members.Contact", null=True, blank=True, on_delete=models.CASCADE, related_name="chosen_for_meetings"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="chosen_for_meetings"
    )
    member = models.ForeignKey("members.Member", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=120, blank=True)
    address = models.EmailField(_("e-mail address"), max_length=254, blank=True)
    language = models.CharField(
        _("language of mails"), max_length=5, choices=[("sv", "Svenska"), ("en", "English")], default="sv"
    )
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    chosen_at = models.DateTimeField(_("chosen"))

    class Meta:
        verbose_name = _("person chosen for a meeting")
        verbose_name_plural = _("people chosen for meetings")
        ordering = ["chosen_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(contact__isnull=False) | Q(user__isnull=False, member__isnull=False) | ~Q(address=""),
                name="chosen_is_contact_representative_or_guest",
            ),
            models.UniqueConstraint(
                fields=["meeting", "contact"], condition=Q(contact__isnull=False), name="contact_is_chosen_once"
            ),
            models.UniqueConstraint(
                fields=["meeting", "user", "member"],
                condition=Q(user__isnull=False),
                name="representative_is_chosen_once",
            ),
            models.UniqueConstraint(
                fields=["meeting", "address"], condition=~Q(address=""), name="guest_is_chosen_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.address or str(self.contact or self.user)

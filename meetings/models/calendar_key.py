"""What opens a person's own calendar feed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.tokens import hash_token, issue_token, new_nonce

FEED = "calendar-feed"


class CalendarKey(models.Model):
    """The secret in the address of one person's feed; without the row the address leads nowhere."""

    link_purposes = {"token_hash": ("nonce", FEED)}

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    nonce = models.CharField(max_length=32, default=new_nonce, editable=False)
    token_hash = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    made_at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")

    def __str__(self) -> str:
        return f"{self.user_id}"

    @property
    def token(self) -> str:
        """What stands in the address; derived, never stored."""
        return issue_token(FEED, self.pk, self.nonce)

    def set_token_hash(self) -> None:
        """Set (not save) the hash by which the address finds the row; it must have its key."""
        self.token_hash = hash_token(self.token)

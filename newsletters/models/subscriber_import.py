"""A file of subscribers on its way in."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SubscriberImport(models.Model):
    """A list that a coordinator has uploaded: shown row by row first, brought in when confirmed.

    `content` is emptied once the list is in or a day has passed. What stays is the proof: who, when, which consent.
    """

    filename = models.CharField(_("file"), max_length=200)
    content = models.BinaryField(default=bytes, editable=False)
    list_name = models.CharField(_("name of the list"), max_length=100, blank=True)
    group = models.CharField(_("read as"), max_length=14, blank=True)
    consent_wording = models.TextField(_("statement of consent"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(_("uploaded"))
    imported_at = models.DateTimeField(_("brought in"), null=True, blank=True)
    added_count = models.PositiveIntegerField(_("added"), default=0)

    class Meta:
        verbose_name = _("import of subscribers")
        verbose_name_plural = _("imports of subscribers")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.filename

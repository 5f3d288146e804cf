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
    # The list that it is for: named first, there once the file is in. Without either, the people become subscribers.
    reader_list = models.ForeignKey(
        "newsletters.ReaderList",
        verbose_name=_("list"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="uploads",
    )
    replaces = models.BooleanField(_("replaces the list"), default=False)
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

    @property
    def is_for_list(self) -> bool:
        """Whether the people come on a list, and do not become subscribers."""
        return bool(self.list_name) or self.reader_list_id is not None

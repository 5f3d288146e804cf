"""What a meeting is about: its agenda and its documents."""

from __future__ import annotations

from pathlib import PurePosixPath

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from core.private_files import get_private_storage, private_storage
from meetings.models.meeting import new_uid

__all__ = ["AgendaItem", "MeetingDocument", "get_private_storage", "private_storage"]


def document_path(document: MeetingDocument, filename: str) -> str:
    """Where a document is kept: a folder per meeting, under a name that nobody can guess."""
    return f"meetings/{document.meeting_id}/{new_uid()}{PurePosixPath(filename).suffix.lower()[:10]}"


class AgendaItem(Orderable):
    """One line of the agenda."""

    class Kind(models.TextChoices):
        INFORMATION = "information", _("Information")
        DISCUSSION = "discussion", _("Discussion")
        DECISION = "decision", _("Decision")

    meeting = ParentalKey("meetings.Meeting", on_delete=models.CASCADE, related_name="agenda_items")
    starts_at = models.TimeField(_("time"), null=True, blank=True)
    title = models.CharField(_("item"), max_length=200)
    speaker = models.CharField(_("speaker"), max_length=150, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.INFORMATION)

    class Meta(Orderable.Meta):
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")

    def __str__(self) -> str:
        return self.title


class MeetingDocument(Orderable):
    """A paper for those whom the meeting is for."""

    meeting = ParentalKey("meetings.Meeting", on_delete=models.CASCADE, related_name="documents")
    title = models.CharField(_("title"), max_length=200)
    file = models.FileField(_("file"), storage=get_private_storage, upload_to=document_path, max_length=200)
    is_public = models.BooleanField(_("public"), default=False, help_text=_("Everybody may read it."))

    class Meta(Orderable.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def __str__(self) -> str:
        return self.title

    @property
    def download_name(self) -> str:
        """What the file is called on the reader's disk."""
        return f"{self.title}{PurePosixPath(self.file.name or '').suffix}"

"""What a meeting is about: its agenda, its documents, and when they went out."""

from __future__ import annotations

import uuid
from pathlib import PurePosixPath

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from core.languages import in_language
from core.private_files import get_private_storage, private_storage
from meetings.models.meeting import new_uid

__all__ = ["AgendaItem", "MeetingDocument", "PaperNotice", "get_private_storage", "private_storage"]


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
    title_sv = models.CharField(_("item in Swedish"), max_length=200)
    title_en = models.CharField(_("item in English"), max_length=200, blank=True)
    text_sv = models.TextField(
        _("what it is about, in Swedish"),
        blank=True,
        help_text=_("For those invited; for everybody where all may come."),
    )
    text_en = models.TextField(_("what it is about, in English"), blank=True)
    speaker = models.CharField(_("speaker"), max_length=150, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.INFORMATION)

    class Meta(Orderable.Meta):
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")

    def __str__(self) -> str:
        return self.title_sv

    @property
    def title(self) -> str:
        """What it is called, in the active language."""
        return in_language(self.title_sv, self.title_en)

    @property
    def text(self) -> str:
        """What it is about, in the active language."""
        return in_language(self.text_sv, self.text_en)


class MeetingDocument(Orderable):
    """A paper for those whom the meeting is for; an annex where it belongs to an item of the agenda."""

    meeting = ParentalKey("meetings.Meeting", on_delete=models.CASCADE, related_name="documents")
    item = models.ForeignKey(
        "meetings.AgendaItem",
        verbose_name=_("annex to"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="annexes",
    )
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    added_at = models.DateTimeField(_("added"), default=timezone.now, editable=False)
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

    def get_absolute_url(self) -> str:
        """Where those get it who may (a path): 122 random bits, so that nobody walks from one paper to the next."""
        return reverse("meetings:document", args=[self.key])

    @property
    def is_late(self) -> bool:
        """Whether it came after the day when the papers were due."""
        due_on = self.meeting.papers_due_on
        return due_on is not None and timezone.localdate(self.added_at) > due_on


class PaperNotice(models.Model):
    """The papers went out by mail: when, to how many, and when they had to."""

    meeting = models.ForeignKey("meetings.Meeting", on_delete=models.CASCADE, related_name="paper_notices")
    sent_at = models.DateTimeField(_("sent"))
    due_on = models.DateField(_("to be sent at the latest"), null=True, blank=True)
    people = models.PositiveIntegerField(_("people"))
    papers = models.PositiveIntegerField(_("documents"))
    mailing = models.ForeignKey("mailings.Mailing", null=True, on_delete=models.SET_NULL, related_name="+")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("papers sent")
        verbose_name_plural = _("papers sent")
        ordering = ["sent_at", "pk"]

    def __str__(self) -> str:
        return f"{self.meeting}, {timezone.localtime(self.sent_at):%Y-%m-%d %H:%M}"

    @property
    def is_on_time(self) -> bool:
        """Whether they were out when they were due; always so where nothing is due."""
        return self.due_on is None or timezone.localdate(self.sent_at) <= self.due_on

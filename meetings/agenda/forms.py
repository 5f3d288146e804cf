"""The agenda and the papers of a meeting as one form."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, ObjectList

from meetings.models import Meeting, MeetingDocument

LARGEST_MB = 25
# What may be opened by whoever gets it; nothing that a browser or a desktop would run.
SUFFIXES = ("pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp", "txt", "csv", "png", "jpg", "jpeg")


class AnnexForm(WagtailAdminModelForm):
    """One document; it may belong to an item that is saved already."""

    def __init__(self, *args: Any, items: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if items is not None and "item" in self.fields:
            self.fields["item"].queryset = items
            self.fields["item"].empty_label = str(_("The whole meeting"))

    def clean_file(self) -> Any:
        """Refuse what is too large, and what is no document."""
        file = self.cleaned_data["file"]
        if "file" not in self.changed_data:
            return file
        if file.name.rpartition(".")[2].lower() not in SUFFIXES:
            raise ValidationError(_("Use a PDF, an office document, a text or a picture."))
        if file.size > LARGEST_MB * 1024 * 1024:
            raise ValidationError(_("The file is larger than %(size)d MB.") % {"size": LARGEST_MB})
        return file


class AnnexPanel(InlinePanel):
    """Documents, each with a choice among the items of this agenda."""

    def get_form_options(self) -> dict[str, Any]:
        """Use the form above."""
        options = super().get_form_options()
        options["formsets"][self.relation_name]["form"] = AnnexForm
        return options


class AgendaForm(WagtailAdminModelForm):
    """The items and the documents of one meeting."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The manager of a cluster gives a list in disguise, which no field can choose from.
        items = self.instance.agenda_items.model.objects.filter(meeting=self.instance)
        self.formsets["documents"].form_kwargs["items"] = items

    def prepare_documents(self, *, at: datetime.datetime) -> None:
        """Before saving: date files that are new or were replaced, and let go of items that are taken away.

        The rows are told first, because a document that is not changed in the form is saved as it was read.
        """
        gone = {form.instance.pk for form in self.formsets["agenda_items"].deleted_forms}
        MeetingDocument.objects.filter(item__in=gone).update(item=None)
        for form in self.formsets["documents"].forms:
            if form.instance.item_id in gone:
                form.instance.item = None
            if "file" in form.changed_data:
                form.instance.added_at = at


AGENDA_PANEL = ObjectList(
    [
        InlinePanel(
            "agenda_items",
            heading=_("Agenda"),
            label=_("Item"),
            panels=[
                FieldRowPanel([FieldPanel("starts_at"), FieldPanel("kind"), FieldPanel("speaker")]),
                FieldRowPanel([FieldPanel("title_sv"), FieldPanel("title_en")]),
                FieldRowPanel([FieldPanel("text_sv"), FieldPanel("text_en")]),
            ],
        ),
        AnnexPanel(
            "documents",
            heading=_("Documents"),
            label=_("Document"),
            help_text=_("An annex belongs to an item: save a new item first, then choose it here."),
            panels=[
                FieldRowPanel([FieldPanel("title"), FieldPanel("item")]),
                # A plain file field: the usual one would link to an address that does not exist.
                FieldRowPanel([FieldPanel("file", widget=forms.FileInput), FieldPanel("is_public")]),
            ],
        ),
    ],
    base_form_class=AgendaForm,
).bind_to_model(Meeting)

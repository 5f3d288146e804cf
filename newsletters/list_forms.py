"""The forms of lists made by hand."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from newsletters.admin_forms import UploadForm
from newsletters.models import ReaderList
from newsletters.models.audience import GROUPS

READ_AS = _("Parts of an issue may be for one group only. This is the group that these people belong to.")


class NewListForm(UploadForm):
    """A new list: what it is called, which parts of an issue its people read, the file, and how they agreed."""

    name = forms.CharField(label=_("Name of the list"), max_length=100)
    group = forms.ChoiceField(label=_("Read as"), choices=GROUPS, help_text=READ_AS)
    field_order = ("name", "group", "file", "consent_wording")

    def clean_name(self) -> str:
        """Refuse a name that another list has."""
        name: str = self.cleaned_data["name"].strip()
        if ReaderList.objects.filter(name__iexact=name).exists():
            raise forms.ValidationError(_("There is a list of this name. Choose another, or bring the file into it."))
        return name


class ListUploadForm(UploadForm):
    """Another file for a list."""

    ADD, REPLACE = "add", "replace"
    mode = forms.ChoiceField(
        label=_("What the file is"),
        choices=[
            (ADD, _("More people for the list")),
            (REPLACE, _("The whole list: whoever is not in the file is taken off")),
        ],
        initial=ADD,
        widget=forms.RadioSelect,
    )
    field_order = ("mode", "file", "consent_wording")


class ListForm(forms.ModelForm):
    """What a list is called, and which parts of an issue its people read."""

    class Meta:
        model = ReaderList
        fields = ["name", "group"]
        labels = {"name": _("Name of the list"), "group": _("Read as")}
        help_texts = {"group": READ_AS}

"""The forms of the ledger: one for applicants, the others for the coordinator."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.places import places_by_code
from ledger.models import Application, Fee
from mailings.addresses import InvalidAddressError, normalize_address
from members.models import Member

LARGEST_FILE = 20 * 1024 * 1024


class ApplicationForm(forms.ModelForm):
    """A wish to be a member. `website` is a trap: people do not see it, machines fill it in."""

    website = forms.CharField(required=False)

    class Meta:
        model = Application
        fields = ["kind", "name", "code", "contact_name", "contact_title", "address", "phone", "reason"]
        labels = {
            "kind": _("Municipality or region"),
            "name": _("Name of the municipality or region"),
            "code": _("Code"),
            "contact_name": _("Your name"),
            "contact_title": _("Your title"),
            "address": _("E-mail address"),
            "phone": _("Phone"),
            "reason": _("Why do you want to be a member?"),
        }
        help_texts = {"code": _("Four digits for a municipality (kommunkod), two for a region (länskod).")}
        widgets = {
            "contact_name": forms.TextInput(attrs={"autocomplete": "name"}),
            "contact_title": forms.TextInput(attrs={"autocomplete": "organization-title"}),
            "address": forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
            "phone": forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
            "code": forms.TextInput(attrs={"inputmode": "numeric"}),
            "reason": forms.Textarea(attrs={"rows": 4}),
        }

    def clean_address(self) -> str:
        """The address as it will be written to; refuses what no mail server takes."""
        try:
            return normalize_address(self.cleaned_data["address"])
        except InvalidAddressError as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        """Refuse a code that is no place's, and one of the other kind."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        code, kind = cleaned.get("code"), cleaned.get("kind")
        if code and kind:
            is_region = kind == Member.Kind.REGION
            if code not in places_by_code() or is_region != (len(code) == 2):
                self.add_error("code", _("No municipality or region of that kind has this code."))
        return cleaned

    @property
    def is_trapped(self) -> bool:
        """Whether a machine has filled in the form."""
        return bool(self.data.get("website"))


class PrivateFileField(forms.FileField):
    """A file that may be left out, of 20 MB at most."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Refuse what is too large."""
        file = super().clean(data, initial)
        if file and hasattr(file, "size") and file.size > LARGEST_FILE:
            raise forms.ValidationError(_("The file is larger than 20 MB."))
        return file


def _day(label: Any, *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label, required=required, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class LetterForm(forms.Form):
    """The letter of intent."""

    body = forms.CharField(label=_("Decided by"), max_length=100, required=False)
    decided_on = _day(_("Decided on"), required=False)
    registry_number = forms.CharField(label=_("Registry number"), max_length=60, required=False)
    file = PrivateFileField(label=_("Document"), required=False)


class LinkForm(forms.Form):
    """The link on the member's own website."""

    url = forms.URLField(label=_("Where the member tells of the network"), required=False, assume_scheme="https")
    checked_on = _day(_("Checked on"), required=False)


class ReportForm(forms.Form):
    """The year's report."""

    received_on = _day(_("Received on"))
    file = PrivateFileField(label=_("Document"), required=False)


class FeeStateForm(forms.Form):
    """How far the invoice has come."""

    state = forms.ChoiceField(label=_("Invoice"), choices=Fee.State.choices)


class NoticeForm(forms.Form):
    """The day a notice came."""

    notice_on = _day(_("Notice came on"))


class DecisionForm(forms.Form):
    """What the board decided."""

    note = forms.CharField(
        label=_("Note"), max_length=500, required=False, help_text=_("Kept here, and sent to the applicant.")
    )

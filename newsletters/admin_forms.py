"""The forms of the coordinator."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateTimeInput

from core.tables import Table, TableError, read_table
from mailings.addresses import InvalidAddressError, normalize_address

MOST_TESTS = 10


class UploadForm(forms.Form):
    """A list of subscribers and how they agreed."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV or XLSX. The first line holds the headings: e-post, and if you like namn and språk (sv or en)."
        ),
    )
    consent_wording = forms.CharField(
        label=_("Statement of consent"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "How and when these people agreed to get the newsletter, for instance: “Signed up at the annual "
            "conference on 12 March 2026”. It is kept with each of them."
        ),
    )

    def clean_file(self) -> Any:
        """Refuse what is no table; `table` is what it holds."""
        upload = self.cleaned_data["file"]
        try:
            self.table: Table = read_table(upload, upload.name)
        except TableError as error:
            raise forms.ValidationError(str(error)) from error
        return upload


class TestForm(forms.Form):
    """Where a test mail goes."""

    addresses = forms.CharField(
        label=_("Send a test to"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One or more addresses, with commas or line breaks between."),
    )

    def clean_addresses(self) -> list[str]:
        """Give the addresses; refuse bad ones and more than ten."""
        words = self.cleaned_data["addresses"].replace(",", " ").replace(";", " ").split()
        try:
            addresses = list(dict.fromkeys(normalize_address(word) for word in words))
        except InvalidAddressError as error:
            raise forms.ValidationError(str(error)) from error
        if len(addresses) > MOST_TESTS:
            raise forms.ValidationError(_("A test goes to ten addresses at most."))
        return addresses


class SendForm(forms.Form):
    """When an issue goes out; empty means now."""

    scheduled_at = forms.DateTimeField(
        label=_("Send at"),
        required=False,
        widget=AdminDateTimeInput,
        help_text=_("Swedish time. Leave empty to send now."),
    )

    def clean_scheduled_at(self) -> datetime.datetime | None:
        """Refuse a time that has passed."""
        when: datetime.datetime | None = self.cleaned_data["scheduled_at"]
        if when is not None and when <= timezone.now():
            raise forms.ValidationError(_("That time has passed. Choose a later one, or send now."))
        return when

"""The forms of the coordinator."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateTimeInput

from core.tables import Table, TableError, read_table
from mailings.addresses import InvalidAddressError, normalize_address
from newsletters.schedule import NoSuchTimeError, local_moment

MOST_TESTS = 10


class LocalTimeField(forms.DateTimeField):
    """A time as the clock on the wall shows it, without a time zone: the form tells what is wrong with it."""

    def to_python(self, value: Any) -> datetime.datetime | None:
        """Give the naive local time."""
        if value in self.empty_values:
            return None
        try:
            found: datetime.datetime | None = parse_datetime(str(value).strip())
        except ValueError as error:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from error
        found = found or super(forms.DateTimeField, self).to_python(value)
        return timezone.make_naive(found) if found is not None and timezone.is_aware(found) else found


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

    scheduled_at = LocalTimeField(
        label=_("Send at"),
        required=False,
        widget=AdminDateTimeInput,
        help_text=_("Swedish time. Leave empty to send now."),
    )
    hour = forms.ChoiceField(
        label=_("Which of the two hours"),
        required=False,
        choices=[("first", _("The first (summer time)")), ("second", _("The second (winter time)"))],
        widget=forms.RadioSelect,
    )

    anyway = forms.BooleanField(label=_("Send it as it is, though the list above has something to say"), required=False)

    def __init__(self, *args: Any, asks_anyway: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asks_anyway = asks_anyway

    def clean_anyway(self) -> bool:
        """Whoever sends what the checklist warns of has to say so."""
        if self.asks_anyway and not self.cleaned_data["anyway"]:
            raise forms.ValidationError(_("Put right what the list says, or tick that it is sent as it is."))
        return bool(self.cleaned_data["anyway"])

    def clean(self) -> dict[str, Any]:
        """Give `scheduled_at` with its time zone; refuse a time that has passed, that is none, or that comes twice."""
        values: dict[str, Any] = super().clean() or {}
        when: datetime.datetime | None = values.get("scheduled_at")
        if when is None:
            return values
        try:
            values["scheduled_at"] = local_moment(when, hour=values.get("hour", ""))
        except NoSuchTimeError as error:
            self.add_error("scheduled_at", str(error))
            self.asks_hour = error.comes_twice
            return values
        if values["scheduled_at"] <= timezone.now():
            self.add_error("scheduled_at", _("That time has passed. Choose a later one, or send now."))
        return values

    asks_hour = False

    @property
    def shown_fields(self) -> list[forms.BoundField]:
        """The fields: which of two hours only where the time comes twice, "anyway" only where the list warns."""
        hour = [self["hour"]] if self.asks_hour or self.data.get("hour") else []
        return [self["scheduled_at"], *hour, *([self["anyway"]] if self.asks_anyway else [])]

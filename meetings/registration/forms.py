"""What a visitor fills in to come to a public meeting."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.validators import validate_single_line
from mailings.addresses import InvalidAddressError, normalize_address
from meetings.forms import DetailFields
from meetings.models import Meeting
from meetings.registration.services import Wishes


class RegistrationForm(DetailFields):
    """Who comes, and how. `website` is a trap: people do not see it, machines fill it in."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        validators=[validate_single_line],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write your name.")},
    )
    address = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": _("Write your e-mail address."),
            "invalid": _("Write the whole address, like name@example.org."),
        },
    )
    organization = forms.CharField(
        label=_("Organization"),
        required=False,
        max_length=120,
        validators=[validate_single_line],
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )

    field_order = ["name", "address", "organization", "way", "diet", "access_needs", "comment"]

    def __init__(self, data: Any = None, *, meeting: Meeting) -> None:
        super().__init__(data)
        self.fit_to(meeting)

    def clean_address(self) -> str:
        """The address as it will be written to; refuses what no mail server takes."""
        try:
            return normalize_address(self.cleaned_data["address"])
        except InvalidAddressError as error:
            raise forms.ValidationError(str(error)) from error

    @property
    def is_trapped(self) -> bool:
        """Whether a machine has filled in the form."""
        return bool(self.data.get("website"))

    @property
    def wishes(self) -> Wishes:
        """What was filled in, of a form that is valid."""
        values, details = self.cleaned_data, self.details
        return Wishes(
            name=values["name"],
            organization=values["organization"],
            language=get_language() or "sv",
            way=details.way,
            diet=details.diet,
            access_needs=details.access_needs,
            comment=values["comment"],
        )

"""The forms that visitors fill in."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from mailings.addresses import InvalidAddressError, normalize_address
from newsletters.consent import ConsentSource
from newsletters.models import Subscriber


class SignUpForm(forms.Form):
    """An address that wants the newsletter. `website` is a trap: people do not see it, machines fill it in."""

    address = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": _("Write your e-mail address."),
            "invalid": _("Write the whole address, like name@example.org."),
        },
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    source = forms.ChoiceField(choices=ConsentSource.choices, required=False, widget=forms.HiddenInput)
    website = forms.CharField(required=False)

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


class ChoicesForm(forms.ModelForm):
    """What a subscriber may change: name and language."""

    class Meta:
        model = Subscriber
        fields = ["name", "language"]
        labels = {"name": _("Name"), "language": _("Language of the newsletter")}
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "language": forms.RadioSelect(choices=settings.LANGUAGES),
        }


class LeaveForm(forms.Form):
    """An optional reason for leaving."""

    reason = forms.CharField(
        label=_("Why do you leave?"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

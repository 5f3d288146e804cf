"""The forms that visitors fill in."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from mailings.addresses import InvalidAddressError, normalize_address
from newsletters.consent import ConsentSource
from newsletters.models import Subscriber, Topic
from newsletters.services import SignUp

# Where the form stands on the portal itself, as it says in a hidden field.
PLACES = [
    (place.value, place.label)
    for place in (ConsentSource.SIGN_UP_PAGE, ConsentSource.HOME, ConsentSource.FOOTER, ConsentSource.ARCHIVE)
]
NONE_IS_ALL = _("Choose as many as you like. Choose none, and you get everything.")


def topics_field() -> forms.ModelMultipleChoiceField:
    """The topics to choose among; none means all, and the form says so."""
    return forms.ModelMultipleChoiceField(
        queryset=Topic.objects.all(),
        label=_("What would you like to read about?"),
        help_text=NONE_IS_ALL,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose among the topics shown."),
                        "invalid_pk_value": _("Choose among the topics shown.")},
    )  # fmt: skip


class LanguageField(forms.ChoiceField):
    """A language; where the form does not ask for it, that of the page."""

    def clean(self, value: Any) -> Any:
        """Give the language's code."""
        return super().clean(value or get_language() or settings.LANGUAGE_CODE)


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
    language = LanguageField(
        label=_("Language of the newsletter"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )
    topics = topics_field()
    source = forms.ChoiceField(choices=PLACES, required=False, widget=forms.HiddenInput)
    website = forms.CharField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = get_language()

    def clean_address(self) -> str:
        """The address as it will be written to; refuses what no mail server takes."""
        try:
            return normalize_address(self.cleaned_data["address"])
        except InvalidAddressError as error:
            raise forms.ValidationError(str(error)) from error

    @property
    def wish(self) -> SignUp:
        """What a valid form asks for."""
        values = self.cleaned_data
        return SignUp(
            address=values["address"],
            name=values["name"],
            language=values["language"],
            topics=values["topics"],
        )

    @property
    def is_trapped(self) -> bool:
        """Whether a machine has filled in the form."""
        return bool(self.data.get("website"))


class ChoicesForm(forms.ModelForm):
    """What a subscriber may change: name, language and topics."""

    topics = topics_field()

    class Meta:
        model = Subscriber
        fields = ["name", "language", "topics"]
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

"""What is asked before data are given out or erased."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from privacy.models import ErasureRequest

CHECKS = [(value, label) for value, label in ErasureRequest.Check.choices if value != "signed_in"]


class EraseForm(forms.Form):
    """The person says that this is meant."""

    sure = forms.BooleanField(label=_("Yes, erase my data and my account. I know that this cannot be undone."))


class PersonForm(forms.Form):
    """Whom a coordinator acts for."""

    address = forms.EmailField(label=_("E-mail address of the person"), max_length=254)


class ActForm(PersonForm):
    """What is done for the person, and how it was seen to that it is the person who asks."""

    check_made = forms.ChoiceField(
        label=_("How did you see to it that the person asks?"), choices=CHECKS, widget=forms.RadioSelect
    )

"""The profile and the contacts of a member as forms for any browser."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.models import TargetArea
from members.models import Contact, PoliticalBody
from members.models.proposed import Facts
from my_pages.profiles import PLAIN, RICH, Texts

SIGNS = _(
    "An empty line begins a new paragraph. **Two stars** make words bold, a line that begins with “- ” is an item of "
    "a list, [words](https://…) is a link."
)


class TextsForm(forms.Form):
    """The texts of a profile, and its focus."""

    introduction = forms.CharField(
        label=_("Introduction"),
        required=False,
        help_text=_("Two or three sentences: who you are, and what your work for health is about."),
        widget=forms.Textarea({"rows": 4}),
    )
    policy_text = forms.CharField(
        label=_("Policy"),
        required=False,
        help_text=_("What you have decided to strive for, in the decision's words."),
        widget=forms.Textarea({"rows": 8}),
    )
    governing_document = forms.CharField(
        label=_("Governing document"),
        required=False,
        max_length=200,
        help_text=_("Where the policy stands, for example Mål- och resursplanen."),
    )
    governing_document_version = forms.CharField(
        label=_("Version of the governing document"), required=False, max_length=100
    )
    governing_document_url = forms.URLField(
        label=_("Address of the governing document"), required=False, assume_scheme="https"
    )
    health_in_planning = forms.CharField(
        label=_("Health in physical planning"),
        required=False,
        help_text=_("Equality, gender equality, children's perspective and accessibility in physical planning."),
        widget=forms.Textarea({"rows": 8}),
    )
    target_areas = forms.ModelMultipleChoiceField(
        TargetArea.objects.all(),
        label=_("Focus"),
        required=False,
        help_text=_("The target areas that you work most with."),
        widget=forms.CheckboxSelectMultiple,
    )


class RowForm(forms.Form):
    """A row among others: `pk` tells which, empty for a new one."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    use_required_attribute = False


class BodyForm(RowForm):
    """A political body."""

    name = forms.CharField(label=_("Name"), max_length=150, help_text=_("Utskottet för social hållbarhet."))
    kind = forms.ChoiceField(label=_("Kind"), choices=PoliticalBody.Kind.choices, initial=PoliticalBody.Kind.COMMITTEE)
    parent_body = forms.CharField(
        label=_("Under"),
        max_length=150,
        required=False,
        help_text=_("The body above it, as in a sentence: kommunstyrelsen."),
    )
    since_year = forms.IntegerField(label=_("Since (year)"), required=False, min_value=1862, max_value=2200)
    is_permanent = forms.BooleanField(label=_("Permanent"), required=False, initial=True)


class StrategyForm(RowForm):
    """A strategy document."""

    title = forms.CharField(label=_("Title"), max_length=200)
    year = forms.IntegerField(label=_("Year"), required=False, min_value=1862, max_value=2200)
    description = forms.CharField(label=_("Description"), max_length=400, required=False)
    url = forms.URLField(label=_("Address"), required=False, assume_scheme="https")


def rows_of(formset: forms.BaseFormSet[Any]) -> list[dict[str, Any]]:
    """The rows of a valid formset as facts hold them: without those marked for removal, and new ones left empty."""
    kept = [form for form in formset.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
    return [{name: form.cleaned_data[name] for name in form.fields if name != "DELETE"} for form in kept]


BodyRows = forms.formset_factory(BodyForm, extra=1, can_delete=True, max_num=40)
StrategyRows = forms.formset_factory(StrategyForm, extra=1, can_delete=True, max_num=60)


class ProfileForm:
    """Texts and rows as one form."""

    def __init__(self, *, texts: Texts, facts: Facts, data: Mapping[str, Any] | None = None) -> None:
        initial = {**texts, "target_areas": facts["target_areas"]}
        self.texts = TextsForm(data, initial=initial)
        self.bodies = BodyRows(data, initial=facts["political_bodies"], prefix="bodies")
        self.strategies = StrategyRows(data, initial=facts["strategy_documents"], prefix="strategies")
        self.is_bound = data is not None

    def is_valid(self) -> bool:
        """Whether all of it can be saved; all parts are looked at, so that all faults show at once."""
        return all([self.texts.is_valid(), self.bodies.is_valid(), self.strategies.is_valid()])

    @property
    def written_texts(self) -> Texts:
        """The texts that were written."""
        return {name: self.texts.cleaned_data[name] for name in (*PLAIN, *RICH)}

    @property
    def written_facts(self) -> Facts:
        """The facts that were written."""
        return {
            "target_areas": sorted(area.pk for area in self.texts.cleaned_data["target_areas"]),
            "political_bodies": rows_of(self.bodies),
            "strategy_documents": rows_of(self.strategies),
        }


class ContactForm(forms.ModelForm[Contact]):
    """A contact, all but the account behind it."""

    use_required_attribute = False

    class Meta:
        model = Contact
        fields = [
            "kind",
            "name",
            "title",
            "phone",
            "email",
            "unit",
            "street_address",
            "postcode",
            "town",
            "language",
        ]


ContactRows = forms.modelformset_factory(Contact, form=ContactForm, extra=1, can_delete=True, max_num=100)


def contacts_version(contacts: Sequence[Contact]) -> str:
    """Changes whenever one of the contacts does."""
    rows = [[contact.pk, *(str(getattr(contact, name)) for name in ContactForm.Meta.fields)] for contact in contacts]
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()[:24]

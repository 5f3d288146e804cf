"""What people fill in about minutes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from meetings.minutes.people import Person
from meetings.minutes.services import ActionDraft, AdjusterDraft, ItemDraft
from meetings.models import Attendee, Minutes, MinutesItem

SPARE_ROWS = 2
RIGHT, WRONG = "right", "wrong"


class FactsForm(forms.ModelForm[Minutes]):
    """Who chaired and wrote, and who may read."""

    class Meta:
        model = Minutes
        fields = ["chair", "secretary", "is_public"]


class SecretaryForm(forms.Form):
    """Who may write the minutes, too."""

    user = forms.TypedChoiceField(label=_("Editor"), coerce=int)

    def __init__(self, *args: Any, editors: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["user"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "–"), *editors.items()]


class TitleForm(forms.Form):
    """An item that no agenda had."""

    title = forms.CharField(label=_("One more item"), max_length=200)


class ItemForm(forms.Form):
    """What was said and decided at one item, and the version of it that was read."""

    text = forms.CharField(
        label=_("What was said"), required=False, max_length=50_000, widget=forms.Textarea(attrs={"rows": 6})
    )
    decisions = forms.CharField(
        label=_("Decisions, one on each line"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class ActionForm(forms.Form):
    """One thing that somebody does until a day."""

    what = forms.CharField(label=_("What is to be done"), required=False, max_length=300)
    owner = forms.ChoiceField(label=_("Who"), required=False)
    due_on = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = self.fields["owner"]
        if isinstance(owner, forms.ChoiceField):
            owner.choices = [("", "–"), *choices]

    def clean(self) -> dict[str, Any]:
        """What is to be done is done by somebody."""
        values = super().clean() or {}
        if values.get("what") and not values.get("owner"):
            self.add_error("owner", _("Choose who does it."))
        return values


ActionFormSet = forms.formset_factory(ActionForm, extra=SPARE_ROWS)


class ItemForms:
    """The form of one item with its action items, under a prefix of its own."""

    def __init__(self, item: MinutesItem, people: Mapping[str, Person], data: Any = None) -> None:
        actions = list(item.actions.all())
        # Whoever had it before may still have it, invited or not.
        known = {row.address: Person(row.owner_name, row.address, row.language) for row in actions if row.address}
        self.people = {**known, **people}
        self.kept = {row.address: row for row in actions}
        prefix = f"item-{item.pk}"
        self.item = item
        self.form = ItemForm(
            data,
            prefix=prefix,
            initial={
                "text": item.text,
                "decisions": "\n".join(decision.text for decision in item.decisions.all()),
                "version": item.version,
            },
        )
        self.actions = ActionFormSet(
            data,
            prefix=f"{prefix}-actions",
            initial=[{"what": row.what, "owner": row.address, "due_on": row.due_on} for row in actions],
            form_kwargs={"choices": [(person.address, person.words) for person in self.people.values()]},
        )

    def is_valid(self) -> bool:
        """Whether both are."""
        return self.form.is_valid() and self.actions.is_valid()

    @property
    def version(self) -> int:
        """The version that was read."""
        return int(self.form.cleaned_data["version"])

    def draft(self) -> ItemDraft:
        """What was written; blank rows are none, and a heading of a mail has no line breaks."""
        values = self.form.cleaned_data
        lines = [" ".join(line.split()) for line in values["decisions"].splitlines()]
        rows = [form.cleaned_data for form in self.actions if form.cleaned_data.get("what")]
        return ItemDraft(
            text=values["text"].replace("\r\n", "\n"),
            decisions=[line for line in lines if line],
            actions=[self._action(row) for row in rows],
        )

    def _action(self, row: Mapping[str, Any]) -> ActionDraft:
        person = self.people[row["owner"]]
        kept = self.kept.get(person.address)
        return ActionDraft(
            what=" ".join(row["what"].split()),
            owner_name=person.name,
            address=person.address,
            language=person.language,
            contact=person.contact or (kept.contact if kept else None),
            due_on=row["due_on"],
        )


class AttendeeForm(forms.Form):
    """Somebody who came without an invitation."""

    name = forms.CharField(label=_("Name"), max_length=120)
    member_name = forms.CharField(label=_("For whom"), max_length=100, required=False)
    presence = forms.ChoiceField(
        label=_("Presence"),
        choices=[(value, Attendee.Presence(value).label) for value in Attendee.THERE],
    )


class AdjustersForm(forms.Form):
    """Who adjusts: some of those invited, and perhaps one more."""

    chosen = forms.MultipleChoiceField(label=_("Invited"), required=False, widget=forms.CheckboxSelectMultiple)
    name = forms.CharField(label=_("Somebody else: name"), max_length=120, required=False)
    address = forms.EmailField(label=_("Somebody else: e-mail address"), max_length=254, required=False)

    def __init__(self, *args: Any, people: Mapping[str, Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        chosen = self.fields["chosen"]
        if isinstance(chosen, forms.MultipleChoiceField):
            chosen.choices = [(person.address, person.words) for person in people.values()]

    def clean(self) -> dict[str, Any]:
        """Somebody else has a name and an address."""
        values = super().clean() or {}
        if bool(values.get("name")) != bool(values.get("address")):
            raise ValidationError(_("Write both the name and the e-mail address."))
        return values

    def adjusters(self) -> list[AdjusterDraft]:
        """Those who were chosen."""
        values = self.cleaned_data
        people = [self.people[address] for address in values["chosen"]]
        found = [AdjusterDraft(person.name, person.address, person.language, person.contact) for person in people]
        if values["address"]:
            found.append(AdjusterDraft(values["name"], values["address"]))
        return found


class VerdictForm(forms.Form):
    """An adjuster's word; `checksum` says which text it is about."""

    verdict = forms.ChoiceField(
        label=_("Are the minutes right?"),
        choices=[(RIGHT, _("Yes, I approve the minutes")), (WRONG, _("No, something is to be changed"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two answers.")},
    )
    comment = forms.CharField(
        label=_("What is to be changed"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )
    checksum = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Who objects says what."""
        values = super().clean() or {}
        if values.get("verdict") == WRONG and not values.get("comment"):
            self.add_error("comment", _("Say what is to be changed."))
        return values

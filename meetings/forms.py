"""What people fill in about meetings."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mailings.addresses import InvalidAddressError, normalize_address
from meetings.models import Invitation, Meeting
from meetings.services import Details, answer_invitation, answer_series

ANSWERS = [
    (Invitation.Answer.YES.value, _("Yes, I am coming")),
    (Invitation.Answer.TENTATIVE.value, _("Perhaps")),
    (Invitation.Answer.NO.value, _("No, I am not coming")),
]


class CommentForm(forms.Form):
    """A word to the coordinator."""

    comment = forms.CharField(
        label=_("Message to the coordinator"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AnswerForm(CommentForm):
    """An answer to an invitation."""

    answer = forms.ChoiceField(
        label=_("Are you coming?"),
        choices=ANSWERS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the three answers.")},
    )


class DetailFields(CommentForm):
    """How one takes part and what one needs; asks only what the meeting makes a question of."""

    way = forms.ChoiceField(
        label=_("How do you take part?"), choices=Invitation.Way.choices, required=False, widget=forms.RadioSelect
    )
    diet = forms.CharField(label=_("Dietary needs"), required=False, max_length=300)
    access_needs = forms.CharField(
        label=_("What you need to take part"),
        required=False,
        max_length=300,
        help_text=_("For example a step-free way or a hearing loop. Deleted 30 days after the meeting."),
    )

    def fit_to(self, meeting: Meeting) -> None:
        """Leave out what this meeting does not ask."""
        ways = Invitation.Way
        self.only_way = "" if meeting.place and meeting.online_link else ways.ON_SITE if meeting.place else ways.ONLINE
        self.initial["way"] = self.initial.get("way") or ways.ON_SITE
        if self.only_way:
            del self.fields["way"]
        if not meeting.place:
            del self.fields["diet"]

    @property
    def details(self) -> Details:
        """What was filled in, of a form that is valid."""
        values = self.cleaned_data
        way = self.only_way or values["way"] or Invitation.Way.ON_SITE
        return Details(way=way, diet=values.get("diet", ""), access_needs=values["access_needs"])


class DetailedAnswerForm(AnswerForm, DetailFields):
    """An answer with how one takes part and what one needs, for one time or for all that follow."""

    whole_series = forms.BooleanField(
        label=_("The same answer for all times of the series that follow"), required=False
    )

    field_order = ["answer", "way", "diet", "access_needs", "comment", "whole_series"]

    def __init__(
        self,
        data: Any = None,
        *,
        invitation: Invitation,
        initial: dict[str, Any] | None = None,
        prefix: str | None = None,
    ) -> None:
        known = {name: getattr(invitation, name) for name in ("answer", "way", "diet", "access_needs", "comment")}
        super().__init__(data, initial={**known, **(initial or {})}, prefix=prefix)
        self.fit_to(invitation.meeting)
        if invitation.meeting.series_id is None:
            del self.fields["whole_series"]

    def save(self, invitation: Invitation, *, at: datetime.datetime) -> Invitation:
        """Give the answer of a valid form, for this time or for all that follow. Raises an AnswerRefusedError."""
        answer, comment = Invitation.Answer(self.cleaned_data["answer"]), self.cleaned_data["comment"]
        if self.cleaned_data.get("whole_series"):
            return answer_series(invitation, answer, at=at, comment=comment, details=self.details)[0]
        return answer_invitation(invitation, answer, at=at, comment=comment, details=self.details)


class SubstituteForm(forms.Form):
    """A colleague who comes instead."""

    prefix = "substitute"

    name = forms.CharField(
        label=_("Your colleague's name"),
        max_length=120,
        error_messages={"required": _("Write who comes instead of you.")},
    )
    address = forms.EmailField(
        label=_("Your colleague's e-mail address"),
        max_length=254,
        error_messages={
            "required": _("Write your colleague's e-mail address."),
            "invalid": _("Write the whole address, like name@example.org."),
        },
    )

    def clean_address(self) -> str:
        """The address as it will be written to; refuses what no mail server takes."""
        try:
            return normalize_address(self.cleaned_data["address"])
        except InvalidAddressError as error:
            raise forms.ValidationError(str(error)) from error


class CancelForm(forms.Form):
    """Why a meeting is called off."""

    reason = forms.CharField(
        label=_("Why (stands in the mail)"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class GuestForm(forms.Form):
    """One more person to invite."""

    name = forms.CharField(label=_("Name"), max_length=120)
    address = forms.EmailField(label=_("E-mail address"), max_length=254)
    language = forms.ChoiceField(label=_("Language of mails"), choices=[("sv", "Svenska"), ("en", "English")])


class ChosenPeopleForm(forms.Form):
    """People found by name, by the keys of `audience.choices_for`."""

    people = forms.TypedMultipleChoiceField()

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        ticked = [key[:30] for key in data.getlist("people")] if hasattr(data, "getlist") else []
        self.fields["people"].choices = [(key, key) for key in ticked]  # type: ignore[attr-defined]

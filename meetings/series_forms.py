"""What the coordinator fills in about a series of meetings."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.widgets import AdminTimeInput

from meetings.models import Meeting
from meetings.recurrence import MOST, Pattern, expand_rule, make_rule, rule_words, why_not
from meetings.services import Changes

KEPT = "%Y-%m-%d"
FARTHEST = 6


class RuleForm(forms.Form):
    """How a draft comes back. Only patterns that fit its date are offered, in words about that date."""

    pattern = forms.ChoiceField(label=_("How often"), widget=forms.RadioSelect)
    count = forms.IntegerField(
        label=_("How many times in all"), min_value=2, max_value=MOST, initial=6, help_text=_("The first one included.")
    )

    def __init__(self, data: Any = None, *, meeting: Meeting) -> None:
        super().__init__(data)
        self.first = meeting.starts_local
        day = self.first.date()
        fitting = [pattern for pattern in Pattern if not why_not(pattern, day)]
        self.fields["pattern"].choices = [  # type: ignore[attr-defined]
            (pattern.value, capfirst(rule_words(make_rule(pattern, day, count=2), self.first))) for pattern in fitting
        ]
        self.initial.setdefault("pattern", fitting[0].value)

    @cached_property
    def rule(self) -> str:
        """The rule of a valid form (RFC 5545, 3.3.10)."""
        values = self.cleaned_data
        return make_rule(Pattern(values["pattern"]), self.first.date(), count=values["count"])

    @cached_property
    def starts(self) -> list[datetime.datetime]:
        """All starts of a valid form."""
        return expand_rule(self.rule, self.first)

    def left_out(self, kept: list[str]) -> list[datetime.datetime]:
        """The starts after the first whose day is not among those kept ("2027-04-14")."""
        return [start for start in self.starts[1:] if start.strftime(KEPT) not in kept]


def _days_words(days: int) -> str:
    if days == 0:
        return str(_("On the same day"))
    if days > 0:
        return ngettext("%(n)d day later", "%(n)d days later", days) % {"n": days}
    return ngettext("%(n)d day earlier", "%(n)d days earlier", -days) % {"n": -days}


class FollowingForm(forms.Form):
    """What becomes different for a time and all that follow. What is left as it is stays as it is for each."""

    days = forms.TypedChoiceField(label=_("Day"), coerce=int, initial=0)
    starts = forms.TimeField(label=_("Starts"), widget=AdminTimeInput)
    ends = forms.TimeField(label=_("Ends"), widget=AdminTimeInput)
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    online_link = forms.URLField(label=_("Link for taking part online"), required=False, assume_scheme="https")
    title_sv = forms.CharField(label=_("Title in Swedish"), max_length=150)
    title_en = forms.CharField(label=_("Title in English"), max_length=150, required=False)

    def __init__(self, data: Any = None, *, meeting: Meeting) -> None:
        initial = {name: getattr(meeting, name) for name in ("place", "online_link", "title_sv", "title_en")}
        initial |= {"starts": meeting.starts_local.time(), "ends": meeting.ends_local.time()}
        super().__init__(data, initial=initial)
        days = range(-FARTHEST, FARTHEST + 1)
        self.fields["days"].choices = [(number, _days_words(number)) for number in days]  # type: ignore[attr-defined]
        if meeting.is_all_day:
            del self.fields["starts"], self.fields["ends"]

    @property
    def changes(self) -> Changes:
        """What a valid form changes."""
        values = {name: self.cleaned_data[name] for name in self.changed_data}
        return Changes(
            days=int(values.pop("days", 0)),
            starts=values.pop("starts", None),
            ends=values.pop("ends", None),
            fields=values,
        )

"""How a reader finds a meeting: words, kind and theme group, all in the address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.searching import plain_words
from meetings.models.kind import MeetingKind
from meetings.models.meeting import Meeting, MeetingQuerySet
from members.models import ThemeGroup


class MeetingFilterForm(forms.Form):
    """Every filter may be left out; what cannot be understood is told and left out too."""

    q = forms.CharField(
        label=_("Search"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"})
    )
    kind = forms.ChoiceField(label=_("Kind of meeting"), required=False)
    group = forms.ChoiceField(label=_("Theme group"), required=False)

    def __init__(self, query: QueryDict) -> None:
        super().__init__(query)
        kinds = [(kind.key, kind.name) for kind in MeetingKind.objects.all()]
        groups = [(group.key, group.name) for group in self.groups]
        self.fields["kind"].choices = [("", _("All kinds")), *kinds]  # type: ignore[attr-defined]
        self.fields["group"].choices = [("", _("All meetings")), *groups]  # type: ignore[attr-defined]
        self.full_clean()

    @cached_property
    def groups(self) -> list[ThemeGroup]:
        """The theme groups of the network."""
        return list(ThemeGroup.objects.all())

    @property
    def chosen(self) -> dict[str, Any]:
        """What narrows the list, by name."""
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def is_filtered(self) -> bool:
        """Whether anything was asked for, understood or not."""
        return bool(self.chosen or self.errors)

    def select(self, meetings: MeetingQuerySet) -> MeetingQuerySet:
        """Give those of the meetings that were asked for."""
        chosen = self.chosen
        if "kind" in chosen:
            meetings = meetings.filter(kind__key=chosen["kind"])
        if "group" in chosen:
            meetings = meetings.filter(theme_group__key=chosen["group"])
        if "q" in chosen:
            meetings = meetings.filter(pk__in=find_meetings(chosen["q"]))
        return meetings


def find_meetings(words: str) -> list[int]:
    """Give the primary keys of the shown meetings that hold all the words; else of those where words begin so."""
    words = plain_words(words)
    if not words:
        return []
    shown = Meeting.objects.shown()
    found = [meeting.pk for meeting in shown.search(words, operator="and")]
    return found or [meeting.pk for meeting in shown.autocomplete(words, operator="and")]

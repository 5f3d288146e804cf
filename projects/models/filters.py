"""How a reader finds a practice: free text, filters and order, all in the address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from core.taxonomies import TargetArea, TargetGroup
from members.models import Member
from projects.models.page import ProjectPage, ProjectPageQuerySet

ORDERS = {
    "newest": ("-first_published_at", "-pk"),
    "used": ("-used_count", "title", "pk"),
    "title": ("title", "pk"),
}


class LibraryFilterForm(forms.Form):
    """Every filter may be left out; what cannot be understood is told and left out too."""

    q = forms.CharField(
        label=_("Search"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"})
    )
    target_area = forms.ModelChoiceField(
        TargetArea.objects.all(),
        label=_("Target area"),
        required=False,
        to_field_name="key",
        empty_label=_("All target areas"),
    )
    target_group = forms.ModelChoiceField(
        TargetGroup.objects.all(),
        label=_("Target group"),
        required=False,
        to_field_name="key",
        empty_label=_("All target groups"),
    )
    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[("", _("Any status")), *ProjectPage.Status.choices]
    )
    member = forms.ModelChoiceField(
        Member.objects.active(),
        label=_("Member"),
        required=False,
        to_field_name="code",
        empty_label=_("All members"),
    )
    sort = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[("newest", _("Newest first")), ("used", _("Most used first")), ("title", _("In alphabetical order"))],
    )

    def __init__(self, query: QueryDict) -> None:
        super().__init__(query)
        self.full_clean()

    @property
    def chosen(self) -> dict[str, Any]:
        """What narrows the list, by name."""
        return {name: value for name, value in self.cleaned_data.items() if value and name != "sort"}

    @property
    def is_filtered(self) -> bool:
        """Whether anything was asked for, understood or not."""
        return bool(self.chosen or self.errors)

    def select(self, locale: Locale) -> ProjectPageQuerySet:
        """Give the practices of one language that were asked for, in the order asked for."""
        practices = ProjectPage.objects.in_locale(locale)
        chosen = self.chosen
        if "q" in chosen:
            practices = practices.filter(pk__in=find_practices(chosen["q"], locale))
        if "target_area" in chosen:
            practices = practices.filter(target_areas=chosen["target_area"])
        if "target_group" in chosen:
            practices = practices.filter(target_groups=chosen["target_group"])
        if "status" in chosen:
            practices = practices.filter(status=chosen["status"])
        if "member" in chosen:
            practices = practices.led_or_joined_by(chosen["member"])
        order = ORDERS[self.cleaned_data.get("sort") or "newest"]
        return practices.for_cards().order_by(*order)


def find_practices(words: str, locale: Locale) -> list[int]:
    """Give the primary keys of the practices that hold all the words; else of those where words begin so."""
    practices = ProjectPage.objects.live().filter(locale=locale)
    found = [page.pk for page in practices.search(words, operator="and", order_by_relevance=False)]
    return found or [page.pk for page in practices.autocomplete(words, operator="and", order_by_relevance=False)]

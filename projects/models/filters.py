"""How a reader finds a practice: free text, filters and order, all in the address."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Value
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from core.languages import in_language
from core.searching import plain_words
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
    target_area = forms.ChoiceField(label=_("Target area"), required=False)
    target_group = forms.ChoiceField(label=_("Target group"), required=False)
    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[("", _("Any status")), *ProjectPage.Status.choices]
    )
    member = forms.ChoiceField(label=_("Member"), required=False)
    sort = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[("newest", _("Newest first")), ("used", _("Most used first")), ("title", _("In alphabetical order"))],
    )

    def __init__(self, query: QueryDict) -> None:
        super().__init__(query)
        offers: dict[str, list[tuple[str, Any]]] = {
            "target_area": [("", _("All target areas"))],
            "target_group": [("", _("All target groups"))],
            "member": [("", _("All members"))],
        }
        for field, key, _order, swedish, english in load_offers():
            offers[field].append((key, in_language(swedish, english)))
        for field, choices in offers.items():
            self.fields[field].choices = choices  # type: ignore[attr-defined]
        self.full_clean()

    @property
    def chosen(self) -> dict[str, Any]:
        """What narrows the list, by name."""
        return {name: value for name, value in self.cleaned_data.items() if value and name != "sort"}

    @property
    def is_filtered(self) -> bool:
        """Whether anything was asked for, understood or not."""
        return bool(self.chosen or self.errors)

    def select(self, locale: Locale | int) -> ProjectPageQuerySet:
        """Give the practices of one language that were asked for, in the order asked for."""
        practices = ProjectPage.objects.in_locale(locale)
        chosen = self.chosen
        if "q" in chosen:
            practices = practices.filter(pk__in=find_practices(chosen["q"], locale))
        if "target_area" in chosen:
            practices = practices.filter(target_areas__key=chosen["target_area"])
        if "target_group" in chosen:
            practices = practices.filter(target_groups__key=chosen["target_group"])
        if "status" in chosen:
            practices = practices.filter(status=chosen["status"])
        if "member" in chosen:
            practices = practices.led_or_joined_by(Member.objects.get(code=chosen["member"]))
        order = ORDERS[self.cleaned_data.get("sort") or "newest"]
        return practices.for_cards().order_by(*order)


def load_offers() -> Iterable[tuple[str, str, int, str, str]]:
    """Give what can be chosen, in one query: field, key, order, name in Swedish, name in English."""
    areas, groups = (
        model.objects.order_by().values_list(Value(field), "key", "sort_order", "name_sv", "name_en")
        for field, model in (("target_area", TargetArea), ("target_group", TargetGroup))
    )
    members = Member.objects.active().order_by().values_list(Value("member"), "code", Value(0), "name", Value(""))
    found: list[tuple[str, str, int, str, str]] = list(areas.union(groups, members, all=True))
    return sorted(found, key=lambda offer: (offer[0], offer[2], offer[3]))


def find_practices(words: str, locale: Locale | int) -> list[int]:
    """Give the primary keys of the practices that hold all the words; else of those where words begin so."""
    practices = ProjectPage.objects.live().filter(locale=locale)
    words = plain_words(words)
    if not words:
        return []
    found = [page.pk for page in practices.search(words, operator="and", order_by_relevance=False)]
    return found or [page.pk for page in practices.autocomplete(words, operator="and", order_by_relevance=False)]

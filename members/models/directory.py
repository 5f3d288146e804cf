"""What a visitor asks the directory for, read from the address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.models import TargetArea
from core.sorting import swedish_key
from members.models.member import Member

if TYPE_CHECKING:
    from members.models.page import MemberPage


class DirectoryForm(forms.Form):
    """The filter: kind, county and focus. A value that is no choice is answered as "all", never as an error."""

    kind = forms.ChoiceField(label=_("Municipality or region"), required=False)
    county = forms.ChoiceField(label=_("County"), required=False)
    area = forms.ChoiceField(label=_("Focus"), required=False)

    def __init__(
        self, data: Mapping[str, str], *, counties: Iterable[tuple[str, str]], areas: Sequence[TargetArea]
    ) -> None:
        super().__init__(data)
        choices: dict[str, list[tuple[str, str]]] = {
            "kind": [("", gettext("Both")), *((str(value), str(label)) for value, label in Member.Kind.choices)],
            "county": [("", gettext("All counties")), *counties],
            "area": [("", gettext("All target areas")), *((area.key, area.name) for area in areas)],
        }
        for name, options in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = options
        self.data = {name: data.get(name, "") for name in self.fields}
        for name, options in choices.items():
            if self.data[name] not in dict(options):
                self.data[name] = ""

    def chosen_label(self, name: str) -> str:
        """Give the words of what was chosen, "" for all."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        value = self.data[name]
        return str(dict(field.choices)[value]) if value else ""  # type: ignore[arg-type]


@dataclass(frozen=True)
class Directory:
    """The profiles of all active members in one language, and which of them a visitor asked for."""

    pages: Sequence[MemberPage]
    areas: Sequence[TargetArea]
    query: Mapping[str, str]

    @cached_property
    def form(self) -> DirectoryForm:
        """The filter, filled in."""
        counties = {page.member.county_code: page.member.county_name for page in self.pages}
        in_order = sorted(counties.items(), key=lambda county: swedish_key(county[1]))
        return DirectoryForm(self.query, counties=in_order, areas=self.areas)

    @cached_property
    def found(self) -> list[MemberPage]:
        """Those asked for, in Swedish order of their names."""
        return sorted(filter(self._is_asked_for, self.pages), key=lambda page: swedish_key(page.member.name))

    @property
    def is_filtered(self) -> bool:
        """Whether not all are shown."""
        return any(self.form.data.values())

    @property
    def filter_words(self) -> str:
        """What was asked for, in words: "Region, Skåne län"."""
        return ", ".join(filter(None, (self.form.chosen_label(name) for name in ("kind", "county", "area"))))

    def _is_asked_for(self, page: MemberPage) -> bool:
        wanted, member = self.form.data, page.member
        return (
            wanted["kind"] in ("", member.kind)
            and wanted["county"] in ("", member.county_code)
            and (not wanted["area"] or wanted["area"] in {area.key for area in member.target_areas.all()})
        )

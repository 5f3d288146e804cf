"""The members' political bodies, strategies and policies, as a visitor asked for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django import forms
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.html import strip_tags
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from core.pages import for_everybody
from core.sorting import swedish_key
from members.models import Member, MemberPage, PoliticalBody, StrategyDocument

PERMANENT, TEMPORARY = "permanent", "temporary"


class GovernanceForm(forms.Form):
    """The filter. A value that is no choice is answered as "all", never as an error."""

    kind = forms.ChoiceField(label=_("Municipality or region"), required=False)
    county = forms.ChoiceField(label=_("County"), required=False)
    body = forms.ChoiceField(label=_("Kind of political body"), required=False)
    permanence = forms.ChoiceField(label=_("Permanent or temporary"), required=False)

    def __init__(self, data: Mapping[str, str], *, counties: Iterable[tuple[str, str]]) -> None:
        super().__init__(data)
        self.choices: dict[str, list[tuple[str, str]]] = {
            "kind": [("", gettext("Both")), *((str(value), str(label)) for value, label in Member.Kind.choices)],
            "county": [("", gettext("All counties")), *counties],
            "body": [
                ("", gettext("All kinds")),
                *((str(value), str(label)) for value, label in PoliticalBody.Kind.choices),
            ],
            "permanence": [
                ("", gettext("Both")),
                (PERMANENT, gettext("Permanent")),
                (TEMPORARY, gettext("Temporary")),
            ],
        }
        self.data = {}
        for name, options in self.choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = options
            wanted = data.get(name, "")
            self.data[name] = wanted if wanted in dict(options) else ""

    @property
    def chosen_labels(self) -> list[str]:
        """The words of what was chosen, without what was left at "all"."""
        return [dict(self.choices[name])[value] for name, value in self.data.items() if value]


@dataclass(frozen=True)
class Governance:
    """How one member governs: the bodies that were asked for, its strategies, and its profile with the policy."""

    page: MemberPage
    url: str
    bodies: Sequence[PoliticalBody]

    @property
    def member(self) -> Member:
        """Whose governance it is."""
        return self.page.member

    @property
    def strategies(self) -> list[StrategyDocument]:
        """The member's strategy documents, in its own order."""
        return list(self.member.strategy_documents.all())

    @property
    def standing_committees(self) -> list[PoliticalBody]:
        """Its permanent committees under the executive board, among the bodies that were asked for."""
        return [body for body in self.bodies if body.is_standing_committee]

    @property
    def policy(self) -> str:
        """The policy's words without markup."""
        return " ".join(strip_tags(self.page.policy_text.replace("</p>", " ")).split())


@dataclass(frozen=True)
class Comparison:
    """All public profiles in one language, and which of them were asked for."""

    pages: Sequence[MemberPage]
    query: Mapping[str, str]
    request: HttpRequest

    @cached_property
    def form(self) -> GovernanceForm:
        """The filter, filled in."""
        counties = {page.member.county_code: page.member.county_name for page in self.pages}
        in_order = sorted(counties.items(), key=lambda county: swedish_key(county[1]))
        return GovernanceForm(self.query, counties=in_order)

    @property
    def is_filtered(self) -> bool:
        """Whether not all are shown."""
        return any(self.form.data.values())

    @property
    def filter_words(self) -> str:
        """What was asked for, in words: "Region, Skåne län"."""
        return ", ".join(self.form.chosen_labels)

    @cached_property
    def found(self) -> list[Governance]:
        """The members asked for, in Swedish order of their names."""
        rows = [
            Governance(page, page.get_url(self.request) or "", self._bodies(page.member))
            for page in self.pages
            if self._is_asked_for(page.member)
        ]
        if self.form.data["body"] or self.form.data["permanence"]:
            rows = [row for row in rows if row.bodies]
        return sorted(rows, key=lambda row: swedish_key(row.member.name))

    @property
    def policies(self) -> list[Governance]:
        """Those among the found that quote a policy."""
        return [row for row in self.found if row.page.policy_text]

    @property
    def with_standing_committee(self) -> int:
        """How many have a permanent committee under the executive board."""
        return sum(bool(row.standing_committees) for row in self.found)

    def _is_asked_for(self, member: Member) -> bool:
        wanted = self.form.data
        return wanted["kind"] in ("", member.kind) and wanted["county"] in ("", member.county_code)

    def _bodies(self, member: Member) -> list[PoliticalBody]:
        wanted = self.form.data
        return [
            body
            for body in member.political_bodies.all()
            if wanted["body"] in ("", body.kind)
            and wanted["permanence"] in ("", PERMANENT if body.is_permanent else TEMPORARY)
        ]


def compare(request: HttpRequest) -> Comparison:
    """What the address asks for, in the active language; three queries however many members."""
    pages = (
        for_everybody(MemberPage.objects.filter(locale=Locale.get_active(), member__left_on__isnull=True))
        .select_related("member", "locale", "alias_of__locale")
        .prefetch_related("member__political_bodies", "member__strategy_documents")
    )
    return Comparison(list(pages), request.GET, request)

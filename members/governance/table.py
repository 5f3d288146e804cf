"""The comparison as a table to take away: one line for each political body, or one for a member without any."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from core.links import public_url
from members.governance.comparison import Governance
from members.models import PoliticalBody


def header() -> list[str]:
    """The columns, in the active language."""
    return [
        _("Member"),
        _("Code"),
        _("Municipality or region"),
        _("County"),
        _("Political body"),
        _("Kind of political body"),
        _("Under"),
        _("Since"),
        _("Permanent"),
        _("Permanent committee under the executive board"),
        _("Strategy documents"),
        _("Policy"),
        _("Governing document"),
        _("Version"),
        _("Address of the governing document"),
        _("Profile"),
    ]


def rows(found: Iterable[Governance]) -> Iterator[list[object]]:
    """The lines, in the order of the page."""
    for governance in found:
        bodies: list[PoliticalBody | None] = [*governance.bodies]
        for body in bodies or [None]:
            yield _row(governance, body)


def _row(governance: Governance, body: PoliticalBody | None) -> list[object]:
    member, page = governance.member, governance.page
    strategies = [
        f"{document.title} ({document.year})" if document.year else document.title for document in governance.strategies
    ]
    about_body: list[object] = [""] * 6
    if body is not None:
        about_body = [
            body.name,
            body.get_kind_display(),
            body.parent_body,
            body.since_year or "",
            _("Yes") if body.is_permanent else _("No"),
            _("Yes") if body.is_standing_committee else _("No"),
        ]
    return [
        member.name,
        member.code,
        member.get_kind_display(),
        member.county_name,
        *about_body,
        "; ".join(strategies),
        governance.policy,
        page.governing_document,
        page.governing_document_version,
        page.governing_document_url,
        public_url(governance.url) if governance.url else "",
    ]

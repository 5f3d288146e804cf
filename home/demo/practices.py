"""The 40 practices of the demo network, and who took them up."""

from __future__ import annotations

from datetime import date
from typing import Any

from core.models import LifeStage, Setting, SixP, SustainableDevelopmentGoal, TargetArea, TargetGroup, Term
from home.demo.files import read_rows
from home.demo.publishing import add_page, as_html, translate_page
from members.models import Contact, Member, MemberPage
from projects.models import ProjectPage
from projects.services import record_adoption

FILES = ("practices_places", "practices_children", "practices_habits", "practices_voice")
TEXTS = ProjectPage.CHAPTERS + ProjectPage.LESSONS
TERMS: dict[str, type[Term]] = {
    "target_areas": TargetArea,
    "target_groups": TargetGroup,
    "life_stages": LifeStage,
    "settings": Setting,
    "goals": SustainableDevelopmentGoal,
    "six_ps": SixP,
}


def load_practices() -> int:
    """Create the practices that are missing, with their adoptions; gives how many."""
    known = set(ProjectPage.objects.filter(locale__language_code="sv").values_list("slug", flat=True))
    rows = [row for name in FILES for row in read_rows(name) if row["slug"] not in known]
    members = {member.code: member for member in Member.objects.all()}
    profiles = {page.member_id: page for page in MemberPage.objects.filter(locale__language_code="sv")}
    terms = {name: {term.key: term for term in kind._default_manager.all()} for name, kind in TERMS.items()}
    for row in rows:
        lead = members[row["lead"]]
        # The tree has grown since the profiles were fetched, and treebeard counts children on the row.
        parent = profiles[lead.pk]
        parent.refresh_from_db()
        page = add_page(parent, make_practice(row, members=members, terms=terms))
        for code, state, since, changes, result in row.get("adoptions", []):
            record_adoption(
                page,
                member=members[code],
                state=state,
                since=date.fromisoformat(since),
                changes=changes,
                result=result,
            )
        if "en" in row:
            translate_page(page, {"title": row["en"]["title"], **texts_of(row["en"])})
    return len(rows)


def make_practice(row: dict[str, Any], *, members: dict[str, Member], terms: dict[str, dict[str, Any]]) -> ProjectPage:
    """Make one practice, not yet in the tree."""
    lead = members[row["lead"]]
    contact = Contact.objects.filter(member=lead).administrative().first()
    page = ProjectPage(
        title=row["title"],
        slug=row["slug"],
        lead_member=lead,
        contact=contact,
        status=row["status"],
        starts_on=date.fromisoformat(row["starts"]) if row.get("starts") else None,
        ends_on=date.fromisoformat(row["ends"]) if row.get("ends") else None,
        scale=row.get("scale", ""),
        cost_band=row.get("cost", ""),
        funding=row.get("funding", ""),
        evidence_level=row.get("evidence", ""),
        last_reviewed_on=lead.last_reviewed_on,
        last_reviewed_by=lead.last_reviewed_by,
        **dict(zip(ProjectPage.CRITERIA, row.get("criteria", []), strict=False)),
        **texts_of(row),
    )
    page.partner_members = [members[code] for code in row.get("partners", [])]
    for name, found in terms.items():
        setattr(page, name, [found[key] for key in row.get(name, [])])
    return page


def texts_of(row: dict[str, Any]) -> dict[str, str]:
    """The texts of a practice in one language."""
    texts = {name: as_html(row.get(name, "")) for name in TEXTS}
    return {"summary": row["summary"], "search_description": row["summary"], **texts}

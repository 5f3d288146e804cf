"""How a practice is laid out for a reader: facts, chapters, the self-check and who uses it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext
from wagtail.models import Locale

from members.models import Member, MemberPage
from projects.models.adoption import Adoption

if TYPE_CHECKING:
    from projects.models.page import ProjectPage


@dataclass(frozen=True)
class MemberLink:
    """A member, and where its profile stands in the reader's language ("" = nowhere)."""

    name: str
    url: str


@dataclass(frozen=True)
class AdoptionStory:
    """An adoption, and the member that tells it."""

    adoption: Adoption
    member: MemberLink


def link_members(members: Iterable[Member], locale: Locale, request: HttpRequest) -> dict[int, MemberLink]:
    """Find the members' profiles in one query; by the member's primary key."""
    wanted = {member.pk: member.name for member in members}
    pages = MemberPage.objects.live().filter(locale=locale, member__in=wanted).select_related("locale")
    urls = {page.member_id: page.get_url(request) or "" for page in pages}
    return {pk: MemberLink(name, urls.get(pk, "")) for pk, name in wanted.items()}


def describe_period(practice: ProjectPage) -> str:
    """Say from when to when, by month: "March 2024 – June 2026", "since March 2024"."""
    start = date_format(practice.starts_on, "YEAR_MONTH_FORMAT") if practice.starts_on else ""
    end = date_format(practice.ends_on, "YEAR_MONTH_FORMAT") if practice.ends_on else ""
    if start and end:
        return start if start == end else f"{start} – {end}"
    if start:
        is_ahead = practice.status in {practice.Status.IDEA, practice.Status.PLANNED}
        return (
            gettext("from %(start)s") % {"start": start} if is_ahead else gettext("since %(start)s") % {"start": start}
        )
    return gettext("until %(end)s") % {"end": end} if end else ""


def label_of(practice: ProjectPage, name: str) -> str:
    """Give a field's name as a heading."""
    return capfirst(str(practice._meta.get_field(name).verbose_name))


def list_facts(practice: ProjectPage) -> list[dict[str, Any]]:
    """Give the facts that are known, as label and value, in the order a colleague asks for them."""

    def label(name: str) -> str:
        return label_of(practice, name)

    def terms(name: str) -> str:
        return ", ".join(str(term) for term in getattr(practice, name).all())

    facts: list[tuple[str, str]] = [
        (label("status"), practice.get_status_display()),
        (gettext("Period"), describe_period(practice)),
        *[(label(name), terms(name)) for name in ("target_groups", "life_stages", "settings")],
        (label("scale"), practice.get_scale_display()),
        (label("cost_band"), practice.get_cost_band_display()),
        (label("funding"), practice.funding),
        (label("evidence_level"), practice.get_evidence_level_display()),
        *[(label(name), terms(name)) for name in ("six_ps", "goals")],
    ]
    return [{"label": name, "value": value} for name, value in facts if value]


def list_criteria(practice: ProjectPage, names: Iterable[str]) -> list[dict[str, Any]]:
    """Give the criteria of the self-check that have an answer: label, explanation, answer, points 0–2."""
    answered = []
    for name in names:
        points = getattr(practice, name)
        if points is not None:
            field = practice._meta.get_field(name)
            answered.append(
                {
                    "label": field.verbose_name,
                    "explanation": field.help_text,
                    "answer": practice.Fulfillment(points).label,
                    "points": points,
                }
            )
    return answered


def tell_adoptions(practice: ProjectPage, request: HttpRequest) -> list[AdoptionStory]:
    """Give who takes the practice up, those who use it first and those who stopped last."""
    adoptions = list(
        Adoption.objects.of_practice(practice.translation_key).of_active_members().select_related("member")
    )
    adoptions.sort(key=lambda adoption: (not adoption.is_in_use, adoption.is_stopped, adoption.since, adoption.pk))
    links = link_members([adoption.member for adoption in adoptions], practice.locale, request)
    return [AdoptionStory(adoption, links[adoption.member_id]) for adoption in adoptions]


def list_chapters(practice: ProjectPage, names: Iterable[str]) -> list[dict[str, str]]:
    """Give the chapters that have a text, as heading and HTML."""
    return [
        {"heading": label_of(practice, name), "text": getattr(practice, name)}
        for name in names
        if getattr(practice, name)
    ]


def layout(practice: ProjectPage, request: HttpRequest) -> dict[str, Any]:
    """Give the template what it shows beside the title and the summary."""
    partners = list(practice.partner_members.all())
    links = link_members([practice.lead_member, *partners], practice.locale, request)
    stories = tell_adoptions(practice, request)
    return {
        "chapters": list_chapters(practice, practice.CHAPTERS),
        "lessons": list_chapters(practice, practice.LESSONS),
        "facts": list_facts(practice),
        "criteria": list_criteria(practice, practice.CRITERIA),
        "lead": links[practice.lead_member.pk],
        "partners": [links[partner.pk] for partner in partners],
        "target_areas": list(practice.target_areas.all()),
        "adoptions": stories,
        "used_count": sum(story.adoption.is_in_use for story in stories),
        "contact": choose_contact(practice),
    }


def choose_contact(practice: ProjectPage) -> dict[str, str]:
    """Give whom to ask: the named person, else the chosen contact of the member; nothing where nobody is named."""
    if practice.contact_name:
        return {"name": practice.contact_name, "email": practice.contact_email}
    person = practice.contact
    if person is None:
        return {}
    return {
        "name": person.name,
        "title": person.title,
        "unit": person.unit,
        "phone": person.phone,
        "email": person.email,
    }

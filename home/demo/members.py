"""The 20 members of the demo network: real names, codes and places; invented people."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.text import slugify
from wagtail.models import Locale

from core.models import TargetArea
from home.demo.files import read_rows
from home.demo.publishing import as_body, as_html, translate_page
from members.models import Contact, Member, MemberPage, PoliticalBody, StrategyDocument, ThemeGroup
from members.services import create_member

# 070-174 06 05 – 06 99 belong to nobody: set aside for fiction by the Swedish Post and Telecom Authority (PTS).
FIRST_FICTITIOUS_NUMBER = 5
THEME_GROUPS = (
    {
        "key": "halsosam-stadsplanering",
        "name_sv": "Hälsosam stadsplanering",
        "name_en": "Healthy urban planning",
        "description_sv": "Hur hälsan får plats i översiktsplaner, detaljplaner och gaturum.",
        "description_en": "How health finds its place in comprehensive plans, detailed plans and streets.",
    },
    {
        "key": "delaktighet-och-inflytande",
        "name_sv": "Delaktighet och inflytande",
        "name_en": "Participation and influence",
        "description_sv": "Hur invånare, särskilt barn och unga, är med och bestämmer.",
        "description_en": "How people, children and young people above all, take part in decisions.",
    },
)


def load_members() -> int:
    """Create the members that are missing; gives how many."""
    places = read_places()
    known = set(Member.objects.values_list("code", flat=True))
    rows = [(number, row) for number, row in enumerate(read_rows("members")) if row["code"] not in known]
    for number, row in rows:
        load_member(row, number=number, place=places.get(row["code"], {}))
    load_theme_groups()
    return len(rows)


# Luleå shows how it is to send in for approval; everybody else publishes at once.
WAITING_FOR_APPROVAL = {"2580"}


def read_places() -> dict[str, dict[str, str]]:
    """County and coordinates of every municipality, by code."""
    with (Path(settings.BASE_DIR) / "data/municipalities.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


def load_member(row: dict[str, Any], *, number: int, place: dict[str, str]) -> Member:
    """Create one member with its people, its governance and its profile."""
    body, day, registry_number = row["letter"]
    facts: dict[str, Any] = {
        name: row.get(name) or place.get(name, "") for name in ("county_code", "county_name", "latitude", "longitude")
    }
    member = create_member(
        **facts,
        **{name: row[name] for name in ("code", "name", "official_name", "population", "website", "member_since")},
        kind=row.get("kind", Member.Kind.MUNICIPALITY),
        population_year=2024,
        letter_body=body,
        letter_decided_on=date.fromisoformat(day),
        letter_registry_number=registry_number,
        publishing=Member.Publishing.AFTER_APPROVAL
        if row["code"] in WAITING_FOR_APPROVAL
        else Member.Publishing.AT_ONCE,
        last_reviewed_on=date.fromisoformat(row["reviewed"][0]),
        last_reviewed_by=row["reviewed"][1],
        target_areas=TargetArea.objects.filter(key__in=row["areas"]),
    )
    add_people(member, row, number=number)
    add_governance(member, row)
    add_profile(member, row)
    return member


def add_people(member: Member, row: dict[str, Any], *, number: int) -> None:
    """Add the political and the administrative contact."""
    street, postcode, town = row["address"]
    Contact.objects.bulk_create(
        Contact(
            member=member,
            sort_order=order,
            kind=kind,
            name=name,
            title=title,
            unit=unit,
            phone=f"070-174 06 {FIRST_FICTITIOUS_NUMBER + 2 * number + order:02d}",
            email=f"{slugify(name).replace('-', '.')}@{slugify(member.name)}.example.org",
            street_address=street,
            postcode=postcode,
            town=town,
        )
        for order, (kind, name, title, unit) in enumerate(row["contacts"])
    )


def add_governance(member: Member, row: dict[str, Any]) -> None:
    """Add the political bodies and the strategies."""
    PoliticalBody.objects.bulk_create(
        PoliticalBody(
            member=member,
            sort_order=order,
            name=name,
            kind=kind,
            parent_body=parent,
            since_year=since,
            is_permanent=is_permanent,
        )
        for order, (name, kind, parent, since, is_permanent) in enumerate(row["bodies"])
    )
    StrategyDocument.objects.bulk_create(
        StrategyDocument(member=member, sort_order=order, title=title, year=year, description=description)
        for order, (title, year, description) in enumerate(row["strategies"])
    )


def add_profile(member: Member, row: dict[str, Any]) -> None:
    """Fill the Swedish profile, and the English one where there is a translation."""
    page = MemberPage.objects.get(member=member, locale=Locale.get_default())
    for name, value in profile_texts(row).items():
        setattr(page, name, value)
    page.save_revision(log_action=False).publish(log_action=False)
    if "en" in row:
        translate_page(page, {"title": member.name, **profile_texts(row["en"])})


def profile_texts(row: dict[str, Any]) -> dict[str, Any]:
    """The fields of a profile in one language."""
    return {
        "introduction": row["introduction"],
        "search_description": row["introduction"],
        "policy_text": as_html(row["policy"]),
        "governing_document": row["governing_document"],
        "governing_document_version": row.get("version", ""),
        "health_in_planning": as_html(row["planning"]),
        "body": as_body(row["work"]),
    }


def load_theme_groups() -> None:
    """Create the theme groups, with every third official in each."""
    for offset, facts in enumerate(THEME_GROUPS):
        group, is_new = ThemeGroup.objects.get_or_create(key=facts["key"], defaults=facts)
        if is_new:
            group.contacts.set(list(Contact.objects.administrative().order_by("pk"))[offset::3])

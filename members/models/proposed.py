"""Facts of a member that wait for its profile to be published: political bodies, strategy documents and focus.

They stand on the member's row, once for all languages (docs/adr/0002), which knows no drafts. What an editor changes in
them together with the profile's texts is kept in the page's draft, in `MemberPage.proposed_facts`, so that texts and
facts are approved and published as one. Contacts are not among them: people's data is kept in no draft.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db import models

from core.models import TargetArea
from members.models.governance import PoliticalBody, StrategyDocument
from members.models.member import Member

if TYPE_CHECKING:
    from members.models.page import MemberPage

Facts = dict[str, Any]
Row = dict[str, Any]
ROWS: dict[str, tuple[type[models.Model], tuple[str, ...]]] = {
    "political_bodies": (PoliticalBody, ("name", "kind", "parent_body", "since_year", "is_permanent")),
    "strategy_documents": (StrategyDocument, ("title", "year", "description", "url")),
}


def facts_of(member: Member) -> Facts:
    """The facts as they stand on the site, in a form that JSON can hold; rows with their `pk`."""
    facts: Facts = {"target_areas": sorted(area.pk for area in member.target_areas.all())}
    for relation, (_model, fields) in ROWS.items():
        rows = getattr(member, relation).all()
        facts[relation] = [{"pk": row.pk, **{field: getattr(row, field) for field in fields}} for row in rows]
    return facts


def fingerprint(facts: Mapping[str, Any]) -> str:
    """A short text that is the same for the same facts, whatever the numbers of their rows."""
    bare = {
        name: [_words(row, ROWS[name][1]) for row in value] if name in ROWS else value for name, value in facts.items()
    }
    return hashlib.sha256(json.dumps(bare, sort_keys=True).encode()).hexdigest()[:24]


def propose_facts(page: MemberPage, facts: Facts, *, member: Member) -> None:
    """Set (not save) on a draft what the facts shall be once it is published; nothing, where they are so already."""
    base = fingerprint(facts_of(member))
    page.proposed_facts = None if fingerprint(facts) == base else {"base": base, "facts": facts}


def proposal_in(page: MemberPage, *, member: Member) -> tuple[Facts | None, bool]:
    """The facts that a draft proposes, and whether the site's have changed since it was written.

    None where it proposes nothing, or nothing that is not so already.
    """
    proposed = page.proposed_facts
    if not proposed:
        return None, False
    current = fingerprint(facts_of(member))
    if fingerprint(proposed["facts"]) == current:
        return None, False
    return proposed["facts"], proposed["base"] != current


def with_facts(member: Member, facts: Facts) -> Member:
    """Give the member as it would be with these facts, for a preview: nothing of it is saved."""
    cache = {**getattr(member, "_prefetched_objects_cache", {})}
    cache["target_areas"] = TargetArea.objects.filter(pk__in=facts["target_areas"])
    member._prefetched_objects_cache = cache
    for relation, (model, fields) in ROWS.items():
        kept = {row.pk: row for row in getattr(member, relation).all()}
        rows = []
        for row in facts[relation]:
            made = kept.get(row["pk"]) or model(member=member)
            for field in fields:
                setattr(made, field, row[field])
            rows.append(made)
        getattr(member, relation).set(rows)
    return member


def _words(row: Mapping[str, Any], fields: Sequence[str]) -> Row:
    return {field: row[field] for field in fields}

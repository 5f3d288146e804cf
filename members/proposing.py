"""Publishing what a profile's draft proposed for its member's facts."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from core.models import TargetArea
from members.models import Member, MemberPage
from members.models.proposed import ROWS, Row, proposal_in


@transaction.atomic
def apply_proposal(page: MemberPage) -> bool:
    """Make a published page's proposed facts the member's; whether that was done.

    Not where the site's facts have changed since the proposal was written: then the proposal stays in the draft, and
    the editor is told. Doing it again changes nothing.
    """
    member = Member.objects.select_for_update().get(pk=page.member_id)
    facts, is_stale = proposal_in(page, member=member)
    if facts is None or is_stale:
        return False
    member.target_areas.set(TargetArea.objects.filter(pk__in=facts["target_areas"]))
    for relation in ROWS:
        _apply_rows(member, relation, facts[relation])
    MemberPage.objects.filter(pk=page.pk).update(proposed_facts=None)
    return True


def _apply_rows(member: Member, relation: str, wanted: Sequence[Row]) -> None:
    model, fields = ROWS[relation]
    kept = {row.pk: row for row in model._default_manager.filter(member=member)}
    for place, row in enumerate(wanted):
        found = kept.pop(row["pk"], None) or model(member=member)
        for field in fields:
            setattr(found, field, row[field])
        found.sort_order = place  # type: ignore[attr-defined]
        found.save()
    model._default_manager.filter(pk__in=kept).delete()

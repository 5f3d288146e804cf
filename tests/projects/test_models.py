"""A practice holds together."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from projects.models import Adoption, ProjectPage
from tests.factories.members import english
from tests.factories.projects import AdoptionFactory, ProjectPageFactory


def test_practice_cannot_end_before_it_starts(db: None) -> None:
    with pytest.raises(ValidationError) as caught:
        ProjectPageFactory.create(starts_on=date(2025, 1, 1), ends_on=date(2024, 1, 1))

    assert set(caught.value.message_dict) == {"ends_on"}


def test_used_count_is_the_same_in_every_language(db: None) -> None:
    practice = ProjectPageFactory.create()
    AdoptionFactory.create_batch(2, practice=practice)
    AdoptionFactory.create(practice=practice, state=Adoption.State.PLANNING)
    AdoptionFactory.create(practice=practice, member__left_on=date(2025, 1, 1))
    english(practice)

    counts = ProjectPage.objects.with_used_count().values_list("used_count", flat=True)

    assert list(counts) == [2, 2]


def test_practice_counts_for_its_lead_and_its_partners(db: None) -> None:
    practice = ProjectPageFactory.create()
    partner = ProjectPageFactory.create().lead_member
    practice.partner_members = [partner]
    practice.save()

    assert list(ProjectPage.objects.led_or_joined_by(practice.lead_member)) == [practice]
    assert ProjectPage.objects.led_or_joined_by(partner.pk).count() == 2


def test_member_does_not_adopt_its_own_practice(db: None) -> None:
    practice = ProjectPageFactory.create()
    adoption = AdoptionFactory.build(practice=practice, member=practice.lead_member)

    with pytest.raises(ValidationError, match="member"):
        adoption.full_clean(exclude=["state_since"])

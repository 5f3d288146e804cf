"""Members take practices up, come further, and stop."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from projects.models import Adoption
from projects.services import AdoptionError, change_adoption_state, record_adoption
from tests.factories.members import MemberFactory, english
from tests.factories.projects import AdoptionFactory, ProjectPageFactory

pytestmark = pytest.mark.django_db
SPRING = date(2025, 4, 1)
AUTUMN = date(2025, 10, 1)


def test_adoption_told_on_a_translation_hangs_on_the_source() -> None:
    practice = ProjectPageFactory.create()

    adoption = record_adoption(english(practice), member=MemberFactory.create(), since=SPRING, result="Bra.")

    assert adoption.practice == practice
    assert (adoption.state, adoption.state_since, adoption.result) == ("interested", SPRING, "Bra.")


def test_member_takes_a_practice_up_once() -> None:
    adoption = AdoptionFactory.create()

    with pytest.raises(AdoptionError):
        record_adoption(adoption.practice, member=adoption.member, since=SPRING)

    assert Adoption.objects.count() == 1


def test_lead_member_does_not_take_up_its_own_practice() -> None:
    practice = ProjectPageFactory.create()

    with pytest.raises(AdoptionError):
        record_adoption(practice, member=practice.lead_member, since=SPRING)


def test_member_that_left_takes_nothing_up() -> None:
    with pytest.raises(AdoptionError):
        record_adoption(
            ProjectPageFactory.create(), member=MemberFactory.create(left_on=date(2025, 1, 1)), since=SPRING
        )


def test_adoption_refuses_an_unknown_state_and_a_bad_address() -> None:
    practice, member = ProjectPageFactory.create(), MemberFactory.create()

    with pytest.raises(ValidationError) as caught:
        record_adoption(practice, member=member, since=SPRING, state="dreaming", contact_email="elsa@\nexample.org")

    assert set(caught.value.message_dict) == {"state", "contact_email"}


def test_adoption_comes_further_and_keeps_its_beginning() -> None:
    adoption = AdoptionFactory.create(state=Adoption.State.PILOTING, since=SPRING)

    changed = change_adoption_state(adoption, state=Adoption.State.STOPPED, at=AUTUMN, result="Pengarna tog slut.")

    assert (changed.since, changed.state_since) == (SPRING, AUTUMN)
    assert changed.is_stopped
    assert Adoption.objects.get().result == "Pengarna tog slut."


def test_words_alone_do_not_move_the_state() -> None:
    adoption = AdoptionFactory.create(since=SPRING)

    changed = change_adoption_state(adoption, state=adoption.state, at=AUTUMN, changes="Bara på våren.")

    assert changed.state_since == SPRING


def test_change_cannot_come_before_the_last_one() -> None:
    adoption = AdoptionFactory.create(since=AUTUMN)

    with pytest.raises(AdoptionError, match="2025"):
        change_adoption_state(adoption, state=Adoption.State.STOPPED, at=SPRING)

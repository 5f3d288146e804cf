"""What is stale never enters a newsletter, newest or chosen."""

import datetime

import pytest

from newsletters.sections import issue_sections
from projects.models import ProjectPage
from tests.factories.newsletters import newsletter_issue
from tests.factories.projects import ProjectPageFactory
from tests.factories.reviews import review_of

pytestmark = pytest.mark.django_db
ISSUED_ON = datetime.date(2027, 3, 1)


def practices() -> tuple[ProjectPage, ProjectPage]:
    """One whose review was due the day before the issue, and one that is due that day."""
    stale, fresh = ProjectPageFactory.create(title="Gammal"), ProjectPageFactory.create(title="Färsk")
    review_of(stale, member=stale.lead_member, due_on=ISSUED_ON - datetime.timedelta(days=1), kind="practice")
    review_of(fresh, member=fresh.lead_member, due_on=ISSUED_ON, kind="practice")
    return stale, fresh


def test_newest_practices_are_fresh_ones() -> None:
    practices()
    issue = newsletter_issue(("practices", {"heading": "", "pages": [], "newest": 5}), issued_on=ISSUED_ON)

    assert [item.title for section in issue_sections(issue) for item in section.items] == ["Färsk"]


def test_chosen_practice_that_is_stale_is_left_out_and_named() -> None:
    stale, fresh = practices()
    block = ("practices", {"heading": "", "pages": [stale.pk, fresh.pk], "newest": 0})

    section = issue_sections(newsletter_issue(block, issued_on=ISSUED_ON))[0]

    assert [item.title for item in section.items] == ["Färsk"]
    assert section.left_out == ("Gammal",)


def test_practice_is_back_once_it_is_reviewed() -> None:
    stale, _fresh = practices()
    stale_review = stale.lead_member.reviews.get()
    stale_review.due_on = ISSUED_ON
    stale_review.save()
    issue = newsletter_issue(("practices", {"heading": "", "pages": [], "newest": 5}), issued_on=ISSUED_ON)

    assert {item.title for section in issue_sections(issue) for item in section.items} == {"Gammal", "Färsk"}

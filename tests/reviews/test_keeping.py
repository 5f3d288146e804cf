"""The rows follow what there is."""

import datetime

import pytest
from django.test import Client

from members.models import Contact, Member, PoliticalBody, StrategyDocument
from projects.models import ProjectPage
from reviews.models import Review, ReviewRule
from reviews.services import ReviewError, confirm_reviews, sync_reviews
from tests.factories.members import ContactFactory, MemberFactory, MemberPageFactory, english
from tests.factories.projects import ProjectPageFactory
from tests.factories.reviews import review_of

TODAY = datetime.date(2026, 11, 23)
OLD = datetime.date(2017, 10, 16)


def reviewed_member() -> Member:
    member = MemberFactory.create(name="Trollhättan", last_reviewed_on=OLD, last_reviewed_by="Maria Sandell")
    MemberPageFactory.create(member=member, policy_text="<p>Jämlikt.</p>", health_in_planning="<p>Barn.</p>")
    return member


def test_sections_contacts_and_strategies_get_their_rows(db: None) -> None:
    member = reviewed_member()
    PoliticalBody.objects.create(member=member, name="Utskottet", kind="committee")
    ContactFactory.create(member=member, name="Elin")
    StrategyDocument.objects.create(member=member, title="Strategi")

    assert sync_reviews(today=TODAY) == sync_reviews(today=TODAY) == 6

    rows = {(row.kind, row.section or row.title): row for row in Review.objects.all()}
    assert sorted(rows) == [
        ("contact", "Elin"), ("section", "facts"), ("section", "governance"), ("section", "planning"),
        ("section", "policy"), ("strategy", "Strategi"),
    ]  # fmt: skip
    policy = rows["section", "policy"]
    assert (policy.reviewed_on, policy.reviewed_by, policy.due_on) == (
        OLD,
        "Maria Sandell",
        datetime.date(2018, 10, 16),
    )
    contact = rows["contact", "Elin"]
    assert (contact.reviewed_on, contact.due_on) == (None, datetime.date(2027, 11, 23))


def test_interval_is_data(db: None) -> None:
    ReviewRule.objects.filter(kind="contact").update(interval_months=6)
    ContactFactory.create()

    sync_reviews(today=TODAY)

    assert Review.objects.get(kind="contact").due_on == datetime.date(2027, 5, 23)


def test_what_is_gone_is_forgotten_and_members_that_left_are_not_asked(db: None) -> None:
    gone, left = ContactFactory.create(), ContactFactory.create()
    sync_reviews(today=TODAY)

    Contact.objects.filter(pk=gone.pk).delete()
    Member.objects.filter(pk=left.member_id).update(left_on=TODAY)

    assert sync_reviews(today=TODAY) == 1
    assert Review.objects.get().member_id == gone.member_id


def test_day_that_an_editor_wrote_counts_when_it_is_later(db: None) -> None:
    member = reviewed_member()
    ContactFactory.create(member=member)
    sync_reviews(today=TODAY)

    Member.objects.update(last_reviewed_on=TODAY + datetime.timedelta(days=1), last_reviewed_by="Elin")
    sync_reviews(today=TODAY + datetime.timedelta(days=1))
    assert set(Review.objects.values_list("reviewed_by", flat=True)) == {"Elin"}

    Member.objects.update(last_reviewed_on=OLD, last_reviewed_by="Maria Sandell")
    sync_reviews(today=TODAY + datetime.timedelta(days=2))
    assert set(Review.objects.values_list("reviewed_by", flat=True)) == {"Elin"}


def test_practice_has_one_row_for_all_languages(db: None) -> None:
    practice = ProjectPageFactory.create(last_reviewed_on=OLD)
    english(practice)

    sync_reviews(today=TODAY)

    assert Review.objects.get(kind="practice").object_id == practice.pk


def test_confirming_needs_a_name(db: None) -> None:
    contact = ContactFactory.create()
    review = review_of(contact, member=contact.member, due_on=OLD, step=2, asked_on=OLD)
    with pytest.raises(ReviewError):
        confirm_reviews([review], on=TODAY, by=" ")

    assert confirm_reviews([review], on=TODAY, by="Elin") == 1

    review.refresh_from_db()
    assert (review.reviewed_on, review.reviewed_by, review.step) == (TODAY, "Elin", 0)
    assert review.due_on == datetime.date(2027, 11, 23)


def test_fresh_leaves_out_stale_practices_in_every_language(db: None) -> None:
    stale, fresh, unknown = (ProjectPageFactory.create() for _ in range(3))
    english(stale)
    review_of(stale, member=stale.lead_member, due_on=TODAY - datetime.timedelta(days=1), kind="practice")
    review_of(fresh, member=fresh.lead_member, due_on=TODAY, kind="practice")

    assert set(ProjectPage.objects.fresh(TODAY)) == {fresh, unknown}
    assert ProjectPage.objects.fresh(OLD).count() == 4


def test_public_pages_tell_the_age_by_name(client: Client, db: None) -> None:
    member = reviewed_member()
    practice = ProjectPageFactory.create(lead_member=member, last_reviewed_on=OLD, last_reviewed_by="Maria Sandell")
    page = member.pages.get()
    assert "Maria Sandell" in client.get(page.url).content.decode()
    sync_reviews(today=TODAY)

    html = client.get(page.url).content.decode()
    assert html.count("16 oktober 2017") == 3
    assert "Borde granskas" in html
    confirm_reviews(Review.objects.filter(section="policy"), on=TODAY, by="Elin Forsberg")
    assert "Elin Forsberg" in client.get(page.url).content.decode()
    assert "borde ha granskats" in client.get(practice.url).content.decode()

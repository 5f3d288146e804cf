"""What became of reviews is kept: who was asked, who answered, when."""

import datetime

import pytest
from django.utils import timezone

from members.models import Contact, Member
from reviews.models import Review, ReviewEvent
from reviews.services import ask_for_reviews, confirm_reviews, sync_reviews
from tests.factories.cast import Cast
from tests.factories.members import ContactFactory, MemberFactory
from tests.factories.reviews import review_of

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = timezone.localdate(NOW)


def days_on(number: int) -> datetime.datetime:
    return NOW + datetime.timedelta(days=number)


def history_of(review: Review) -> list[tuple[str, str, int]]:
    """Outcome, who, and how many days from now; the oldest first."""
    return [(event.outcome, event.who, (event.happened_on - TODAY).days) for event in review.events.order_by("pk")]


def test_every_step_is_written_with_name_and_day() -> None:
    member = MemberFactory.create()
    ContactFactory.create(member=member, kind=Contact.Kind.ADMINISTRATIVE, name="Åsa Ek", email="asa@example.org")
    politician = ContactFactory.create(
        member=member, kind=Contact.Kind.POLITICAL, name="Pia Öberg", email="pia@example.org"
    )
    review = review_of(politician, member=member, due_on=TODAY - datetime.timedelta(days=1))

    for number in (0, 0, 14, 28, 29):
        ask_for_reviews(now=days_on(number))
    for _press in range(2):
        confirm_reviews([review], on=timezone.localdate(days_on(30)), by="Pia Öberg")

    assert history_of(review) == [
        ("owner", "Åsa Ek", 0), ("other", "Pia Öberg", 14), ("coordinator", "", 28), ("confirmed", "Pia Öberg", 30)
    ]  # fmt: skip


def test_day_that_an_editor_wrote_begins_and_goes_on_with_the_history() -> None:
    old = TODAY - datetime.timedelta(days=400)
    member = MemberFactory.create(last_reviewed_on=old, last_reviewed_by="Maria Sandell")
    for _run in range(2):
        sync_reviews(today=TODAY)
    Member.objects.filter(pk=member.pk).update(last_reviewed_on=TODAY, last_reviewed_by="Åsa Ek")
    for _run in range(2):
        sync_reviews(today=TODAY)

    assert history_of(Review.objects.get()) == [("written", "Maria Sandell", -400), ("written", "Åsa Ek", 0)]
    Member.objects.all().delete()
    assert not ReviewEvent.objects.exists()


def reviewed_by(member: Member, name: str) -> Review:
    review = review_of(ContactFactory.create(member=member), member=member, due_on=TODAY)
    confirm_reviews([review], on=TODAY, by=name)
    return review


def test_history_is_on_the_board_for_those_whose_it_is(cast: Cast) -> None:
    own, foreign = reviewed_by(cast.trollhattan, "Maria Sandell"), reviewed_by(cast.lulea, "Kanariefågel")
    editor, coordinator = cast.client(cast.trollhattan_editor), cast.client(cast.coordinator)

    assert "Maria Sandell" in editor.get(f"/admin/reviews/{own.pk}/").content.decode()
    assert editor.get(f"/admin/reviews/{foreign.pk}/").status_code == 404
    assert "Kanariefågel" in coordinator.get(f"/admin/reviews/{foreign.pk}/").content.decode()
    board = coordinator.get("/admin/reviews/?all").content.decode()
    assert f"/admin/reviews/{own.pk}/" in board
    assert "administrativ kontaktperson, med 12 månaders mellanrum" in board


def test_member_reads_the_own_history(cast: Cast) -> None:
    reviewed_by(cast.trollhattan, "Maria Sandell"), reviewed_by(cast.lulea, "Kanariefågel")

    html = cast.client(cast.representative).get("/mina-sidor/granskningar/").content.decode()

    assert "Stämmer fortfarande, Maria Sandell" in html
    assert "Kanariefågel" not in html

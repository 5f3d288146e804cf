"""Who is asked when, each mail once; and the page that the mail leads to."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.tokens import new_nonce
from mailings.models import Delivery, Mailing
from members.models import Contact, Member
from reviews.emails import merge_requests
from reviews.models import Review, ReviewRequest, ReviewRule
from reviews.services import ask_for_reviews
from tests.factories.cast import Cast
from tests.factories.members import ContactFactory, MemberFactory
from tests.factories.reviews import review_of

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
YESTERDAY = TODAY - datetime.timedelta(days=1)


def day(number: int) -> datetime.datetime:
    return NOW + datetime.timedelta(days=number)


def member_with_contacts() -> Member:
    member = MemberFactory.create(name="Luleå")
    ContactFactory.create(member=member, name="Elin Forsberg", email="official@example.org")
    ContactFactory.create(member=member, kind=Contact.Kind.POLITICAL, email="politician@example.org")
    return member


def stale_review(member: Member, **values: object) -> Review:
    return review_of(member.contacts.all()[0], member=member, due_on=YESTERDAY, **values)


def asked() -> list[str]:
    return [delivery.address for delivery in Delivery.objects.order_by("pk")]


def test_owner_is_asked_then_the_other_then_the_coordinator_each_once(cast: Cast) -> None:
    member = member_with_contacts()
    review = stale_review(member)
    expected = {
        0: ["official@example.org"],
        13: ["official@example.org"],
        14: ["official@example.org", "politician@example.org"],
        27: ["official@example.org", "politician@example.org"],
        28: ["official@example.org", "politician@example.org", cast.coordinator.email],
        400: ["official@example.org", "politician@example.org", cast.coordinator.email],
    }

    for number, addresses in expected.items():
        for _ in range(2):
            ask_for_reviews(now=day(number))
        assert asked() == addresses, number
    review.refresh_from_db()
    assert review.step == Review.Step.COORDINATOR


def test_things_of_one_member_come_in_one_mail(db: None) -> None:
    member = member_with_contacts()
    for contact in member.contacts.all():
        review_of(contact, member=member, due_on=YESTERDAY, title=f"Sak {contact.pk}")

    ask_for_reviews(now=NOW)

    text = Mailing.objects.get().contents.get().text
    assert text.count("Sak ") == 2
    assert ReviewRequest.objects.get().token not in text


def test_owner_role_is_data(db: None) -> None:
    ReviewRule.objects.update(owner_role=Contact.Kind.POLITICAL)
    stale_review(member_with_contacts())

    ask_for_reviews(now=NOW)

    assert asked() == ["politician@example.org"]


def test_whoever_cannot_be_reached_is_passed_over(cast: Cast) -> None:
    nobody = MemberFactory.create()
    stale = ContactFactory.create(member=nobody, email="")
    review_of(stale, member=nobody, due_on=YESTERDAY)
    politician = ContactFactory.create(kind=Contact.Kind.POLITICAL, email="politician@example.org")
    review_of(politician, member=politician.member, due_on=YESTERDAY)

    ask_for_reviews(now=NOW)

    assert sorted(asked()) == sorted([cast.coordinator.email, "politician@example.org"])


def test_fresh_things_and_members_that_left_are_not_asked(db: None) -> None:
    member = member_with_contacts()
    review_of(member.contacts.all()[0], member=member, due_on=TODAY)
    left = member_with_contacts()
    stale_review(left)
    Member.objects.filter(pk=left.pk).update(left_on=YESTERDAY)

    assert ask_for_reviews(now=NOW) == 0
    assert not Mailing.objects.exists()


def request_of(member: Member) -> ReviewRequest:
    ask_for_reviews(now=NOW)
    return ReviewRequest.objects.get(member=member)


def test_who_is_no_contact_any_more_is_asked_nothing(db: None) -> None:
    request = request_of(stale_review(member_with_contacts()).member)
    assert request.contact is not None
    request.contact.delete()
    assert merge_requests([str(request.pk)]) == {str(request.pk): None}


def test_page_shows_on_get_and_acts_on_post(client: Client, db: None) -> None:
    member = member_with_contacts()
    review = stale_review(member)
    request = request_of(member)
    url = reverse("reviews:still-right", args=[request.token])

    values = merge_requests([str(request.pk)])[str(request.pk)]
    assert values is not None
    assert values["review_url"].endswith(url)
    for _ in range(2):
        assert client.get(url).status_code == 200
    review.refresh_from_db()
    assert review.reviewed_on is None

    assert client.post(url, {"review": str(review.pk)}).status_code == 200
    review = Review.objects.get()
    assert (review.reviewed_on, review.reviewed_by, review.step) == (TODAY, "Elin Forsberg", 0)
    assert ask_for_reviews(now=day(20)) == 0


def test_post_without_a_tick_confirms_nothing(client: Client, db: None) -> None:
    member = member_with_contacts()
    review = stale_review(member)

    html = client.post(reverse("reviews:still-right", args=[request_of(member).token])).content.decode()

    review.refresh_from_db()
    assert review.reviewed_on is None
    assert "message--error" in html


def test_link_confirms_only_what_it_was_sent_for(client: Client, db: None) -> None:
    member, other = member_with_contacts(), MemberFactory.create(name="Kanariefågel")
    stale_review(member)
    foreign = review_of(ContactFactory.create(member=other, email=""), member=other, due_on=YESTERDAY)
    url = reverse("reviews:still-right", args=[request_of(member).token])

    html = client.post(url, {"review": str(foreign.pk)}).content.decode()

    foreign.refresh_from_db()
    assert foreign.reviewed_on is None
    assert "Kanariefågel" not in html


@pytest.mark.parametrize("why", ["forged", "old", "contact gone", "member left", "replaced"])
def test_link_that_does_not_hold_opens_nothing(why: str, client: Client, db: None) -> None:
    member = member_with_contacts()
    stale_review(member)
    request = request_of(member)
    token = request.token
    if why == "forged":
        token = "x" * 32
    elif why == "old":
        ReviewRequest.objects.update(created_at=NOW - datetime.timedelta(days=91))
    elif why == "contact gone":
        Contact.objects.filter(pk=request.contact_id).delete()
    elif why == "member left":
        Member.objects.update(left_on=TODAY)
    else:
        token = ReviewRequest(pk=request.pk, nonce=new_nonce()).token

    for response in (client.get(f"/granskning/{token}/"), client.post(f"/granskning/{token}/")):
        assert response.status_code == 404
        assert "Luleå" not in response.content.decode().split("<main")[1].split("</main")[0]

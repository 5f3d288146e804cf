"""A subscriber's page tells what was sent, what came back in plain words, and what stops mail."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mailings.models import Delivery, Suppression
from mailings.services import suppress
from newsletters.models import Subscriber
from newsletters.sending import send_issue
from tests.factories.cast import Cast
from tests.factories.newsletters import SubscriberFactory, newsletter_issue
from tests.newsletters.conftest import Drain

pytestmark = pytest.mark.django_db
AT = datetime.datetime(2026, 3, 1, 9, 0, tzinfo=datetime.UTC)
PAGE_QUERIES = 18


@pytest.fixture
def coordinator(cast: Cast) -> Client:
    """A browser that the coordinator is signed in with."""
    return cast.client(cast.coordinator)


def page_of(client: Client, reader: Subscriber) -> str:
    return client.get(reverse("subscribers:edit", args=[reader.pk])).content.decode()


def test_what_came_back_is_told_in_words(coordinator: Client, drain: Drain) -> None:
    reader, other = SubscriberFactory.create(), SubscriberFactory.create()
    send_issue(newsletter_issue(title="Vårens brev"), at=timezone.now())
    assert len(drain()) == 2
    assert "Mottagen av e-postservern" in page_of(coordinator, reader)
    Delivery.objects.filter(address=reader.address).update(bounced_at=AT)
    page = page_of(coordinator, reader)
    assert "Vårens brev" in page
    assert "men det studsade senare" in page
    assert "men det studsade senare" not in page_of(coordinator, other)


def test_what_bounces_have_stopped_is_lifted_after_asking(coordinator: Client, cast: Cast) -> None:
    reader = SubscriberFactory.create()
    suppress(reader.address, scope="", reason="no_such_address", at=AT)
    assert "Adressen finns inte, 1 mars 2026" in page_of(coordinator, reader)
    address = reverse("newsletters_admin:allow", args=[reader.pk])
    assert address in page_of(coordinator, reader)
    for user in (None, cast.trollhattan_editor):
        assert cast.client(user).post(address).status_code == 302
    assert coordinator.get(address).status_code == 200
    assert Suppression.objects.exists()
    assert coordinator.post(address).status_code == 302
    assert not Suppression.objects.exists()


@pytest.mark.parametrize("reason", ["unsubscribed", "complained", "by_coordinator"])
def test_what_the_owner_has_said_stays(coordinator: Client, reason: str) -> None:
    reader = SubscriberFactory.create()
    suppress(reader.address, scope="newsletter", reason=reason, at=AT)
    address = reverse("newsletters_admin:allow", args=[reader.pk])
    assert address not in page_of(coordinator, reader)
    coordinator.post(address)
    assert Suppression.objects.count() == 1


@pytest.mark.parametrize("number", [0, 3])
def test_the_page_asks_as_much_for_many_mails(
    coordinator: Client, drain: Drain, number: int, django_assert_num_queries: object
) -> None:
    reader = SubscriberFactory.create()
    for place in range(number):
        send_issue(newsletter_issue(title=f"Brev {place}"), at=timezone.now())
    page_of(coordinator, reader)
    with django_assert_num_queries(PAGE_QUERIES):  # type: ignore[operator]
        page_of(coordinator, reader)

"""What the coordinator sees of mailings, and that nobody else does."""

import pytest
from django.test import Client
from django.urls import reverse

from devservices.smtp_sink import SmtpSink
from mailings.models import Mailing
from mailings.services import dispatch_due, progress
from tests.factories.cast import Cast
from tests.mailings.conftest import Clock, Write


@pytest.fixture
def coordinator(client: Client, cast: Cast) -> Client:
    client.force_login(cast.coordinator)
    return client


def test_the_list_counts_in_the_same_number_of_queries(
    coordinator: Client, write: Write, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    address = reverse("mailings_admin:list")
    write("a@example.org")
    coordinator.get(address)
    with django_assert_num_queries(14) as one:  # type: ignore[operator]
        coordinator.get(address)
    for number in range(20):
        write(f"b{number}@example.org", "c@example.org")
    with django_assert_num_queries(len(one)):  # type: ignore[operator]
        page = coordinator.get(address).content.decode()
    assert "0 / 2" in page


def test_a_mailing_shows_each_answer_in_words(
    coordinator: Client, write: Write, mail_to_sink: SmtpSink, clock: Clock
) -> None:
    mail_to_sink.fail("rcpt", reply="550 5.1.1 no such user", recipient="bo@example.org")
    mailing = write("anna@example.org", "bo@example.org")
    dispatch_due(clock=clock)
    address = reverse("mailings_admin:mailing", args=[mailing.pk])
    page = coordinator.get(address).content.decode()
    assert "5.1.1 no such user" in page
    assert "Adressen finns inte." in page or "The address does not exist." in page
    only_failed = coordinator.get(address, {"state": "failed"}).content.decode()
    assert "bo@example.org" in only_failed
    assert "anna@example.org" not in only_failed


@pytest.mark.parametrize(("action", "state"), [("pause", "paused"), ("cancel", "cancelled")])
def test_steering_is_by_post_only(coordinator: Client, write: Write, action: str, state: str) -> None:
    mailing = write("anna@example.org")
    address = reverse("mailings_admin:steer", args=[mailing.pk, action])
    assert coordinator.get(address).status_code == 405
    assert coordinator.post(address).status_code == 302
    assert Mailing.objects.get().state == state
    again = coordinator.post(address, follow=True)
    assert again.status_code == 200
    assert Mailing.objects.get().state == state


def test_uncertain_mail_is_sent_again_by_a_person(
    coordinator: Client, write: Write, mail_to_sink: SmtpSink, clock: Clock
) -> None:
    mail_to_sink.fail("dot", close=True, times=1)
    mailing = write("anna@example.org")
    dispatch_due(clock=clock)
    clock.move(minutes=1)
    coordinator.post(reverse("mailings_admin:steer", args=[mailing.pk, "again"]))
    mailing.deliveries.update(next_attempt_at=clock())
    dispatch_due(clock=clock)
    assert progress(mailing).accepted == 1


@pytest.mark.parametrize("who", ["trollhattan_editor", "representative"])
def test_others_see_no_address(client: Client, cast: Cast, write: Write, who: str) -> None:
    mailing = write("anna@example.org")
    client.force_login(getattr(cast, who))
    for address in (
        reverse("mailings_admin:list"),
        reverse("mailings_admin:mailing", args=[mailing.pk]),
        reverse("mailings_admin:steer", args=[mailing.pk, "cancel"]),
    ):
        response = client.post(address) if "cancel" in address else client.get(address)
        assert response.status_code in (302, 403)
        assert b"anna@example.org" not in response.content
    assert Mailing.objects.get().state == Mailing.State.SENDING

"""Steering mailings: a page asks and names the number of people; a POST acts, once."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from devservices.smtp_sink import SmtpSink
from mailings.models import Delivery, Mailing
from mailings.services import dispatch_due, progress
from tests.factories.cast import Cast
from tests.mailings.conftest import Clock, Write

State = Delivery.State


@pytest.fixture
def coordinator(client: Client, cast: Cast) -> Client:
    client.force_login(cast.coordinator)
    return client


def steer(mailing: Mailing, action: str) -> str:
    return reverse("mailings_admin:steer", args=[mailing.pk, action])


@pytest.fixture
def uncertain(write: Write) -> Mailing:
    """Three mails of which nobody can know."""
    mailing = write("anna@example.org", "bo@example.org", "cia@example.org")
    mailing.deliveries.update(state=State.UNCERTAIN, phase="dot")
    return mailing


@pytest.mark.parametrize(
    ("action", "state", "question"),
    [
        ("pause", "paused", "Pausa utskicket? 2 personer har inte fått det än."),
        ("cancel", "cancelled", "Ställa in utskicket, så att 2 personer inte får det?"),
    ],
)
def test_steering_asks_first_and_acts_by_post(
    coordinator: Client, write: Write, action: str, state: str, question: str
) -> None:
    mailing = write("anna@example.org", "bo@example.org")
    page = coordinator.get(steer(mailing, action)).content.decode()
    assert question in page
    assert Mailing.objects.get().state == "sending"
    assert coordinator.post(steer(mailing, action)).status_code == 302
    assert Mailing.objects.get().state == state
    again = coordinator.post(steer(mailing, action), follow=True).content.decode()
    assert "Det var redan gjort." in again
    assert Mailing.objects.get().state == state
    assert ModelLogEntry.objects.filter(action=f"mailings.{action}").count() == 1


def test_going_on_after_a_pause(coordinator: Client, write: Write) -> None:
    mailing = write("anna@example.org")
    coordinator.post(steer(mailing, "pause"))
    assert "Fortsätta och skicka till 1 person?" in coordinator.get(steer(mailing, "resume")).content.decode()
    coordinator.post(steer(mailing, "resume"))
    assert Mailing.objects.get().state == "sending"


@pytest.mark.parametrize(
    ("action", "question"),
    [("again", "Skicka igen till 3 personer?"), ("leave", "Låta mejlen till 3 personer vara som de är?")],
)
def test_all_uncertain_ones(coordinator: Client, uncertain: Mailing, action: str, question: str) -> None:
    assert question in coordinator.get(steer(uncertain, action)).content.decode()
    coordinator.post(steer(uncertain, action))
    assert uncertain.deliveries.asking().count() == 0
    repeated = coordinator.post(steer(uncertain, action), follow=True).content.decode()
    assert "Det fanns inget kvar att göra." in repeated
    assert ModelLogEntry.objects.get(action=f"mailings.{action}").data == {"number": 3}


def test_only_the_chosen_ones(coordinator: Client, uncertain: Mailing, cast: Cast) -> None:
    first, second, third = uncertain.deliveries.order_by("pk")
    asked = coordinator.get(steer(uncertain, "leave"), {"d": [first.pk, second.pk]}).content.decode()
    assert "Låta mejlen till 2 personer vara som de är?" in asked
    assert f'<input type="hidden" name="d" value="{second.pk}">' in asked
    coordinator.post(steer(uncertain, "leave"), {"d": [first.pk, second.pk]})
    assert list(uncertain.deliveries.asking()) == [third]
    first.refresh_from_db()
    assert first.settled_by == cast.coordinator
    page = coordinator.get(reverse("mailings_admin:delivery", args=[uncertain.pk, first.pk])).content.decode()
    assert "Karin Koordinator" in page


@pytest.mark.parametrize("chosen", ["x", "", "-1", "99999999999999999999", "1 OR 1=1"])
def test_nonsense_chooses_nobody(coordinator: Client, uncertain: Mailing, chosen: str) -> None:
    assert "Det här gäller ingen" in coordinator.get(steer(uncertain, "again"), {"d": chosen}).content.decode()
    coordinator.post(steer(uncertain, "again"), {"d": chosen})
    assert progress(uncertain).uncertain == 3


def test_refused_mails_are_tried_again(coordinator: Client, write: Write) -> None:
    mailing = write("anna@example.org", "bo@example.org", "no address")
    mailing.deliveries.exclude(phase="address").update(state=State.FAILED, phase="rcpt", code=550)
    assert "Försöka igen till 2 personer?" in coordinator.get(steer(mailing, "retry")).content.decode()
    coordinator.post(steer(mailing, "retry"))
    assert (progress(mailing).remaining, progress(mailing).failed) == (2, 1)


def test_what_cannot_be_done_is_said(coordinator: Client, uncertain: Mailing) -> None:
    Mailing.objects.update(state=Mailing.State.MISSED)
    answer = coordinator.post(steer(uncertain, "again"), follow=True).content.decode()
    assert "Det går inte" in answer
    assert progress(uncertain).uncertain == 3


def test_acting_needs_the_token_of_the_page(cast: Cast, uncertain: Mailing) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.coordinator)
    assert browser.post(steer(uncertain, "cancel")).status_code == 403
    assert Mailing.objects.get().state == "sending"


def test_uncertain_mail_sent_again_by_a_person_arrives(
    coordinator: Client, write: Write, mail_to_sink: SmtpSink, clock: Clock
) -> None:
    mail_to_sink.fail("dot", close=True, times=1)
    mailing = write("anna@example.org")
    dispatch_due(clock=clock)
    clock.move(minutes=1)
    coordinator.post(steer(mailing, "again"))
    mailing.deliveries.update(next_attempt_at=clock())
    dispatch_due(clock=clock)
    assert progress(mailing).accepted == 1
    assert {message.email["Message-ID"] for message in mail_to_sink.messages} == {mailing.deliveries.get().message_id}

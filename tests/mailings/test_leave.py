"""What a person decides about an uncertain mail."""

import pytest

from devservices.smtp_sink import SmtpSink
from mailings.models import Delivery, Mailing
from mailings.services import (
    InvalidStateError,
    dispatch_due,
    leave_uncertain,
    progress,
    retry_failed,
    send_again,
)
from mailings.services.lifecycle import leavable, repeatable
from tests.factories.cast import Cast
from tests.mailings.conftest import Clock, Write

State = Delivery.State


@pytest.fixture
def uncertain(write: Write, mail_to_sink: SmtpSink, clock: Clock) -> Mailing:
    """A mailing whose three mails broke off at the dot."""
    mailing = write("anna@example.org", "bo@example.org", "cia@example.org")
    dispatch_due(clock=clock)
    mailing.deliveries.update(state=State.UNCERTAIN, phase="dot", code=None, accepted_at=None)
    return mailing


def test_leaving_one_keeps_it_uncertain_and_says_who_and_when(uncertain: Mailing, cast: Cast, clock: Clock) -> None:
    first = uncertain.deliveries.all()[0]
    assert leave_uncertain(uncertain, deliveries=[first.pk], by=cast.coordinator, at=clock()) == 1
    first.refresh_from_db()
    assert (first.state, first.settled_at, first.settled_by) == (State.UNCERTAIN, clock(), cast.coordinator)
    assert uncertain.deliveries.asking().count() == 2
    assert progress(uncertain).audience == 3


def test_leaving_twice_changes_nothing(uncertain: Mailing, cast: Cast, clock: Clock) -> None:
    assert leave_uncertain(uncertain, by=cast.coordinator, at=clock()) == 3
    clock.move(hours=1)
    assert leave_uncertain(uncertain, by=cast.trollhattan_editor, at=clock()) == 0
    assert set(uncertain.deliveries.values_list("settled_by", flat=True)) == {cast.coordinator.pk}


def test_all_means_those_that_still_ask(uncertain: Mailing, cast: Cast, clock: Clock) -> None:
    first = uncertain.deliveries.all()[0]
    leave_uncertain(uncertain, deliveries=[first.pk], by=cast.coordinator, at=clock())
    assert repeatable(uncertain, State.UNCERTAIN).count() == 2
    assert send_again(uncertain, at=clock()) == 2
    # Whoever names it may change the decision.
    assert send_again(uncertain, deliveries=[first.pk], at=clock()) == 1
    first.refresh_from_db()
    assert (first.state, first.settled_at, first.settled_by) == (State.QUEUED, None, None)


def test_what_is_not_of_the_mailing_is_left_alone(uncertain: Mailing, write: Write, cast: Cast, clock: Clock) -> None:
    other = write("dan@example.org").deliveries.get()
    Delivery.objects.filter(pk=other.pk).update(state=State.UNCERTAIN)
    assert leave_uncertain(uncertain, deliveries=[other.pk], by=cast.coordinator, at=clock()) == 0
    assert send_again(uncertain, deliveries=[other.pk], at=clock()) == 0
    assert not leavable(uncertain, [other.pk]).exists()


def test_selected_refusals_are_tried_again(write: Write, clock: Clock) -> None:
    mailing = write("anna@example.org", "bo@example.org", "no address")
    mailing.deliveries.exclude(phase="address").update(state=State.FAILED, phase="rcpt", code=550)
    anna, _bo, bad = mailing.deliveries.order_by("pk")
    assert retry_failed(mailing, deliveries=[anna.pk, bad.pk], at=clock()) == 1
    assert retry_failed(mailing, at=clock()) == 1
    assert progress(mailing).failed == 1


def test_what_may_not_be_sent_late_is_not_sent_again(uncertain: Mailing, clock: Clock) -> None:
    Mailing.objects.update(not_after=clock())
    clock.move(seconds=1)
    with pytest.raises(InvalidStateError):
        send_again(uncertain, at=clock())
    assert progress(uncertain).uncertain == 3

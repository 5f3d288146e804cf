"""Senders that die, sleep or stop: what they held goes on, and they can do no harm afterwards."""

import datetime
from collections.abc import Iterator, Sequence

import pytest

from devservices.smtp_sink import SmtpSink
from mailings import kinds
from mailings.delivery.claim import claim_deliveries, lease, release_claims
from mailings.delivery.guard import pass_guard
from mailings.delivery.outcome import Outcome
from mailings.delivery.record import record_outcome
from mailings.delivery.session import Phase, Reply
from mailings.kinds import MailKind, Priority, UncertainPolicy
from mailings.models import Attempt, Delivery, Mailing
from mailings.services import (
    MailContent,
    Recipient,
    cancel_mailing,
    create_mailing,
    dispatch_due,
    expand_mailing,
    pause_mailing,
    progress,
    recover_lapsed,
    suppress,
)
from mailings.services.dispatch import prepare
from tests.mailings.conftest import Clock, Write

State = Delivery.State
ACCEPTED = Reply(Phase.DOT, 250, "2.0.0 OK")
SCOPE = "newsletter"


def test_two_senders_never_hold_the_same_row(write: Write, clock: Clock) -> None:
    write("a@example.org", "b@example.org", "c@example.org")
    first = claim_deliveries("one", priority=Priority.BULK, limit=2, now=clock())
    second = claim_deliveries("two", priority=Priority.BULK, limit=2, now=clock())
    assert len(first) == 2
    assert len(second) == 1
    assert not {claim.pk for claim in first} & {claim.pk for claim in second}


def test_what_was_claimed_is_given_back_without_a_trace(write: Write, clock: Clock) -> None:
    write("a@example.org")
    claim_deliveries("one", priority=Priority.BULK, limit=2, now=clock())
    assert release_claims("one") == 1
    row = Delivery.objects.get()
    assert (row.state, row.attempts, row.owner) == (State.QUEUED, 0, "")


def test_a_sender_that_slept_past_its_lease_can_do_nothing(write: Write, clock: Clock) -> None:
    mailing = write("a@example.org")
    (asleep,) = claim_deliveries("asleep", priority=Priority.BULK, limit=1, now=clock())
    clock.now += lease() + datetime.timedelta(seconds=1)
    assert recover_lapsed(now=clock()) == (1, 0)
    (awake,) = claim_deliveries("awake", priority=Priority.BULK, limit=1, now=clock())
    assert not pass_guard(asleep, "asleep", scope=SCOPE, now=clock())
    assert pass_guard(awake, "awake", scope=SCOPE, now=clock())
    outcome = Outcome(State.ACCEPTED)
    assert not record_outcome(asleep, "asleep", outcome, ACCEPTED, kind=mailing.mail_kind, now=clock())
    assert record_outcome(awake, "awake", outcome, ACCEPTED, kind=mailing.mail_kind, now=clock())


@pytest.mark.parametrize(
    ("kind", "state"),
    [("bulk_wait", State.UNCERTAIN), ("bulk_retry_once", State.QUEUED), ("bulk_retry", State.QUEUED)],
)
def test_a_sender_that_dies_while_handing_over(write: Write, clock: Clock, kind: str, state: str) -> None:
    mailing = write("a@example.org", kind=kind)
    (claim,) = claim_deliveries("dead", priority=Priority.BULK, limit=1, now=clock())
    assert pass_guard(claim, "dead", scope=SCOPE, now=clock())
    assert recover_lapsed(now=clock()) == (0, 0)
    clock.now += lease() + datetime.timedelta(seconds=1)
    assert recover_lapsed(now=clock()) == (0, 1)
    row = Delivery.objects.get()
    assert row.state == state
    assert row.message_id == claim.message_id
    assert Attempt.objects.get().outcome == State.UNCERTAIN
    assert progress(mailing).audience == 1


@pytest.mark.parametrize("how", ["pause", "cancel", "suppress", "late"])
def test_the_guard_sees_what_happened_after_the_claim(write: Write, clock: Clock, how: str) -> None:
    mailing = write("a@example.org", not_after=clock() + datetime.timedelta(seconds=30))
    (claim,) = claim_deliveries("one", priority=Priority.BULK, limit=1, now=clock())
    if how == "pause":
        pause_mailing(mailing)
    elif how == "cancel":
        cancel_mailing(mailing, at=clock())
    elif how == "suppress":
        suppress("a@example.org", scope=SCOPE, reason="unsubscribed", at=clock())
    else:
        clock.move(seconds=31)
    assert not pass_guard(claim, "one", scope=SCOPE, now=clock())


def test_what_comes_back_after_the_end_is_settled(write: Write, clock: Clock) -> None:
    mailing = write("a@example.org", not_after=clock() + datetime.timedelta(seconds=30))
    claim_deliveries("dead", priority=Priority.BULK, limit=1, now=clock())
    clock.now += lease() + datetime.timedelta(seconds=1)
    prepare(now=clock())
    assert Mailing.objects.get().state == Mailing.State.MISSED
    assert progress(mailing).expired == progress(mailing).audience == 1


def test_bulk_senders_take_urgent_mail_first(write: Write, clock: Clock) -> None:
    write(*[f"a{number}@example.org" for number in range(5)])
    write("anna@example.org", kind="urgent")
    (claim,) = claim_deliveries("one", priority=Priority.BULK, limit=1, now=clock())
    assert claim.address == "anna@example.org"


def test_a_mail_of_unknown_kind_stops_nobody_else(write: Write, mail_to_sink: SmtpSink, clock: Clock) -> None:
    unknown = write("a@example.org")
    Mailing.objects.filter(pk=unknown.pk).update(kind="from_a_later_version")
    write("b@example.org")
    dispatch_due(clock=clock)
    assert mail_to_sink.recipients == ["b@example.org"]
    unknown.refresh_from_db()
    assert unknown.state == Mailing.State.PAUSED


def broken_merge(references: Sequence[str]) -> dict[str, dict[str, str]]:
    if "2" in references:
        raise ValueError("this one's page is gone")
    return {reference: {} for reference in references}


def test_one_person_whose_values_raise_fails_alone(write: Write, mail_to_sink: SmtpSink, clock: Clock) -> None:
    kinds.register(MailKind(name="fragile", priority=Priority.BULK, uncertain=UncertainPolicy.WAIT, merge=broken_merge))
    mailing = write(*[f"a{number}@example.org" for number in range(4)], kind="fragile")
    dispatch_due(clock=clock)
    assert progress(mailing).accepted == 3
    assert progress(mailing).failed == 1


class CutOff(Exception):
    """The worker died while it wrote the audience."""


def test_writing_a_big_audience_goes_on_where_it_was_cut_off(db: None, clock: Clock) -> None:
    is_first = True

    def expand(mailing: Mailing, after: str) -> Iterator[Recipient]:
        for number in range(int(after or -1) + 1, 2500):
            if is_first and number == 1700:
                raise CutOff
            yield Recipient(f"a{number}@example.org", reference=str(number))

    kinds.register(MailKind(name="big", priority=Priority.BULK, uncertain=UncertainPolicy.WAIT, expand=expand))
    content = MailContent(language="sv", subject="Nytt", text="Hej")
    mailing = create_mailing(kind="big", key="big", label="Nytt", contents=[content], recipients=None, at=clock())
    with pytest.raises(CutOff):
        expand_mailing(mailing, at=clock())
    mailing.refresh_from_db()
    assert (mailing.state, mailing.expanded_to) == (Mailing.State.EXPANDING, "999")
    assert claim_deliveries("early", priority=Priority.BULK, limit=1, now=clock()) == []
    is_first = False
    expand_mailing(mailing, at=clock())
    mailing.refresh_from_db()
    assert mailing.state == Mailing.State.SENDING
    assert progress(mailing).audience == 2500

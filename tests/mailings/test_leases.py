"""Senders that die, sleep or stop: what they held goes on, and they can do no harm afterwards."""

import datetime
from collections.abc import Iterator, Sequence
from contextlib import suppress as ignoring

import pytest

from devservices.smtp_sink import SmtpSink
from mailings import kinds
from mailings.delivery.claim import claim_deliveries, release_claims
from mailings.delivery.guard import Guard, LeaseLapsedError
from mailings.delivery.identity import Identity
from mailings.delivery.journal import answer, intent
from mailings.delivery.letter import Claim
from mailings.delivery.outcome import Outcome
from mailings.delivery.record import Result, record_results
from mailings.delivery.reply import Phase, Reply
from mailings.kinds import MailKind, Priority, UncertainPolicy
from mailings.models import Attempt, Delivery, Mailing
from mailings.models.sender import lease
from mailings.services import (
    MailContent,
    Recipient,
    cancel_mailing,
    create_mailing,
    dispatch_due,
    expand_mailing,
    pause_mailing,
    progress,
    recover_senders,
    suppress,
)
from mailings.services.dispatch import drain, prepare
from tests.mailings.conftest import Clock, Write

State = Delivery.State
ACCEPTED = Outcome(State.ACCEPTED)
OK = Reply(Phase.DOT, 250, "2.0.0 OK")
SCOPE = "newsletter"


def claim(identity: Identity, clock: Clock, *, limit: int = 2) -> list[Claim]:
    return claim_deliveries(identity.key, priority=Priority.BULK, limit=limit, now=clock())


def guard_of(identity: Identity, clock: Clock, mailing: Mailing) -> Guard:
    return Guard(identity.key, clock, {mailing.pk: mailing.mail_kind})


@pytest.fixture
def senders(db: None, clock: Clock) -> Iterator[list[Identity]]:
    """Two senders at work on this machine."""
    found = [Identity(now=clock()), Identity(now=clock())]
    yield found
    for identity in found:
        identity.journal.path.unlink(missing_ok=True)
        with ignoring(OSError):
            identity.journal.close()


def test_two_senders_never_hold_the_same_row(write: Write, clock: Clock, senders: list[Identity]) -> None:
    write("a@example.org", "b@example.org", "c@example.org")
    first, second = (claim(identity, clock) for identity in senders)
    assert len(first) == 2
    assert len(second) == 1
    assert not {row.pk for row in first} & {row.pk for row in second}


def test_what_was_claimed_is_given_back_without_a_trace(write: Write, clock: Clock, senders: list[Identity]) -> None:
    write("a@example.org")
    claim(senders[0], clock)
    assert release_claims(senders[0].key) == 1
    row = Delivery.objects.get()
    assert (row.state, row.attempts, row.owner) == (State.QUEUED, 0, "")


def test_a_sender_without_a_lease_gets_nothing(write: Write, clock: Clock, senders: list[Identity]) -> None:
    write("a@example.org")
    clock.now += lease() + datetime.timedelta(seconds=1)
    assert claim(senders[0], clock) == []
    assert not senders[0].renew(now=clock())


def test_a_sender_that_slept_past_its_lease_can_do_nothing(write: Write, clock: Clock, senders: list[Identity]) -> None:
    mailing = write("a@example.org")
    asleep, awake = senders
    (old,) = claim(asleep, clock)
    clock.now += lease() / 2
    assert awake.renew(now=clock())
    assert recover_senders(now=clock()) == (0, 0, 0)
    clock.now += lease() * 2 / 3
    assert recover_senders(now=clock()) == (1, 0, 0)
    (new,) = claim(awake, clock)
    with pytest.raises(LeaseLapsedError):
        guard_of(asleep, clock, mailing).look([old])
    guard_of(awake, clock, mailing).look([new])
    assert not record_results(asleep.key, [Result(old, ACCEPTED, OK)], kinds={}, now=clock())
    assert record_results(awake.key, [Result(new, ACCEPTED, OK)], kinds={}, now=clock()) == {new.pk}


@pytest.mark.parametrize(
    ("kind", "state"),
    [("bulk_wait", State.UNCERTAIN), ("bulk_retry_once", State.QUEUED), ("bulk_retry", State.QUEUED)],
)
def test_a_sender_that_dies_while_handing_over(
    write: Write, clock: Clock, senders: list[Identity], kind: str, state: str
) -> None:
    mailing = write("a@example.org", "b@example.org", "c@example.org", kind=kind)
    dead = senders[0]
    on_its_way, answered, untouched = claim(dead, clock, limit=3)
    dead.journal.write(intent(on_its_way.pk, on_its_way.epoch) + intent(answered.pk, answered.epoch))
    dead.journal.write(answer(answered.pk, answered.epoch, OK) + b"> 7")  # cut off by its death
    assert recover_senders(now=clock()) == (0, 0, 0)
    dead.desert()
    assert recover_senders(now=clock()) == (1, 1, 1)
    assert not dead.journal.path.exists()
    rows = Delivery.objects.in_bulk()
    assert rows[on_its_way.pk].state == state
    assert rows[on_its_way.pk].message_id == on_its_way.message_id
    assert (rows[answered.pk].state, rows[answered.pk].reply) == (State.ACCEPTED, OK.text)
    assert rows[untouched.pk].state == State.QUEUED
    assert sorted(Attempt.objects.values_list("outcome", flat=True)) == [State.ACCEPTED, State.UNCERTAIN]
    assert progress(mailing).audience == 3


def test_a_journal_that_is_elsewhere_leaves_everything_uncertain(
    write: Write, clock: Clock, senders: list[Identity]
) -> None:
    mailing = write("a@example.org", "b@example.org")
    claim(senders[0], clock)
    senders[0].journal.path.unlink()
    assert recover_senders(now=clock()) == (0, 0, 0)
    clock.now += lease() + datetime.timedelta(seconds=1)
    assert recover_senders(now=clock()) == (0, 0, 2)
    assert progress(mailing).uncertain == 2


def test_what_nobody_holds_is_uncertain(write: Write, clock: Clock) -> None:
    mailing = write("a@example.org")
    mailing.deliveries.update(state=State.CLAIMED, owner="from a backup")
    assert recover_senders(now=clock()) == (0, 0, 1)
    assert progress(mailing).uncertain == 1


@pytest.mark.parametrize(
    ("how", "state"),
    [
        ("pause", State.QUEUED),
        ("cancel", State.CANCELLED),
        ("suppress", State.SUPPRESSED),
        ("suppress all", State.SUPPRESSED),
        ("late", State.EXPIRED),
        ("other scope", None),
    ],
)
def test_the_guard_sees_what_happened_after_the_claim(
    write: Write, clock: Clock, senders: list[Identity], how: str, state: str | None
) -> None:
    mailing = write("a@example.org", "b@example.org", not_after=clock() + datetime.timedelta(seconds=30))
    claimed, _other = claim(senders[0], clock)
    guard = guard_of(senders[0], clock, mailing)
    if how == "pause":
        pause_mailing(mailing)
    elif how == "cancel":
        cancel_mailing(mailing, at=clock())
    elif how == "late":
        clock.move(seconds=31)
    else:
        scope = {"suppress": SCOPE, "suppress all": "", "other scope": "meetings"}[how]
        suppress("a@example.org", scope=scope, reason="unsubscribed", at=clock())
    guard.look([claimed])
    assert guard.forbids(claimed) == state
    assert progress(mailing).audience == 2


def test_what_comes_back_after_the_end_is_settled(write: Write, clock: Clock, senders: list[Identity]) -> None:
    mailing = write("a@example.org", not_after=clock() + datetime.timedelta(seconds=30))
    claim(senders[0], clock)
    clock.now += lease() + datetime.timedelta(seconds=1)
    prepare(now=clock())
    assert Mailing.objects.get().state == Mailing.State.MISSED
    assert progress(mailing).expired == progress(mailing).audience == 1


def test_bulk_senders_take_urgent_mail_first(write: Write, clock: Clock, senders: list[Identity]) -> None:
    write(*[f"a{number}@example.org" for number in range(5)])
    write("anna@example.org", kind="urgent")
    (urgent,) = claim(senders[0], clock, limit=1)
    assert urgent.address == "anna@example.org"


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
    assert drain(Priority.BULK, clock=clock) == 0
    is_first = False
    expand_mailing(mailing, at=clock())
    mailing.refresh_from_db()
    assert mailing.state == Mailing.State.SENDING
    assert progress(mailing).audience == 2500

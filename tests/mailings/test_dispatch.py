"""From a row to a mail at the relay, and what each answer of the relay makes of it."""

import datetime
from typing import Any

import pytest

from devservices.smtp_sink import SmtpSink
from mailings.models import Attempt, Delivery, Mailing, Relay, Suppression
from mailings.services import (
    cancel_mailing,
    dispatch_due,
    pause_mailing,
    progress,
    resume_mailing,
    retry_failed,
    send_again,
    suppress,
)
from tests.mailings.conftest import Clock, Write

State = Delivery.State


def the_delivery() -> Delivery:
    return Delivery.objects.get()


def test_dispatch_sends_each_address_once(write: Write, mail_to_sink: SmtpSink, clock: Clock) -> None:
    mailing = write("anna@example.org", "bo@example.org", "ANNA@example.org")
    assert dispatch_due(clock=clock) == 2
    assert dispatch_due(clock=clock) == 0
    assert sorted(m.recipients[0] for m in mail_to_sink.messages) == ["anna@example.org", "bo@example.org"]
    mailing.refresh_from_db()
    assert mailing.state == Mailing.State.DONE
    assert progress(mailing).accepted == progress(mailing).audience == 2


def test_a_connection_serves_many_messages(write: Write, mail_to_sink: SmtpSink, clock: Clock, settings: Any) -> None:
    settings.MAIL_CONNECTIONS = 1
    before = mail_to_sink.connections
    write(*[f"a{i}@example.org" for i in range(45)])
    assert dispatch_due(clock=clock) == 45
    assert mail_to_sink.connections - before == 1


def test_the_message_is_personal_and_whole(write: Write, mail_to_sink: SmtpSink, clock: Clock) -> None:
    write("anna@example.org", text="Hej %%name%%!\n.\n.. två punkter\n" + "å" * 300)
    dispatch_due(clock=clock)
    email = mail_to_sink.messages[0].email
    text = email.get_body(("plain",))
    assert text is not None
    assert text.get_content().replace("\r\n", "\n").strip() == "Hej Åsa 0!\n.\n.. två punkter\n" + "å" * 300
    assert email["List-Unsubscribe"] == "<https://portal.example.org/leave/0/>"
    assert email["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert email["List-Id"] == "<nyheter.example.org>"
    assert email["Message-ID"] == the_delivery().message_id
    assert not email.defects


@pytest.mark.parametrize(
    ("phase", "reply", "state"),
    [
        ("mail", "550 5.7.1 not from you", State.QUEUED),
        ("rcpt", "450 4.2.1 try later", State.DEFERRED),
        ("rcpt", "552 5.2.2 mailbox full", State.DEFERRED),
        ("rcpt", "550 5.1.1 no such user", State.FAILED),
        ("rcpt", "550 5.7.1 not wanted", State.FAILED),
        ("rcpt", "421 4.3.2 going down", State.QUEUED),
        ("dot", "451 4.3.0 try later", State.DEFERRED),
        ("dot", "554 5.6.0 not like this", State.FAILED),
    ],
)
def test_a_reply_decides(
    write: Write, mail_to_sink: SmtpSink, clock: Clock, phase: str, reply: str, state: State
) -> None:
    mail_to_sink.fail(phase, reply=reply)
    write("anna@example.org")
    dispatch_due(clock=clock)
    delivery = the_delivery()
    assert delivery.state == state
    assert delivery.code == int(reply[:3])
    assert reply[4:] in delivery.reply
    assert mail_to_sink.messages == []


def test_an_address_that_does_not_exist_gets_no_more_mail(write: Write, mail_to_sink: SmtpSink, clock: Clock) -> None:
    mail_to_sink.fail("rcpt", reply="550 5.1.1 no such user", times=1)
    write("anna@example.org")
    dispatch_due(clock=clock)
    assert Suppression.objects.get().reason == Suppression.Reason.NO_SUCH_ADDRESS
    write("anna@example.org", kind="urgent")
    dispatch_due(clock=clock)
    assert Delivery.objects.latest("pk").state == State.SUPPRESSED


def test_a_reset_after_the_dot_is_uncertain_and_waits_for_a_person(
    write: Write, mail_to_sink: SmtpSink, clock: Clock
) -> None:
    mail_to_sink.fail("dot", close=True, times=1)
    mailing = write("anna@example.org")
    dispatch_due(clock=clock)
    clock.move(hours=5)
    dispatch_due(clock=clock)
    before = the_delivery()
    assert before.state == State.UNCERTAIN
    assert len(mail_to_sink.messages) == 1
    assert send_again(mailing, at=clock()) == 1
    dispatch_due(clock=clock)
    assert the_delivery().state == State.ACCEPTED
    assert {m.email["Message-ID"] for m in mail_to_sink.messages} == {before.message_id}


@pytest.mark.parametrize(("kind", "messages"), [("bulk_retry", 3), ("bulk_retry_once", 2), ("bulk_wait", 1)])
def test_the_kind_decides_about_uncertain_mail(
    write: Write, mail_to_sink: SmtpSink, clock: Clock, kind: str, messages: int
) -> None:
    mail_to_sink.fail("dot", close=True, times=2)
    write("anna@example.org", kind=kind)
    for _turn in range(5):
        dispatch_due(clock=clock)
        clock.move(minutes=6)
    assert len(mail_to_sink.messages) == messages


def test_a_reset_in_the_body_is_no_acceptance(write: Write, mail_to_sink: SmtpSink, clock: Clock) -> None:
    mail_to_sink.fail("data", close=True, times=1)
    write("anna@example.org")
    dispatch_due(clock=clock)
    assert the_delivery().state in (State.QUEUED, State.DEFERRED)
    clock.move(minutes=6)
    dispatch_due(clock=clock)
    assert the_delivery().state == State.ACCEPTED
    assert len(mail_to_sink.messages) == 1


def test_the_ladder_ends_after_three_days(write: Write, mail_to_sink: SmtpSink, clock: Clock) -> None:
    mail_to_sink.fail("rcpt", reply="450 4.2.1 try later")
    write("anna@example.org")
    waits = []
    while (dispatch_due(clock=clock), the_delivery().state)[1] == State.DEFERRED:
        waits.append(the_delivery().next_attempt_at - clock())
        clock.now = the_delivery().next_attempt_at
    assert [wait.total_seconds() / 60 for wait in waits[:6]] == [5, 15, 30, 60, 120, 120]
    assert sum(waits, datetime.timedelta()) >= datetime.timedelta(hours=72)
    assert the_delivery().state == State.FAILED
    assert Attempt.objects.count() == len(waits) + 1


def test_a_relay_that_is_away_costs_no_attempt_and_is_left_alone_longer_each_time(
    write: Write, clock: Clock, settings: object
) -> None:
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # type: ignore[attr-defined]
    write("anna@example.org")
    pauses = []
    for _turn in range(7):
        dispatch_due(clock=clock)
        until = Relay.objects.current().open_until
        assert until is not None
        pauses.append((until - clock()).total_seconds())
        clock.now = until
    assert pauses == [10, 20, 40, 80, 160, 300, 300]
    assert the_delivery().state == State.QUEUED
    assert the_delivery().attempts == 0


def test_the_relay_comes_back(write: Write, mail_to_sink: SmtpSink, clock: Clock) -> None:
    mail_to_sink.fail("connect", reply="421 4.3.2 too busy", times=1)
    write("anna@example.org")
    assert dispatch_due(clock=clock) == 0
    assert dispatch_due(clock=clock) == 0
    clock.move(seconds=11)
    assert dispatch_due(clock=clock) == 1
    assert not Relay.objects.current().is_open


def test_ten_refusals_by_policy_pause_the_mailing(write: Write, mail_to_sink: SmtpSink, clock: Clock) -> None:
    mail_to_sink.fail("rcpt", reply="550 5.7.1 spam", times=10)
    mailing = write(*[f"a{i}@example.org" for i in range(15)])
    dispatch_due(clock=clock)
    mailing.refresh_from_db()
    assert mailing.state == Mailing.State.PAUSED
    assert progress(mailing).failed == 10
    assert progress(mailing).remaining == 5
    resume_mailing(mailing)
    dispatch_due(clock=clock)
    mailing.refresh_from_db()
    assert retry_failed(mailing, at=clock()) == 10
    dispatch_due(clock=clock)
    assert progress(mailing).accepted == 15


def test_one_bad_address_fails_alone(write: Write, mail_to_sink: SmtpSink, clock: Clock) -> None:
    mailing = write("anna@example.org", "bo\r\nbcc: all@example.org", "nobody", "x" * 250 + "@example.org")
    assert dispatch_due(clock=clock) == 1
    counts = progress(mailing)
    assert (counts.accepted, counts.failed, counts.audience) == (1, 3, 4)


def test_one_recipient_without_values_fails_alone(write: Write, mail_to_sink: SmtpSink, clock: Clock) -> None:
    mailing = write("anna@example.org", text="%%missing%%")
    dispatch_due(clock=clock)
    assert "missing" in the_delivery().reply
    assert progress(mailing).failed == 1
    assert mail_to_sink.messages == []


def test_an_international_domain_stands_as_a_label_on_the_wire(
    write: Write, mail_to_sink: SmtpSink, clock: Clock
) -> None:
    write("anna@kommun-åre.example")
    dispatch_due(clock=clock)
    assert mail_to_sink.messages[0].recipients == ("anna@xn--kommun-re-c3a.example",)


def test_suppression_after_expansion_holds(write: Write, mail_to_sink: SmtpSink, clock: Clock) -> None:
    write("anna@example.org", "bo@example.org")
    suppress("Anna@Example.org", scope="newsletter", reason=Suppression.Reason.UNSUBSCRIBED, at=clock())
    write("anna@example.org", kind="urgent")
    dispatch_due(clock=clock)
    states = sorted(Delivery.objects.values_list("mailing__kind", "address", "state"))
    assert states == [
        ("bulk_wait", "anna@example.org", State.SUPPRESSED),
        ("bulk_wait", "bo@example.org", State.ACCEPTED),
        ("urgent", "anna@example.org", State.ACCEPTED),
    ]


def test_urgent_mail_goes_first(write: Write, mail_to_sink: SmtpSink, clock: Clock) -> None:
    write(*[f"a{i}@example.org" for i in range(30)])
    write("anna@example.org", kind="urgent")
    dispatch_due(clock=clock)
    assert mail_to_sink.messages[0].recipients == ("anna@example.org",)


def test_pause_resume_cancel(write: Write, mail_to_sink: SmtpSink, clock: Clock) -> None:
    mailing = write("anna@example.org")
    pause_mailing(mailing)
    assert dispatch_due(clock=clock) == 0
    resume_mailing(mailing)
    cancel_mailing(mailing, at=clock())
    assert dispatch_due(clock=clock) == 0
    assert progress(mailing).cancelled == 1


def test_too_late_is_missed_not_sent(write: Write, mail_to_sink: SmtpSink, clock: Clock) -> None:
    mailing = write("anna@example.org", not_after=clock() + datetime.timedelta(hours=1))
    clock.move(hours=2)
    assert dispatch_due(clock=clock) == 0
    mailing.refresh_from_db()
    assert mailing.state == Mailing.State.MISSED
    assert the_delivery().state == State.EXPIRED


def test_a_scheduled_mailing_waits(write: Write, mail_to_sink: SmtpSink, clock: Clock) -> None:
    write("anna@example.org", scheduled_at=clock() + datetime.timedelta(hours=1))
    assert dispatch_due(clock=clock) == 0
    clock.move(hours=1)
    assert dispatch_due(clock=clock) == 1

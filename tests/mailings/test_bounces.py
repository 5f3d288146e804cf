"""What real mail servers send back, and what follows from it."""

from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override

from devservices.smtp_sink import SmtpSink
from mailings.answers import explain
from mailings.bounces.reader import read_mailbox
from mailings.models import Attempt, Delivery, Mailing, Returned, Suppression
from mailings.services import dispatch_due, is_suppressed, progress
from mailings.services.come_back import Bounce, record_arrival, record_bounce, record_complaint
from tests.mailings.conftest import Clock, Write
from tests.mailings.returns import CORPUS, Postbox, letter, returned

EVERYTHING, NEWSLETTER = "", "newsletter"

# message → verdict, what is suppressed from then on, what stays in the mailbox for a person
EXPECTED: dict[str, tuple[str, str | None, int]] = {
    "postfix_unknown_user": ("bounced", EVERYTHING, 0),
    "postfix_delayed": ("delayed", None, 0),
    "postfix_given_up": ("bounced", None, 0),
    "exchange_swedish": ("bounced", EVERYTHING, 0),
    "outlook365_blocked": ("bounced", None, 0),
    "gmail_full_mailbox": ("bounced", None, 0),
    "exim_german": ("bounced", EVERYTHING, 0),
    "base64_report": ("bounced", EVERYTHING, 0),
    "list_member_gone": ("bounced", None, 0),
    "delivered_receipt": ("delayed", None, 0),
    "out_of_office_swedish": ("automatic", None, 0),
    "somebody_writes": ("other", None, 1),
    "bounce_forwarded_by_a_person": ("other", None, 1),
    "complaint": ("complained", NEWSLETTER, 0),
    "not_spam_after_all": ("other", None, 1),
}


@pytest.fixture(autouse=True)
def bounce_address(settings: Any) -> None:
    settings.MAIL_BOUNCE_ADDRESS = "bounces@portal.example.org"


@pytest.fixture
def postbox(tmp_path: Path) -> Postbox:
    return Postbox(tmp_path / "bounces")


@pytest.fixture
def sent(write: Write, mail_to_sink: SmtpSink, clock: Clock) -> Delivery:
    """A newsletter that the relay has accepted for Anna."""
    mailing = write("anna@example.org")
    dispatch_due(clock=clock)
    clock.move(minutes=10)
    return mailing.deliveries.get()


def test_corpus_is_judged_whole() -> None:
    assert {path.stem for path in CORPUS.glob("*.eml")} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_message_of_the_corpus(name: str, sent: Delivery, postbox: Postbox, clock: Clock) -> None:
    verdict, scope, left = EXPECTED[name]
    postbox.put(returned(name, sent))
    assert read_mailbox(postbox.open(), now=clock()) == {verdict: 1}
    assert list(Suppression.objects.values_list("address", "scope")) == (
        [] if scope is None else [("anna@example.org", scope)]
    )
    sent.refresh_from_db()
    assert sent.state == "accepted"
    assert bool(sent.bounced_at) == (verdict == "bounced")
    assert bool(sent.complained_at) == (verdict == "complained")
    assert postbox.left == left


@pytest.mark.parametrize("name", EXPECTED)
def test_message_with_a_made_up_token_does_nothing(name: str, sent: Delivery, postbox: Postbox, clock: Clock) -> None:
    postbox.put(letter(name, f"bounces+b{'a' * 32}@portal.example.org"))
    counts = read_mailbox(postbox.open(), now=clock())
    assert counts in ({"forged": 1}, {"other": 1})
    assert not Suppression.objects.exists()
    assert not Delivery.objects.exclude(bounced_at=None, complained_at=None).exists()


@pytest.mark.parametrize("name", EXPECTED)
def test_message_that_comes_after_a_month_does_nothing(
    name: str, sent: Delivery, postbox: Postbox, clock: Clock
) -> None:
    clock.move(days=31)
    postbox.put(returned(name, sent))
    read_mailbox(postbox.open(), now=clock())
    assert not Suppression.objects.exists()
    assert not Attempt.objects.exclude(outcome="accepted").exists()


def test_numbers_still_sum_to_the_audience_and_the_log_says_why(
    write: Write, mail_to_sink: SmtpSink, postbox: Postbox, clock: Clock
) -> None:
    mailing = write("anna@example.org", "bo@example.org", "cilla@example.org")
    dispatch_due(clock=clock)
    anna, bo, _cilla = mailing.deliveries.all()
    postbox.put(returned("postfix_unknown_user", anna), returned("complaint", bo))
    read_mailbox(postbox.open(), now=clock())
    now = progress(mailing)
    assert (now.accepted, now.bounced, now.complained, now.audience, now.settled) == (3, 1, 1, 3, 3)
    entry = anna.attempt_log.last()
    assert entry is not None
    assert (entry.phase, entry.code, entry.outcome) == ("later", 550, "bounced")
    assert entry.reply.startswith("5.1.1 smtp; 550 5.1.1 <anna@example.org>")
    anna.refresh_from_db()
    bo.refresh_from_db()
    with override("en"):
        assert "came back" in explain(anna)
        assert "unwanted" in explain(bo)
    with override("sv"):
        assert "studsade" in explain(anna)


def test_who_does_not_exist_gets_nothing_more_and_who_complained_still_gets_personal_mail(
    write: Write, mail_to_sink: SmtpSink, postbox: Postbox, clock: Clock
) -> None:
    mailing = write("anna@example.org", "bo@example.org")
    dispatch_due(clock=clock)
    anna, bo = mailing.deliveries.all()
    postbox.put(returned("exim_german", anna), returned("complaint", bo))
    read_mailbox(postbox.open(), now=clock())
    write("anna@example.org", "bo@example.org")
    write("anna@example.org", "bo@example.org", kind="urgent")
    before = len(mail_to_sink.messages)
    dispatch_due(clock=clock)
    assert [message.recipients[0] for message in mail_to_sink.messages[before:]] == ["bo@example.org"]


def test_complaint_about_mail_without_a_scope_stops_no_sign_in(
    write: Write, mail_to_sink: SmtpSink, clock: Clock
) -> None:
    mailing = write("anna@example.org", kind="urgent")
    dispatch_due(clock=clock)
    assert record_complaint(mailing.deliveries.get().pk, at=clock()) == "complained"
    assert not Suppression.objects.exists()


def bounce_daily(mailings: list[Mailing], clock: Clock, *, days: float, status: str = "5.2.2") -> None:
    for mailing in mailings:
        record_bounce(mailing.deliveries.get().pk, Bounce(status), at=clock())
        clock.move(days=days)


def test_full_mailbox_on_three_days_of_a_month_stops_that_kind_of_mail(
    write: Write, mail_to_sink: SmtpSink, clock: Clock
) -> None:
    mailings = [write("anna@example.org") for _ in range(3)]
    dispatch_due(clock=clock)
    bounce_daily(mailings[:2], clock, days=1)
    assert not Suppression.objects.exists()
    bounce_daily(mailings[2:], clock, days=1)
    assert Suppression.objects.values_list("scope", "reason").get() == ("newsletter", "keeps_bouncing")
    assert not is_suppressed("anna@example.org", scope="meeting")


def test_three_on_one_day_are_one_trouble(write: Write, mail_to_sink: SmtpSink, clock: Clock) -> None:
    mailings = [write("anna@example.org") for _ in range(3)]
    dispatch_due(clock=clock)
    bounce_daily(mailings, clock, days=0)
    assert not Suppression.objects.exists()


def test_refusals_by_policy_never_stop_personal_mail(write: Write, mail_to_sink: SmtpSink, clock: Clock) -> None:
    mailings = [write("anna@example.org", kind="urgent") for _ in range(5)]
    dispatch_due(clock=clock)
    bounce_daily(mailings, clock, days=1, status="5.7.1")
    assert not Suppression.objects.exists()


@pytest.mark.parametrize("status", ["5.1.4", "5.1.7", "5.1.8", "5.7.1", "5.4.4", "5.0.0", "4.1.1", "5.1.11"])
def test_status_that_blames_no_address_suppresses_nobody(sent: Delivery, clock: Clock, status: str) -> None:
    record_bounce(sent.pk, Bounce(status), at=clock())
    assert not Suppression.objects.exists()


def test_uncertain_mail_that_comes_back_had_been_accepted(write: Write, mail_to_sink: SmtpSink, clock: Clock) -> None:
    mail_to_sink.fail("dot", close=True, times=2)
    mailing = write("anna@example.org", "bo@example.org")
    dispatch_due(clock=clock)
    clock.move(minutes=1)
    dispatch_due(clock=clock)
    anna, bo = mailing.deliveries.all()
    assert {anna.state, bo.state} == {"uncertain"}
    record_bounce(anna.pk, Bounce("5.7.1"), at=clock())
    record_arrival(bo.pk, at=clock())
    assert (progress(mailing).accepted, progress(mailing).bounced) == (2, 1)


def test_nothing_personal_is_kept_of_what_came_back(sent: Delivery, postbox: Postbox, clock: Clock) -> None:
    postbox.put(*(returned(name, sent) for name in EXPECTED))
    read_mailbox(postbox.open(), now=clock())
    rows = str(list(Returned.objects.values()))
    assert Returned.objects.count() == len(EXPECTED)
    assert "@" not in rows
    assert Returned.count_verdicts(since=clock.now)["bounced"] == 8

"""How fast mail may leave, and that one slow mailing or domain keeps nobody else waiting."""

import time
from typing import Any

from devservices.smtp_sink import SmtpSink
from mailings.models import Mailing, RateLimit
from mailings.services import dispatch_due, progress
from mailings.services.dispatch import DRAIN_FOR
from tests.mailings.conftest import Clock, Write


def addresses(number: int, domain: str = "example.org") -> list[str]:
    return [f"a{i}@{domain}" for i in range(number)]


def test_a_bucket_fills_evenly_and_holds_a_second_s_worth(db: None, clock: Clock) -> None:
    def take(wanted: int) -> int:
        return RateLimit.objects.take("", wanted, per_minute=120, now=clock())

    assert take(10) == 1  # it begins with one
    clock.move(seconds=0.6)
    assert take(10) == 1
    clock.move(seconds=60)
    assert take(1) == 1
    RateLimit.objects.give_back("", 1)
    assert take(10) == 2
    clock.move(seconds=-60)  # a clock that is set back gives nothing
    assert take(10) == 0


def test_all_mail_keeps_to_the_rate(write: Write, mail_to_sink: SmtpSink, clock: Clock, settings: Any) -> None:
    settings.MAIL_PER_MINUTE = 600
    mailing = write(*addresses(25))
    sent = []
    for _second in range(4):
        sent.append(dispatch_due(clock=clock))
        clock.move(seconds=1)
    assert sent == [1, 10, 10, 4]
    assert progress(mailing).accepted == 25


def test_a_mailing_s_own_rate_is_its_own(write: Write, mail_to_sink: SmtpSink, clock: Clock) -> None:
    slow, quick = write(*addresses(9)), write(*addresses(9, "example.com"))
    Mailing.objects.filter(pk=slow.pk).update(per_minute=120)
    dispatch_due(clock=clock)
    assert (progress(slow).accepted, progress(quick).accepted) == (1, 9)
    clock.move(seconds=1)
    assert dispatch_due(clock=clock) == 2


def test_a_domain_s_rate_keeps_only_that_domain_waiting(
    write: Write, mail_to_sink: SmtpSink, clock: Clock, settings: Any
) -> None:
    settings.MAIL_DOMAINS_PER_MINUTE = {"slow.example": 60}
    mailing = write(*addresses(5, "slow.example"), *addresses(5, "quick.example"))
    assert dispatch_due(clock=clock) == 6
    for _second in range(6):
        clock.move(seconds=1)
        assert dispatch_due(clock=clock) <= 1
    assert progress(mailing).accepted == 10


def test_one_that_waits_sends_all_of_it(write: Write, mail_to_sink: SmtpSink, settings: Any) -> None:
    settings.MAIL_PER_MINUTE = 1200
    mailing = write(*addresses(15))
    mailing.deliveries.update(next_attempt_at="2020-01-01T00:00Z")
    began = time.monotonic()
    assert dispatch_due(waits=True) == 15
    assert time.monotonic() - began < DRAIN_FOR.total_seconds()  # nobody stays for mail that is not there

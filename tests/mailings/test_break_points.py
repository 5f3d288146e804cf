"""17 places where a conversation with the relay breaks, times the 3 promises for uncertain mail: 51 of 51 end in the
state of the outcome table (docs/mail-guarantees.md), and nobody is left out or gets a mail twice when the relay is well
again, but where the kind allows it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from devservices.smtp_sink import SmtpSink
from mailings.kinds import UncertainPolicy
from mailings.models import Delivery, Mailing, Relay, Suppression
from mailings.services import MailContent, Recipient, create_mailing, dispatch_due
from tests.mailings.conftest import Clock

State = Delivery.State
ANNA = "anna@example.org"
BIG = "Hej %%name%%!\n" + "Raden är lång nog för att fylla ledningen. \n" * 200_000


def refuse_connection(sink: SmtpSink, settings: Any) -> None:
    sink.stop()


def demand_tls(sink: SmtpSink, settings: Any) -> None:
    settings.EMAIL_USE_TLS = True  # the sink offers none


def demand_sign_in(sink: SmtpSink, settings: Any) -> None:
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "portal", "secret"  # the sink knows nobody


def fault(phase: str, **what: Any) -> Callable[[SmtpSink, Any], None]:
    def break_it(sink: SmtpSink, settings: Any) -> None:
        sink.fail(phase, **what)

    return break_it


def silence_after_dot(sink: SmtpSink, settings: Any) -> None:
    settings.EMAIL_TIMEOUT = 1
    sink.fail("dot", delay=4, times=1)


@dataclass(frozen=True)
class BreakPoint:
    """Where and how it breaks, the state right after it, and whether the relay itself is at fault."""

    name: str
    break_it: Callable[[SmtpSink, Any], None]
    state: str
    is_relay_fault: bool = False
    suppresses: bool = False
    text: str = "Hej %%name%%!"


BREAK_POINTS = [
    BreakPoint("connection refused", refuse_connection, State.QUEUED, is_relay_fault=True),
    BreakPoint("421 as greeting", fault("connect", reply="421 4.3.2 closed"), State.QUEUED, is_relay_fault=True),
    BreakPoint("reset at EHLO", fault("ehlo", close=True), State.QUEUED, is_relay_fault=True),
    BreakPoint("no TLS", demand_tls, State.QUEUED, is_relay_fault=True),
    BreakPoint("sign-in refused", demand_sign_in, State.QUEUED, is_relay_fault=True),
    BreakPoint("421 to MAIL", fault("mail", reply="421 4.3.2 closing"), State.QUEUED, is_relay_fault=True),
    BreakPoint("550 to MAIL", fault("mail", reply="550 5.7.1 not you"), State.QUEUED, is_relay_fault=True),
    BreakPoint("450 to RCPT", fault("rcpt", reply="450 4.2.1 later"), State.DEFERRED),
    BreakPoint("552 5.2.2 to RCPT", fault("rcpt", reply="552 5.2.2 full"), State.DEFERRED),
    BreakPoint("550 5.1.1 to RCPT", fault("rcpt", reply="550 5.1.1 nobody"), State.FAILED, suppresses=True),
    BreakPoint("550 5.7.1 to RCPT", fault("rcpt", reply="550 5.7.1 policy"), State.FAILED),
    BreakPoint("451 to DATA", fault("data", reply="451 4.3.0 later"), State.DEFERRED),
    BreakPoint("reset in the text", fault("body", close=True), State.DEFERRED, is_relay_fault=True, text=BIG),
    BreakPoint("554 5.7.1 to the dot", fault("dot", reply="554 5.7.1 spam"), State.FAILED),
    BreakPoint("reset after the dot", fault("dot", close=True), State.UNCERTAIN, is_relay_fault=True),
    BreakPoint("silence after the dot", silence_after_dot, State.UNCERTAIN, is_relay_fault=True),
    BreakPoint("reset at QUIT", fault("quit", close=True), State.ACCEPTED),
]
CASES = [(point, policy) for point in BREAK_POINTS for policy in UncertainPolicy]


def test_there_are_51() -> None:
    assert len(CASES) == 51


def heal(sink: SmtpSink, settings: Any) -> None:
    sink.behave()
    settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = False, "", ""
    if not sink.is_listening:
        sink.start()


@pytest.mark.parametrize(("point", "policy"), CASES, ids=[f"{point.name}-{policy}" for point, policy in CASES])
def test_break_point(
    db: None, mail_to_sink: SmtpSink, settings: Any, clock: Clock, point: BreakPoint, policy: UncertainPolicy
) -> None:
    point.break_it(mail_to_sink, settings)
    content = MailContent(language="sv", subject="Nytt", text=point.text)
    mailing = create_mailing(
        kind=f"bulk_{policy}",
        key="one",
        label="Nytt",
        contents=[content],
        recipients=[Recipient(ANNA, name="Anna", reference="1")],
        at=clock(),
    )
    dispatch_due(clock=clock)

    row = mailing.deliveries.get()
    is_repeated = point.state == State.UNCERTAIN and policy is not UncertainPolicy.WAIT
    assert row.state == (State.QUEUED if is_repeated else point.state)
    assert Relay.objects.current().is_away(clock()) == point.is_relay_fault
    assert Suppression.objects.filter(address=ANNA).exists() == point.suppresses
    if point.state == State.QUEUED:
        assert row.attempts == 0, "what the relay is to blame for is no try of this mail"

    # The relay is well again: what waits leaves, once; what is decided stays.
    heal(mail_to_sink, settings)
    message_id = row.message_id
    clock.move(hours=1)
    dispatch_due(clock=clock)
    row.refresh_from_db()
    waits = point.state in (State.QUEUED, State.DEFERRED) or is_repeated
    assert row.state == (State.ACCEPTED if waits else point.state)
    copies = {State.FAILED: 0, State.UNCERTAIN: 2 if is_repeated else 1}.get(State(point.state), 1)
    assert mail_to_sink.recipients == [ANNA] * copies
    assert {message.email["Message-ID"] for message in mail_to_sink.messages} <= {message_id}
    if row.state != State.UNCERTAIN:
        assert Mailing.objects.get().state == Mailing.State.DONE


def test_a_slow_answer_is_an_answer(
    db: None, mail_to_sink: SmtpSink, settings: Any, clock: Clock, write: Callable[..., Mailing]
) -> None:
    settings.EMAIL_TIMEOUT = 5
    mail_to_sink.fail("dot", delay=1, times=1)
    mailing = write(ANNA)
    dispatch_due(clock=clock)
    assert mailing.deliveries.get().state == State.ACCEPTED
    assert mail_to_sink.recipients == [ANNA]

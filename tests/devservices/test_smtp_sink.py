"""The sink keeps what it accepts and breaks exactly where it is told to."""

import smtplib
from collections.abc import Iterator

import pytest

from devservices.smtp_sink import SmtpSink

MAIL = b"Subject: Hej\r\nMessage-ID: <one@example.org>\r\n\r\nG\xc3\xb6teborg\r\n"


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as sink:
        yield sink


def connect(sink: SmtpSink) -> smtplib.SMTP:
    client = smtplib.SMTP("127.0.0.1", sink.port, timeout=5)
    client.ehlo()
    return client


def test_sink_keeps_envelope_and_message(sink: SmtpSink) -> None:
    with connect(sink) as client:
        client.sendmail("portal@example.org", ["anna@example.org", "bo@example.org"], MAIL)
    (message,) = sink.wait_for(1)
    assert (message.sender, message.recipients) == ("portal@example.org", ("anna@example.org", "bo@example.org"))
    assert message.email["Message-ID"] == "<one@example.org>"
    assert sink.recipients == ["anna@example.org", "bo@example.org"]


def test_sink_offers_pipelining_and_utf8_addresses(sink: SmtpSink) -> None:
    with connect(sink) as client:
        assert client.has_extn("pipelining")
        assert client.has_extn("smtputf8")


@pytest.mark.parametrize(
    ("phase", "code"),
    [("mail", 451), ("rcpt", 450), ("data", 554), ("dot", 552)],
)
def test_sink_replies_as_told_once_and_then_accepts(sink: SmtpSink, phase: str, code: int) -> None:
    sink.fail(phase, reply=f"{code} 4.3.0 as told", times=1)
    with connect(sink) as client:
        with pytest.raises((smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused)):
            client.sendmail("portal@example.org", ["anna@example.org"], MAIL)
        client.sendmail("portal@example.org", ["anna@example.org"], MAIL)
    assert len(sink.messages) == 1


def test_sink_refuses_one_recipient_and_takes_the_others(sink: SmtpSink) -> None:
    sink.fail("rcpt", reply="550 5.1.1 unknown", recipient="anna@example.org")
    with connect(sink) as client:
        refused = client.sendmail("portal@example.org", ["anna@example.org", "bo@example.org"], MAIL)
    assert list(refused) == ["anna@example.org"]
    assert sink.recipients == ["bo@example.org"]


@pytest.mark.parametrize("phase", ["ehlo", "mail", "rcpt", "data", "body"])
def test_sink_resets_before_the_dot_and_has_nothing(sink: SmtpSink, phase: str) -> None:
    sink.fail(phase, close=True)
    with pytest.raises((smtplib.SMTPException, OSError)):
        connect(sink).sendmail("portal@example.org", ["anna@example.org"], MAIL * 1000)
    assert sink.messages == []


def test_sink_resets_after_the_dot_and_has_the_message(sink: SmtpSink) -> None:
    sink.fail("dot", close=True)
    with pytest.raises((smtplib.SMTPServerDisconnected, OSError)):
        connect(sink).sendmail("portal@example.org", ["anna@example.org"], MAIL)
    assert sink.recipients == ["anna@example.org"]


def test_sink_greets_with_421(sink: SmtpSink) -> None:
    sink.fail("connect", reply="421 4.3.2 busy", times=1)
    with pytest.raises(smtplib.SMTPConnectError):
        connect(sink)
    connect(sink).quit()


def test_sink_stopped_refuses_and_started_again_keeps_its_port(sink: SmtpSink) -> None:
    sink.stop()
    with pytest.raises(ConnectionRefusedError):
        connect(sink)
    sink.start()
    connect(sink).quit()


def test_sink_knows_no_other_phase(sink: SmtpSink) -> None:
    with pytest.raises(ValueError, match="no such phase"):
        sink.fail("lunch")

"""The mailbox reader against a real IMAP server (skipped, with the reason, where there is none)."""

import datetime
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from devservices.smtp_sink import SmtpSink
from mailings.bounces.mailboxes import KEYWORD, ImapMailbox, MailboxError, open_mailbox
from mailings.bounces.reader import read_mailbox
from mailings.models import Delivery, Suppression
from mailings.services import dispatch_due
from tests.mailings.conftest import Clock, Write
from tests.mailings.dovecot import PASSWORD, USER, Dovecot, why_not
from tests.mailings.returns import returned

pytestmark = pytest.mark.skipif(bool(why_not()), reason=f"a real IMAP server: {why_not()}")


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    with Dovecot() as server:
        yield server


@pytest.fixture
def dovecot(server: Dovecot, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Dovecot:
    settings.MAIL_BOUNCE_ADDRESS = "bounces@portal.example.org"
    monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
    server.clear()
    return server


def url(dovecot: Dovecot, *, scheme: str = "imaps", password: str = PASSWORD) -> str:
    port = dovecot.tls_port if scheme == "imaps" else dovecot.port
    return f"{scheme}://{quote(USER, safe='')}:{quote(password, safe='')}@localhost:{port}/INBOX"


@pytest.fixture
def sent(write: Write, mail_to_sink: SmtpSink, clock: Clock) -> Delivery:
    mailing = write("anna@example.org")
    dispatch_due(clock=clock)
    return mailing.deliveries.get()


@pytest.mark.parametrize("scheme", ["imaps", "imap"])
def test_bounce_is_read_once_and_leaves_the_mailbox(
    dovecot: Dovecot, sent: Delivery, clock: Clock, scheme: str
) -> None:
    dovecot.put(returned("exchange_swedish", sent), b"From: bo@example.org\r\nSubject: Hej\r\n\r\nHej!\r\n")
    # Somebody has opened the mailbox before us: we miss nothing.
    dovecot.put(returned("gmail_full_mailbox", sent), flags=r"(\Seen)")
    assert read_mailbox(open_mailbox(url(dovecot, scheme=scheme)), now=clock()) == {"bounced": 2, "other": 1}
    assert Suppression.objects.get().address == "anna@example.org"
    (kept,) = dovecot.flags()
    assert KEYWORD in kept
    assert r"\Seen" in kept
    assert read_mailbox(open_mailbox(url(dovecot, scheme=scheme)), now=clock()) == {}


def test_kept_mail_is_deleted_after_a_month_and_other_mail_is_not(dovecot: Dovecot, db: None) -> None:
    dovecot.put(b"Subject: old\r\n\r\nHej\r\n", at='"01-Jan-2026 08:00:00 +0000"')
    mailbox = ImapMailbox(url(dovecot))
    now = datetime.datetime(2026, 1, 20, tzinfo=datetime.UTC)
    assert read_mailbox(mailbox, now=now) == {"other": 1}
    dovecot.put(b"Subject: somebody else's\r\n\r\nHej\r\n", flags=r"(\Seen)", at='"01-Jan-2026 08:00:00 +0000"')
    with mailbox:
        assert mailbox.purge(before=datetime.date(2026, 1, 1)) == 0
        assert mailbox.purge(before=datetime.date(2026, 2, 1)) == 1
    assert len(dovecot.flags()) == 1


def test_run_is_bounded(dovecot: Dovecot, sent: Delivery, clock: Clock) -> None:
    dovecot.put(*(returned("postfix_delayed", sent) + str(n).encode() for n in range(4)))
    assert read_mailbox(open_mailbox(url(dovecot)), now=clock(), limit=3).total() == 3
    assert len(dovecot.flags()) == 1


def test_long_message_is_read_by_its_beginning(dovecot: Dovecot, sent: Delivery, clock: Clock) -> None:
    message = returned("postfix_unknown_user", sent).replace(b"--3E1B2C0041.1795420800/relay.example.org--", b"")
    dovecot.put(message + b"X" * 76 + b"\r\n" + (b"y" * 76 + b"\r\n") * 10_000)
    assert read_mailbox(open_mailbox(url(dovecot)), now=clock()) == {"bounced": 1}


def test_refusal_says_why_and_not_the_password(dovecot: Dovecot) -> None:
    with pytest.raises(MailboxError, match=r"(?i)auth") as refused, open_mailbox(url(dovecot, password="wrong")):
        pass
    assert "wrong" not in str(refused.value)


def test_stranger_certificate_is_not_trusted(dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    for scheme in ("imaps", "imap"):
        with pytest.raises(MailboxError, match="certificate"), open_mailbox(url(dovecot, scheme=scheme)):
            pass


def test_folder_that_is_not_there_is_named(dovecot: Dovecot) -> None:
    with pytest.raises(MailboxError, match="select"), open_mailbox(url(dovecot).replace("INBOX", "Studsar")):
        pass

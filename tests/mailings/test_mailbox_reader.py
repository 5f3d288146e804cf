"""The reader: each message once, whatever is in it and whatever happens to it or to the database."""

import email.message
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from devservices.smtp_sink import SmtpSink
from mailings.bounces import Incoming, register_handler
from mailings.bounces.handlers import Handler, find_handler, forget_handler
from mailings.bounces.mailboxes import Item, MailboxError, open_mailbox
from mailings.bounces.reader import read_mailbox, take_message
from mailings.bounces.reading import read_message
from mailings.checks import check_bounces
from mailings.models import Attempt, Delivery, Returned, Suppression
from mailings.services import dispatch_due
from mailings.services.retention import forget_people, forget_returned
from mailings.tasks import read_bounces
from mailings.verp import Purpose, envelope_sender, issue_address
from tests.mailings.conftest import Clock, Write
from tests.mailings.returns import CORPUS, Postbox, letter, returned

CORPUS_MESSAGES = [path.read_bytes() for path in sorted(CORPUS.glob("*.eml"))]


@pytest.fixture(autouse=True)
def bounce_address(settings: Any) -> None:
    settings.MAIL_BOUNCE_ADDRESS = "bounces@portal.example.org"


@pytest.fixture
def postbox(tmp_path: Path) -> Postbox:
    return Postbox(tmp_path / "bounces")


@contextmanager
def replies_go_to(handler: Handler) -> Iterator[None]:
    """Another handler for a while; the app's own takes its place again, for the tests that come after."""
    before = find_handler(Purpose.REPLY)
    register_handler(Purpose.REPLY, handler)
    try:
        yield
    finally:
        if before is None:
            forget_handler(Purpose.REPLY)
        else:
            register_handler(Purpose.REPLY, before)


@pytest.fixture
def sent(write: Write, mail_to_sink: SmtpSink, clock: Clock) -> Delivery:
    mailing = write("anna@example.org")
    dispatch_due(clock=clock)
    return mailing.deliveries.get()


def test_message_met_again_does_nothing(sent: Delivery, postbox: Postbox, clock: Clock) -> None:
    message = returned("postfix_unknown_user", sent)
    postbox.put(message, message)
    assert read_mailbox(postbox.open(), now=clock()) == {"bounced": 2}
    Suppression.objects.all().delete()
    postbox.put(message)
    read_mailbox(postbox.open(), now=clock())
    assert not Suppression.objects.exists()
    assert Attempt.objects.filter(outcome="bounced").count() == 1
    assert Returned.objects.count() == 1
    assert postbox.left == 0


def test_run_is_bounded_and_the_next_one_goes_on(sent: Delivery, postbox: Postbox, clock: Clock) -> None:
    postbox.put(*(returned("out_of_office_swedish", sent) + str(n).encode() for n in range(5)))
    assert read_mailbox(postbox.open(), now=clock(), limit=3).total() == 3
    assert postbox.left == 2
    assert read_mailbox(postbox.open(), now=clock()).total() == 2


def test_unknown_mail_is_kept_for_a_person_for_a_month_and_not_read_again(
    db: None, postbox: Postbox, clock: Clock
) -> None:
    postbox.put(b"From: bo@example.org\r\nTo: bounces@portal.example.org\r\n\r\nHej!\r\n")
    assert read_mailbox(postbox.open(), now=clock()) == {"other": 1}
    assert read_mailbox(postbox.open(), now=clock()) == {}
    (kept,) = (postbox.folder / "cur").iterdir()
    os.utime(kept, (clock().timestamp(), clock().timestamp()))
    clock.move(days=29)
    read_mailbox(postbox.open(), now=clock())
    assert postbox.left == 1
    clock.move(days=3)
    read_mailbox(postbox.open(), now=clock())
    assert postbox.left == 0


def test_message_stays_when_the_database_goes_away(sent: Delivery, postbox: Postbox, clock: Clock) -> None:
    def lose_the_database(_incoming: Incoming) -> bool:
        raise OperationalError("the database is restarting")

    postbox.put(letter("somebody_writes", issue_address(Purpose.REPLY, 7)))
    with replies_go_to(lose_the_database), pytest.raises(OperationalError):
        read_mailbox(postbox.open(), now=clock())
    assert postbox.left == 1
    assert not Returned.objects.exists()


def test_replies_go_once_to_the_app_that_asked_for_them(db: None, postbox: Postbox, clock: Clock) -> None:
    taken: list[Incoming] = []

    def take(incoming: Incoming) -> bool:
        taken.append(incoming)
        return incoming.row_id == 7

    reply = letter("somebody_writes", issue_address(Purpose.REPLY, 7))
    absent = letter("out_of_office_swedish", issue_address(Purpose.REPLY, 8))
    postbox.put(reply, reply, absent)
    with replies_go_to(take):
        assert read_mailbox(postbox.open(), now=clock()) == {"handled": 2, "other": 1}
    assert [(incoming.row_id, incoming.is_automatic) for incoming in taken] == [(7, False), (8, True)]
    assert taken[0].message["From"] == "Bo <bo@example.org>"


def test_handler_that_fails_stops_nobody_else(sent: Delivery, postbox: Postbox, clock: Clock) -> None:
    def fail(incoming: Incoming) -> bool:
        Suppression.objects.create(address="half@example.org", reason="unsubscribed", created_at=incoming.at)
        raise KeyError("no such meeting")

    postbox.put(letter("somebody_writes", issue_address(Purpose.REPLY, 7)), returned("exim_german", sent))
    with replies_go_to(fail):
        assert read_mailbox(postbox.open(), now=clock()) == {"unreadable": 1, "bounced": 1}
    assert not Suppression.objects.filter(address="half@example.org").exists(), "what it had begun is undone"
    assert postbox.left == 1


def test_bounces_have_no_other_handler() -> None:
    with pytest.raises(ValueError, match="outbox itself"):
        register_handler(Purpose.BOUNCE, lambda _incoming: True)


def test_people_in_what_came_back_are_forgotten_with_the_rest(sent: Delivery, postbox: Postbox, clock: Clock) -> None:
    postbox.put(returned("exim_german", sent))
    read_mailbox(postbox.open(), now=clock())
    clock.move(days=91)
    forget_people(now=clock())
    assert forget_returned(now=clock()) == 1
    assert not Attempt.objects.exclude(reply="").exists()
    postbox.put(returned("exim_german", sent) + b"again")
    assert read_mailbox(postbox.open(), now=clock()) == {"expired": 1}
    assert Delivery.objects.get().bounced_at is not None, "the number stays"


def test_command_and_task_read_the_mailbox_that_is_configured(
    sent: Delivery, postbox: Postbox, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.MAILBOX_URL = ""
    read_bounces()
    with pytest.raises(CommandError, match="not set"):
        call_command("read_mailbox")
    settings.MAILBOX_URL = f"maildir:{postbox.folder}"
    postbox.put(returned("postfix_delayed", sent))
    out = StringIO()
    call_command("read_mailbox", stdout=out)
    assert out.getvalue().split() == ["1", "delayed", "1", "in", "all"]
    settings.MAILBOX_URL = "maildir:/nowhere"
    read_bounces()
    assert "could not be read" in caplog.text
    with pytest.raises(CommandError, match="no Maildir"):
        call_command("read_mailbox")


@pytest.mark.parametrize("url", ["", "pop3://a:b@example.org", "imaps://example.org/INBOX", "/var/mail", "imaps://"])
def test_unusable_address_of_a_mailbox_is_refused(url: str) -> None:
    with pytest.raises(MailboxError):
        open_mailbox(url)


@settings(max_examples=250, deadline=None)
@given(st.data())
def test_damaged_messages_never_stop_the_reader(data: st.DataObject) -> None:
    message = data.draw(st.sampled_from(CORPUS_MESSAGES)).replace(b"{to}", envelope_sender(1).encode())
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(message)))
        end = data.draw(st.integers(start, min(len(message), start + 200)))
        message = message[:start] + data.draw(st.binary(max_size=40)) + message[end:]
    read_message(message)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=2000))
def test_garbage_is_read_as_nothing(raw: bytes) -> None:
    assert read_message(raw).verdict in ("other", "unreadable", "forged")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00" * 5000,
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=a\r\n\r\n" + b"--a\r\n" * 20_000,
        b"".join(b"Content-Type: multipart/mixed; boundary=%d\r\n\r\n--%d\r\n" % (n, n) for n in range(3000)),
        b"Content-Type: message/rfc822\r\n\r\n" * 3000,
        b"To: " + b"<" * 100_000,
        b"To: =?utf-8?b?" + b"A" * 100_000 + b"?=",
        b"Content-Type: multipart/report; report-type*0*=x''%ff; report-type*1=b\r\n\r\n",
        b"Content-Type: multipart/report; report-type=feedback-report; boundary=\xff\xfe\r\n\r\n--\xff\xfe\r\n",
    ],
    ids=range(9),
)
def test_bombs_are_harmless(raw: bytes) -> None:
    assert read_message(raw).verdict in ("other", "unreadable")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damaged_reports_never_suppress_anybody_else(
    db: None, sent: Delivery, clock: Clock, data: st.DataObject
) -> None:
    message = returned("postfix_unknown_user", sent)
    start = data.draw(st.integers(0, len(message)))
    insert = data.draw(st.one_of(st.binary(max_size=60), st.sampled_from(CORPUS_MESSAGES)))
    raw = message[:start] + insert + message[start + data.draw(st.integers(0, 100)) :]
    take_message(Item("1", raw), at=clock())
    assert set(Suppression.objects.values_list("address", flat=True)) <= {"anna@example.org"}


def test_message_object_is_given_as_it_came(db: None) -> None:
    reading = read_message(letter("somebody_writes", issue_address(Purpose.REPLY, 7)))
    assert isinstance(reading.message, email.message.Message)


@pytest.mark.parametrize(
    ("address", "url", "found"),
    [
        ("", "", []),
        ("bounces@portal.example.org", "maildir:/data/bounces", []),
        ("nobody", "", ["mailings.E001"]),
        (f"{'b' * 40}@portal.example.org", "", ["mailings.E001"]),
        ("bounces@portal.example.org", "pop3://a:b@example.org", ["mailings.E002"]),
        ("", "imaps://a:b@example.org/INBOX", ["mailings.W001"]),
    ],
)
def test_wrong_settings_are_found_before_any_mail_is_sent(
    settings: Any, address: str, url: str, found: list[str]
) -> None:
    settings.MAIL_BOUNCE_ADDRESS, settings.MAILBOX_URL = address, url
    assert [fault.id for fault in check_bounces()] == found


@pytest.mark.parametrize(
    ("field", "is_good"),
    [
        ("", True),
        ("X-PM-Metadata-message: %s", True),
        ('X-Mailin-custom: {"message": "%s"}', True),
        ("X-PM-Metadata-message", False),
        ("X-Custom: without a place", False),
        ("X-Custom: %s\r\nBcc: bo@example.org", False),
        ("X-Anpassat: %så", False),
    ],
)
def test_field_for_the_relay_service_is_a_field(settings: Any, field: str, is_good: bool) -> None:
    settings.MAIL_SERVICE_FIELD = field
    assert [fault.id for fault in check_bounces()] == ([] if is_good else ["mailings.E003"])


def test_address_that_works_again_is_allowed_but_not_against_its_owner(sent: Delivery, clock: Clock) -> None:
    take_message(Item("1", returned("exim_german", sent)), at=clock())
    take_message(Item("2", returned("complaint", sent)), at=clock())
    assert Suppression.objects.count() == 2
    call_command("allow_address", "Anna@example.org", stdout=StringIO())
    assert Suppression.objects.get().reason == "complained"
    with pytest.raises(CommandError):
        call_command("allow_address", "nobody")


@pytest.mark.django_db(transaction=True)
def test_two_readers_at_once_act_once(sent: Delivery, clock: Clock) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("two connections see the same rows on PostgreSQL only")
    item = Item("1", returned("exim_german", sent))

    def take(_number: int) -> str:
        try:
            return take_message(item, at=clock())
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(take, range(8))) == ["bounced"] * 8
    assert Attempt.objects.filter(outcome="bounced").count() == 1
    assert Returned.objects.count() == 1

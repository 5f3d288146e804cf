"""The bytes of a message, and what may not come into them."""

import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from mailings.addresses import InvalidAddressError, normalize_address
from mailings.delivery.message import MissingValueError, build_message
from mailings.kinds import MailKind, Priority, UncertainPolicy
from mailings.models import MailingContent
from mailings.services import UnsafeTextError
from tests.mailings.conftest import Write

AT = datetime.datetime(2026, 3, 28, 12, 0, tzinfo=datetime.UTC)
INVITATION = MailKind(name="invitation", priority=Priority.TRANSACTIONAL, uncertain=UncertainPolicy.RETRY)
CALENDAR = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Möte\r\n%%attendee%%\r\nEND:VCALENDAR\r\n"
CONTROLS = ["\r\n", "\n", "\r", "\x00", "\x1b", "\u2028", "\u2029", "\x85"]


def build(values: dict[str, str], *, name: str = "Åsa", **fields: str) -> tuple[bytes, EmailMessage]:
    words = {"subject": "Hej %%name%%", "text": "Hej %%name%%", "html": "<p>%%name%%</p>", **fields}
    raw = build_message(
        MailingContent(language="sv", **words),
        INVITATION,
        values,
        address="asa@example.org",
        name=name,
        message_id="<1@example.org>",
        at=AT,
    )
    email = message_from_bytes(raw, policy=SMTP)
    assert isinstance(email, EmailMessage)
    return raw, email


def test_an_invitation_has_the_structure_that_calendars_read() -> None:
    _raw, email = build(
        {"name": "Åsa", "attendee": "ATTENDEE:mailto:asa@example.org"}, calendar=CALENDAR, calendar_method="REQUEST"
    )
    assert [part.get_content_type() for part in email.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    calendar, attachment = (
        part for part in email.walk() if part.get_content_type() in ("text/calendar", "application/ics")
    )
    assert calendar["Content-Type"].params["method"] == "REQUEST"
    assert calendar["Content-Transfer-Encoding"] == attachment["Content-Transfer-Encoding"] == "base64"
    expected = CALENDAR.replace("%%attendee%%", "ATTENDEE:mailto:asa@example.org").encode()
    assert calendar.get_payload(decode=True) == attachment.get_payload(decode=True) == expected


def test_values_are_escaped_in_html_alone() -> None:
    _raw, email = build({"name": "<b>Bo & Åsa</b>"})
    text, html = email.get_body(("plain",)), email.get_body(("html",))
    assert text is not None
    assert html is not None
    assert text.get_content().strip() == "Hej <b>Bo & Åsa</b>"
    assert html.get_content().strip() == "<p>&lt;b&gt;Bo &amp; Åsa&lt;/b&gt;</p>"


def test_lines_end_in_crlf_and_are_short() -> None:
    raw, _email = build({"name": "å" * 500}, text="%%name%%\n" + "x" * 2000 + "\n\n.", subject="Nytt")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 78


@pytest.mark.parametrize("control", CONTROLS)
def test_no_value_makes_a_field_of_its_own(control: str) -> None:
    hostile = f"Åsa{control}Bcc: all@example.org"
    raw, email = build({"name": hostile}, name=hostile)
    head = raw.partition(b"\r\n\r\n")[0]
    assert email["Bcc"] is None
    assert not any(line.lower().startswith(b"bcc:") for line in head.splitlines())
    assert email["To"].addresses[0].addr_spec == "asa@example.org"


@pytest.mark.parametrize("control", CONTROLS)
def test_a_subject_with_a_control_character_is_refused(write: Write, control: str) -> None:
    with pytest.raises(UnsafeTextError):
        write("a@example.org", subject=f"Nytt{control}Bcc: all@example.org")


@pytest.mark.parametrize("control", CONTROLS)
def test_an_address_with_a_control_character_is_refused(control: str) -> None:
    with pytest.raises(InvalidAddressError):
        normalize_address(f"anna{control}@example.org")


def test_a_gap_is_never_sent() -> None:
    with pytest.raises(MissingValueError):
        build({})

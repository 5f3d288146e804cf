"""The bytes of a message, and what may not come into them."""

import datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mailings.addresses import InvalidAddressError, normalize_address
from mailings.delivery.encoding import one_line
from mailings.delivery.message import MessageTemplate, MissingValueError, Values
from mailings.kinds import MailKind, Priority, UncertainPolicy
from mailings.models import MailingContent
from mailings.services import UnsafeTextError
from tests.mailings.conftest import Write
from tests.mailings.plain_message import filled, leaves, plain_message

AT = datetime.datetime(2026, 3, 28, 12, 0, tzinfo=datetime.UTC)
INVITATION = MailKind(name="invitation", priority=Priority.TRANSACTIONAL, uncertain=UncertainPolicy.RETRY)
CALENDAR = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Möte\r\n%%attendee%%\r\nEND:VCALENDAR\r\n"
CONTROLS = ["\r\n", "\n", "\r", "\x00", "\x1b", "\u2028", "\u2029", "\x85"]


def render(content: MailingContent, values: Values, *, name: str = "Åsa") -> tuple[bytes, EmailMessage]:
    template = MessageTemplate(content, INVITATION)
    raw = template.render(values, address="asa@example.org", name=name, message_id="<1@example.org>", at=AT)
    email = message_from_bytes(raw, policy=SMTP)
    assert isinstance(email, EmailMessage)
    return raw, email


def build(values: dict[str, str], *, name: str = "Åsa", **fields: str) -> tuple[bytes, EmailMessage]:
    words = {"subject": "Hej %%name%%", "text": "Hej %%name%%", "html": "<p>%%name%%</p>", **fields}
    return render(MailingContent(language="sv", mailing_id=7, **words), values, name=name)


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


def read_mailbox(raw: bytes) -> tuple[str, str]:
    """Name and address of To. Python 3.11's own parser keeps the space between encoded words (RFC 2047, 6.2)."""
    phrase, address = parseaddr(message_from_bytes(raw)["To"])
    return str(make_header(decode_header(phrase))), address


HOSTILE = st.one_of(
    st.text(max_size=120),
    st.text(alphabet=' .=?-_%<>&"\\\t\r\n\u2028åÅ😀a', max_size=200),
    st.sampled_from(
        ["", ".", "..", "=?utf-8?q?x?=", "%%name%%", "--=_", "From x", "a" * 200, "å" * 100, " a ", "x\r\n.\r\n"]
    ),
)
WORDS = st.lists(st.one_of(HOSTILE, st.sampled_from(["%%name%%", "%%link%%"])), max_size=6).map("".join)


@settings(max_examples=250, deadline=None)
@given(subject=WORDS, text=WORDS, markup=WORDS, calendar=WORDS, name=HOSTILE, link=HOSTILE)
@example(subject="%%name%%", text=".%%name%%.\r\n.", markup="", calendar="", name=".", link="")
@example(
    subject="", text="x" * 76 + "%%name%%" + "å" * 80, markup="=" * 76, calendar="%%name%%", name="=" * 80, link=""
)
def test_a_template_says_the_same_as_a_message_made_alone(
    subject: str, text: str, markup: str, calendar: str, name: str, link: str
) -> None:
    def without_controls(words: str) -> str:  # other than line ends, which Python's own package would not keep either
        return "".join(c for c in words if c in "\r\n" or (c.isprintable() and not "\ud800" <= c <= "\udfff"))

    values = {"name": without_controls(name), "link": without_controls(link)}
    content = MailingContent(
        language="sv",
        mailing_id=7,
        subject=without_controls(subject),
        text=without_controls(text),
        html=without_controls(markup),
        calendar=without_controls(calendar),
        calendar_method="REQUEST",
    )
    raw, email = render(content, values, name=values["name"])
    plain = plain_message(content, values, address="asa@example.org", name=values["name"])
    assert leaves(email) == leaves(plain)
    assert email["Subject"] == one_line(filled(content.subject, values))
    (to,) = plain["To"].addresses
    assert read_mailbox(raw) == (to.display_name, to.addr_spec)
    assert not email.defects
    lines = raw.split(b"\r\n")
    assert max(map(len, lines)) <= 78
    assert not any(line.startswith(b".") or b"\n" in line or b"\r" in line for line in lines)


def test_the_bytes_between_markers_are_made_once() -> None:
    content = MailingContent(language="sv", mailing_id=7, subject="Nytt", text="Hej %%name%%!" + "å" * 9000)
    template = MessageTemplate(content, INVITATION)
    assert sum(isinstance(segment, bytes) for segment in template._segments) == 2


def test_bulk_mail_says_which_mailing_it_belongs_to() -> None:
    kind = MailKind(name="newsletter", priority=Priority.BULK, uncertain=UncertainPolicy.WAIT, list_id="n.example.org")
    template = MessageTemplate(MailingContent(language="sv", mailing_id=7, subject="Nytt", text="Hej"), kind)
    raw = template.render(
        {"unsubscribe_url": "https://portal.example.org/" + "x" * 60},
        address="asa@example.org",
        name="",
        message_id="<1@example.org>",
        at=AT,
    )
    email = message_from_bytes(raw, policy=SMTP)
    assert email["Feedback-ID"] == "7:newsletter:portal"
    assert email["List-Unsubscribe"] == f"<https://portal.example.org/{'x' * 60}>"
    assert email["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_link_that_could_break_the_head_is_refused() -> None:
    kind = MailKind(name="newsletter", priority=Priority.BULK, uncertain=UncertainPolicy.WAIT, list_id="n.example.org")
    template = MessageTemplate(MailingContent(language="sv", mailing_id=7, subject="Nytt", text="Hej"), kind)
    with pytest.raises(ValueError, match="unsubscribe link"):
        template.render(
            {"unsubscribe_url": "https://x/\r\nBcc: all@example.org"},
            address="asa@example.org",
            name="",
            message_id="<1@example.org>",
            at=AT,
        )

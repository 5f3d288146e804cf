"""The bytes of a message: the frozen words with one recipient's values filled in."""

from __future__ import annotations

import base64
import binascii
import datetime
import html
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from django.conf import settings

from mailings.kinds import MailKind
from mailings.models import MailingContent

MARKER = re.compile(r"%%([a-z_]+)%%")
CALENDAR_LINE = re.compile(r"(?m)^%%([a-z_]+)%%$")
LINE_END = re.compile(r"\r\n|\r|\n")
HEAD_POLICY = SMTP.clone(max_line_length=78)

Values = Mapping[str, str]


class MissingValueError(LookupError):
    """A marker in the mail has no value for this recipient: the mail must not go out with a gap in it."""


def fill(text: str, values: Values, escape: Callable[[str], str] | None = None) -> str:
    """Put the values in place of the markers. Raises MissingValueError."""

    def value_of(match: re.Match[str]) -> str:
        try:
            value = values[match[1]]
        except KeyError:
            raise MissingValueError(match[1]) from None
        return escape(value) if escape else value

    return MARKER.sub(value_of, text)


def one_line(value: str) -> str:
    """A value that may stand in a mail's head: without any control or line character."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", value).split())


def quoted_printable(text: str) -> bytes:
    """Encode text (RFC 2045, 6.7): lines of at most 76 characters ending in CRLF."""
    lines = LINE_END.sub("\n", text).encode().split(b"\n")
    # Line by line, because the encoder breaks long lines with a bare line feed when it has seen no CRLF before.
    return b"\r\n".join(
        LINE_END_BYTES.sub(b"=\r\n", binascii.b2a_qp(line, quotetabs=False, istext=True, header=False))
        for line in lines
    )


LINE_END_BYTES = re.compile(rb"=\r?\n")


def base64_lines(data: bytes) -> bytes:
    """Encode bytes (RFC 2045, 6.8): lines of 76 characters ending in CRLF."""
    return base64.encodebytes(data).replace(b"\n", b"\r\n").rstrip(b"\r\n")


def part(head: str, body: bytes) -> bytes:
    """One leaf of a MIME tree."""
    return head.replace("\n", "\r\n").encode() + b"\r\n\r\n" + body


def multipart(subtype: str, parts: list[bytes]) -> tuple[str, bytes]:
    """Wrap parts (RFC 2046, 5.1); gives the content type and the body."""
    boundary = f"=_{uuid.uuid4().hex[:24]}"  # the line stays within 78 characters (RFC 5322, 2.1.1)
    mark = b"--" + boundary.encode()
    body = b"".join(mark + b"\r\n" + piece + b"\r\n" for piece in parts) + mark + b"--"
    return f'multipart/{subtype}; boundary="{boundary}"', body


@dataclass(frozen=True)
class Letter:
    """What a message says to one recipient, before it is encoded."""

    subject: str
    text: str
    html: str
    calendar: str
    calendar_method: str

    @classmethod
    def fill_in(cls, content: MailingContent, values: Values, *, literal: bool = False) -> Letter:
        """Fill the markers: escaped in HTML, as given in text; a marker that is a whole line of the calendar stands for
        lines that are folded already (RFC 5545, 3.1). Raises MissingValueError."""
        if literal:
            return cls(content.subject, content.text, content.html, content.calendar, content.calendar_method)
        calendar = LINE_END.sub("\n", content.calendar)
        calendar = CALENDAR_LINE.sub(lambda match: LINE_END.sub("\n", fill(match[0], values)).rstrip("\n"), calendar)
        return cls(
            subject=one_line(fill(content.subject, values)),
            text=fill(content.text, values),
            html=fill(content.html, values, html.escape),
            calendar=calendar,
            calendar_method=content.calendar_method,
        )


def _alternatives(letter: Letter) -> list[bytes]:
    head = "Content-Type: text/{}; charset=utf-8\nContent-Transfer-Encoding: quoted-printable"
    parts = [part(head.format("plain"), quoted_printable(letter.text))]
    if letter.html:
        parts.append(part(head.format("html"), quoted_printable(letter.html)))
    return parts


def encode_body(letter: Letter) -> tuple[str, bytes]:
    """Encode a letter; gives the content type and the body.

    With a calendar part it is multipart/mixed( multipart/alternative( text, html, text/calendar ), application/ics ),
    with the method in the MIME type equal to the one in the calendar (RFC 6047, 2.4), which Outlook insists on.
    """
    parts = _alternatives(letter)
    if not letter.calendar:
        return multipart("alternative", parts)
    calendar = base64_lines(LINE_END.sub("\r\n", letter.calendar).encode())
    method = letter.calendar_method
    encoding = "Content-Transfer-Encoding: base64"
    parts.append(part(f"Content-Type: text/calendar; charset=utf-8; method={method}\n{encoding}", calendar))
    content_type, body = multipart("alternative", parts)
    attachment = part(
        'Content-Type: application/ics; name="invite.ics"\n'
        f'Content-Disposition: attachment; filename="invite.ics"\n{encoding}',
        calendar,
    )
    return multipart("mixed", [part(f"Content-Type: {content_type}", body), attachment])


def build_head(
    letter: Letter, kind: MailKind, values: Values, *, address: str, name: str, message_id: str, at: datetime.datetime
) -> EmailMessage:
    """Make the head of a message. Names of fields are constants; values are encoded and folded by the policy."""
    head = EmailMessage(policy=HEAD_POLICY)
    sender_name, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    head["From"] = Address(one_line(sender_name), addr_spec=sender)
    head["To"] = Address(one_line(name), addr_spec=address)
    head["Subject"] = letter.subject
    head["Date"] = format_datetime(at)
    head["Message-ID"] = message_id
    if kind.reply_to:
        head["Reply-To"] = kind.reply_to
    head["Auto-Submitted"] = "auto-generated"
    if kind.list_id:
        head["List-Id"] = f"<{kind.list_id}>"
        head["Precedence"] = "bulk"
        unsubscribe = values.get("unsubscribe_url", "")
        if unsubscribe:
            head["List-Unsubscribe"] = f"<{one_line(unsubscribe)}>"
            head["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058, 3.1
    head["MIME-Version"] = "1.0"
    return head


def build_message(
    content: MailingContent,
    kind: MailKind,
    values: Values,
    *,
    address: str,
    name: str,
    message_id: str,
    at: datetime.datetime,
) -> bytes:
    """The whole message, lines ending in CRLF, not yet dot-stuffed. Raises MissingValueError."""
    letter = Letter.fill_in(content, values, literal=kind.literal)
    head = build_head(letter, kind, values, address=address, name=name, message_id=message_id, at=at)
    content_type, body = encode_body(letter)
    return (
        head.as_bytes().rstrip(b"\r\n") + b"\r\nContent-Type: " + content_type.encode() + b"\r\n\r\n" + body + b"\r\n"
    )

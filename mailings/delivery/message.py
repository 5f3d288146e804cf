"""A message made once for a mailing and language; for each recipient only what is filled in is encoded.

The bytes are cut at every marker into segments that are encoded already. A marker in a body stands between two soft
line breaks (RFC 2045, 6.7), so that its value is encoded by itself, whatever stands around it.
"""

from __future__ import annotations

import datetime
import html
import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from email.utils import format_datetime, parseaddr
from functools import lru_cache

from django.conf import settings

from mailings.delivery.encoding import (
    LINE_END,
    SOFT_BREAK,
    base64_lines,
    head_text,
    mailbox,
    one_line,
    quoted_printable,
)
from mailings.kinds import MailKind, Priority
from mailings.models import MailingContent

MARKER = re.compile(r"%%([a-z_]+)%%")
CALENDAR_LINE = re.compile(r"(?m)^%%([a-z_]+)%%$")
FEEDBACK_SENDER = "portal"

_URL = re.compile(r"[!-;=?-~]{1,900}")

Values = Mapping[str, str]
Segment = bytes | Callable[[Values], bytes]


class MissingValueError(LookupError):
    """A marker in the mail has no value for this recipient: the mail must not go out with a gap in it."""


def value_of(values: Values, name: str) -> str:
    """The value of a marker. Raises MissingValueError."""
    try:
        return values[name]
    except KeyError:
        raise MissingValueError(name) from None


def fill(text: str, values: Values) -> str:
    """Put the values in place of the markers. Raises MissingValueError."""
    return MARKER.sub(lambda match: value_of(values, match[1]), text)


@lru_cache(maxsize=4)
def date_field(at: datetime.datetime) -> bytes:
    """The Date of a message (RFC 5322, 3.6.1)."""
    return format_datetime(at).encode()


class MessageTemplate:
    """One mailing's message in one language, ready but for what is a recipient's own."""

    def __init__(self, content: MailingContent, kind: MailKind) -> None:
        self._is_list = kind.list_id is not None
        self._subject = one_line(content.subject)
        self._subject_has_marker = not kind.literal and bool(MARKER.search(content.subject))
        sender_name, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
        self._from = b"From: " + mailbox(one_line(content.sender_name or sender_name), sender) + b"\r\n"
        self._fixed_subject = b"Subject: " + head_text(self._subject) + b"\r\n"
        self._fixed_head = _fixed_head(kind, content.mailing_id)
        self._segments = _joined(_body(content, literal=kind.literal))

    def render(self, values: Values, *, address: str, name: str, message_id: str, at: datetime.datetime) -> bytes:
        """The whole message: lines end in CRLF, none begins with a dot, the final dot is not there.

        Raises MissingValueError, and ValueError for an address that cannot stand in a head.
        """
        pieces = [
            self._from,
            b"To: ",
            mailbox(one_line(name), address),
            b"\r\n",
            self._subject_field(values),
            b"Date: ",
            date_field(at.replace(microsecond=0)),
            b"\r\nMessage-ID: ",
            message_id.encode("ascii"),
            b"\r\n",
            service_field(message_id),
            self._fixed_head,
            self._unsubscribe_fields(values),
        ]
        pieces += [segment if isinstance(segment, bytes) else segment(values) for segment in self._segments]
        return b"".join(pieces)

    def _subject_field(self, values: Values) -> bytes:
        if not self._subject_has_marker:
            return self._fixed_subject
        return b"Subject: " + head_text(one_line(fill(self._subject, values))) + b"\r\n"

    def _unsubscribe_fields(self, values: Values) -> bytes:
        """The pair that a mail program needs to unsubscribe with one click (RFC 8058, 3.1)."""
        address = values.get("unsubscribe_url", "") if self._is_list else ""
        if not address:
            return b""
        if not _URL.fullmatch(address):
            raise ValueError("The unsubscribe link holds a character that cannot stand in a mail's head.")
        # On one line, however long (998 may be, RFC 5322, 2.1.1): some mail programs do not read a folded link.
        link = address.encode("ascii")
        return b"List-Unsubscribe: <" + link + b">\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"


def service_field(message_id: str) -> bytes:
    """A field that tells a relay service our Message-ID, where it gives messages names of its own."""
    field: str = settings.MAIL_SERVICE_FIELD
    return (one_line(field.replace("%s", message_id.strip("<>"))) + "\r\n").encode("ascii") if field else b""


def _fixed_head(kind: MailKind, mailing_id: int) -> bytes:
    """The fields that are the same for everybody; their names are constants."""
    fields = [("Auto-Submitted", "auto-generated")]
    if kind.reply_to:
        fields.append(("Reply-To", one_line(kind.reply_to)))
    if kind.priority == Priority.BULK:
        fields.append(("Feedback-ID", f"{mailing_id}:{kind.name}:{FEEDBACK_SENDER}"))
    if kind.list_id:
        fields += [("List-Id", f"<{kind.list_id}>"), ("Precedence", "bulk")]
    fields.append(("MIME-Version", "1.0"))
    return "".join(f"{name}: {value}\r\n" for name, value in fields).encode("ascii")


def _body(content: MailingContent, *, literal: bool) -> list[Segment]:
    """The Content-Type and the parts.

    With a calendar it is multipart/mixed( multipart/alternative( text, html, text/calendar ), application/ics ), with
    the method in the MIME type equal to the one in the calendar (RFC 6047, 2.4), which Outlook insists on.
    """
    head = "Content-Type: text/{}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    parts = [[head.format("plain").encode(), *_text_segments(content.text, literal=literal)]]
    if content.html:
        html_segments = _text_segments(content.html, literal=literal, escape=html.escape)
        parts.append([head.format("html").encode(), *html_segments])
    if not content.calendar:
        return _multipart("alternative", parts)
    calendar = _calendar_segments(content.calendar, literal=literal)
    encoding = "\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    method = content.calendar_method
    parts.append([f"Content-Type: text/calendar; charset=utf-8; method={method}{encoding}".encode("ascii"), *calendar])
    attachment = (
        'Content-Type: application/ics; name="invite.ics"\r\n'
        f'Content-Disposition: attachment; filename="invite.ics"{encoding}'
    )
    return _multipart("mixed", [_multipart("alternative", parts), [attachment.encode("ascii"), *calendar]])


def _multipart(subtype: str, parts: Sequence[list[Segment]]) -> list[Segment]:
    """Wrap parts (RFC 2046, 5.1)."""
    boundary = f"=_{uuid.uuid4().hex[:24]}"  # the line stays within 78 characters (RFC 5322, 2.1.1)
    mark = f"--{boundary}".encode()
    segments: list[Segment] = [f'Content-Type: multipart/{subtype}; boundary="{boundary}"\r\n\r\n'.encode()]
    for part in parts:
        segments += [mark, b"\r\n", *part, b"\r\n"]
    return [*segments, mark, b"--\r\n"]


def _text_segments(text: str, *, literal: bool, escape: Callable[[str], str] | None = None) -> list[Segment]:
    """A text in quoted-printable, cut at its markers."""
    if literal:
        return [quoted_printable(text)]
    pieces = MARKER.split(text)
    segments: list[Segment] = [quoted_printable(pieces[0])]
    for name, words in zip(pieces[1::2], pieces[2::2], strict=True):
        segments += [SOFT_BREAK, _text_value(name, escape), SOFT_BREAK, quoted_printable(words)]
    return segments


def _text_value(name: str, escape: Callable[[str], str] | None) -> Callable[[Values], bytes]:
    if escape is None:
        return lambda values: quoted_printable(value_of(values, name))
    return lambda values: quoted_printable(escape(value_of(values, name)))


def _calendar_segments(calendar: str, *, literal: bool) -> list[Segment]:
    """iCalendar text in base64. A marker that is a whole line stands for lines that are folded already (RFC 5545,
    3.1); base64 has no seams, so that a calendar with markers is encoded anew for each recipient."""
    lines = LINE_END.sub("\n", calendar)
    if literal or not CALENDAR_LINE.search(lines):
        return [_encode_calendar(lines)]

    def fill_in(values: Values) -> bytes:
        return _encode_calendar(
            CALENDAR_LINE.sub(lambda match: LINE_END.sub("\n", value_of(values, match[1])).rstrip("\n"), lines)
        )

    return [fill_in]


def _encode_calendar(lines: str) -> bytes:
    return base64_lines(lines.replace("\n", "\r\n").encode())


def _joined(segments: Sequence[Segment]) -> list[Segment]:
    """The same with neighboring bytes put together."""
    joined: list[Segment] = []
    for segment in segments:
        last = joined[-1] if joined else None
        if isinstance(segment, bytes) and isinstance(last, bytes):
            joined[-1] = last + segment
        else:
            joined.append(segment)
    return joined

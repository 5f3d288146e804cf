"""The same message as the engine's template makes, written in the plainest way, by Python's own email package."""

import html
import re
from collections.abc import Callable
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from mailings.delivery.encoding import LINE_END, one_line
from mailings.delivery.message import CALENDAR_LINE, MARKER, Values
from mailings.models import MailingContent


def filled(text: str, values: Values, escape: Callable[[str], str] = str) -> str:
    """The text with one line end after the other in the same way, and with its markers filled."""
    pieces = MARKER.split(text)
    pieces[1::2] = [escape(values[name]) for name in pieces[1::2]]
    return "".join(LINE_END.sub("\n", piece) for piece in pieces)


def calendar_of(content: MailingContent, values: Values) -> str:
    """The calendar with its whole-line markers filled, lines ending in CRLF."""
    lines = CALENDAR_LINE.sub(lambda match: values[match[1]].rstrip("\r\n"), LINE_END.sub("\n", content.calendar))
    return LINE_END.sub("\r\n", lines)


def plain_message(content: MailingContent, values: Values, *, address: str, name: str) -> EmailMessage:
    """Subject, To and the parts of a message, made for one recipient at a time."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = one_line(filled(content.subject, values))
    message["To"] = Address(one_line(name), addr_spec=address)
    message.set_content(filled(content.text, values), cte="quoted-printable")
    if content.html:
        message.add_alternative(filled(content.html, values, html.escape), subtype="html", cte="quoted-printable")
    if content.calendar:
        calendar = calendar_of(content, values).encode()
        params = {"method": content.calendar_method, "charset": "utf-8"}
        message.add_alternative(calendar, "text", "calendar", cte="base64", params=params)
        message.add_attachment(calendar, "application", "ics", cte="base64", filename="invite.ics")
    return message


def leaves(message: EmailMessage) -> list[tuple[str, bytes]]:
    """Content type and decoded bytes of each part, line ends as they were written, without one at the very end."""
    found = []
    for part in message.walk():
        if not part.is_multipart():
            payload = part.get_payload(decode=True)
            assert isinstance(payload, bytes)
            found.append((part.get_content_type(), re.sub(rb"\r\n|\r|\n", b"\n", payload).rstrip(b"\n")))
    return found

"""Understanding a message that came back. Strangers wrote it: nothing in it may stop the reader, and nothing is
believed unproved."""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser, HeaderParser
from email.policy import compat32

from mailings.models import Returned
from mailings.services.come_back import Bounce
from mailings.verp import Purpose, looks_issued, read_address

Verdict = Returned.Verdict
# Where a mail server says whom it delivered to. Every mail program can write these: only true tokens count.
RECIPIENT_FIELDS = ("X-Original-To", "Delivered-To", "Envelope-To", "X-Envelope-To", "To")
STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?!\d|\.\d)")
ADDRESS = re.compile(r"[^\s<>;,\"]+@[^\s<>;,\"]+")
BLANK_LINE = re.compile(r"\r?\n[ \t]*\r?\n")
# Whatever the parser may trip over in garbage; the database's errors are not among them.
GARBAGE = (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError, binascii.Error)


@dataclass(frozen=True)
class Reading:
    """What a message was found to be. `failed_address` is whom a bounce says it could not reach.

    Only a verdict that is BOUNCED, COMPLAINED or HANDLED asks for something to be done, about row `row_id`.
    """

    verdict: Verdict
    row_id: int = 0
    purpose: Purpose | None = None
    bounce: Bounce | None = None
    failed_addresses: frozenset[str] = frozenset()
    message_id: str = ""
    message: Message | None = None
    is_automatic: bool = False


def read_message(raw: bytes) -> Reading:
    """Read the bytes of a message (RFC 5322). Never raises for anything that is in them."""
    try:
        return _read(BytesParser(policy=compat32).parsebytes(raw))
    except GARBAGE:
        return Reading(Verdict.UNREADABLE)


def _read(message: Message) -> Reading:
    if complaint := _read_complaint(message):
        return complaint
    to = " ".join(str(value) for field in RECIPIENT_FIELDS for value in message.get_all(field, []))
    found = read_address(to)
    if found is None:
        return Reading(Verdict.FORGED if looks_issued(to) else Verdict.OTHER)
    purpose, row_id = found
    if purpose is not Purpose.BOUNCE:
        return Reading(Verdict.HANDLED, row_id, purpose=purpose, message=message, is_automatic=is_automatic(message))
    return _read_bounce(message, row_id)


def is_automatic(message: Message) -> bool:
    """Whether a machine wrote it (RFC 3834, 5, and what older programs put instead)."""
    submitted = str(message.get("Auto-Submitted", "no")).split(";")[0].strip().lower()
    precedence = str(message.get("Precedence", "")).strip().lower()
    return (
        submitted != "no"
        or precedence in ("auto_reply", "bulk", "junk")
        or any(field in message for field in ("X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress"))
    )


def _report_part(message: Message, report: str, content_types: set[str]) -> Message | None:
    """The part for machines of a report (RFC 6522): an own child of the message, never something forwarded."""
    if message.get_content_type() != "multipart/report" or not message.is_multipart():
        return None
    if str(message.get_param("report-type", "")).lower() != report:
        return None
    children = [part for part in message.get_payload() if isinstance(part, Message)]
    return next((part for part in children if part.get_content_type() in content_types), None)


def _groups(part: Message) -> list[Message]:
    """The groups of fields of a report (RFC 3464, 2.1), which the parser has cut to pieces already."""
    payload = part.get_payload()
    text = "\n\n".join(str(piece) for piece in payload) if isinstance(payload, list) else str(payload)
    encoding = str(part.get("Content-Transfer-Encoding", "")).strip().lower()
    if encoding == "base64":
        text = binascii.a2b_base64(text.encode("ascii", "ignore")).decode("utf-8", "replace")
    elif encoding == "quoted-printable":
        text = binascii.a2b_qp(text.encode("utf-8", "replace")).decode("utf-8", "replace")
    parser = HeaderParser(policy=compat32)
    return [parser.parsestr(group.strip("\r\n")) for group in BLANK_LINE.split(text) if group.strip()]


def _field(group: Message, name: str) -> str:
    return " ".join(str(group.get(name, "")).split())


def _status_of(group: Message) -> str:
    """The status code; where it only says "failed" (Exim), the one in the remote server's own words."""
    status = STATUS.match(_field(group, "Status"))
    said = STATUS.search(_field(group, "Diagnostic-Code"))
    if status and not status[1].endswith(".0.0"):
        return status[1]
    if said and said[1][0] in "45":
        return said[1]
    return status[1] if status else ""


def _read_bounce(message: Message, row_id: int) -> Reading:
    """A delivery status notification (RFC 3464) is believed where it says that a recipient failed for good."""
    part = _report_part(message, "delivery-status", {"message/delivery-status", "message/global-delivery-status"})
    if part is None:
        return Reading(Verdict.AUTOMATIC if is_automatic(message) else Verdict.OTHER, row_id)
    groups = [group for group in _groups(part) if "Action" in group]
    if not groups:
        return Reading(Verdict.UNREADABLE, row_id)
    failed = [group for group in groups if _field(group, "Action").lower() == "failed"]
    if not failed:
        return Reading(Verdict.DELAYED, row_id)
    group = failed[0]
    status = _status_of(group)
    if status[:1] not in ("4", "5"):
        return Reading(Verdict.UNREADABLE, row_id)
    said = _field(group, "Diagnostic-Code")
    return Reading(
        Verdict.BOUNCED,
        row_id,
        bounce=Bounce(status=status, text=said[:400], is_for_another=len(groups) > 1),
        failed_addresses=frozenset(
            address.lower()
            for field in ("Original-Recipient", "Final-Recipient")
            for address in ADDRESS.findall(_field(group, field))
        ),
    )


def _read_complaint(message: Message) -> Reading | None:
    """A feedback report (RFC 5965). It comes from the receiver's provider to an address known beforehand: our envelope
    sender stands in the report or in the mail that it brings back."""
    part = _report_part(message, "feedback-report", {"message/feedback-report"})
    if part is None:
        return None
    fields = next((group for group in _groups(part) if "Feedback-Type" in group), None)
    if fields is None:
        return Reading(Verdict.UNREADABLE)
    if _field(fields, "Feedback-Type").lower() not in ("abuse", "opt-out"):
        return Reading(Verdict.OTHER)
    original = _original_of(message)
    told = " ".join(
        [_field(fields, "Original-Mail-From")]
        + [_field(original, name) for name in ("Return-Path", "X-Envelope-From") if original]
    )
    if (found := read_address(told)) and found[0] is Purpose.BOUNCE:
        return Reading(Verdict.COMPLAINED, found[1])
    if looks_issued(told):
        return Reading(Verdict.FORGED)
    message_id = _field(original, "Message-ID") if original else ""
    return Reading(Verdict.COMPLAINED, message_id=message_id) if message_id else Reading(Verdict.OTHER)


def _original_of(message: Message) -> Message | None:
    """The head of the mail that a report brings back."""
    for part in message.get_payload():
        if not isinstance(part, Message):
            continue
        payload = part.get_payload()
        if part.get_content_type() == "message/rfc822" and isinstance(payload, list) and payload:
            return payload[0] if isinstance(payload[0], Message) else None
        if part.get_content_type() == "text/rfc822-headers":
            text = part.get_payload(decode=True)
            decoded = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
            return HeaderParser(policy=compat32).parsestr(decoded)
    return None

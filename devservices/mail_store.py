"""Where the mail catcher keeps what it caught: a maildir, so that every message is a whole file or none."""

import mailbox
import re
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default as default_policy
from pathlib import Path
from typing import Any

LINK = re.compile(r"https?://[^\s<>\"')\]]+")
HREF = re.compile(r"""href=["'](https?://[^"']+)["']""")


@dataclass(frozen=True)
class Attachment:
    """A part that is neither the text nor the HTML: a file, a picture shown in the HTML, a calendar entry."""

    number: int
    name: str
    content_type: str
    content_id: str
    content: bytes


@dataclass(frozen=True)
class StoredMessage:
    """One caught message. `recipients` is the envelope's: what the relay would have delivered to."""

    id: str
    received_at: datetime
    sender: str
    recipients: tuple[str, ...]
    email: EmailMessage
    raw: bytes

    @property
    def subject(self) -> str:
        """The subject, decoded."""
        return str(self.email["Subject"] or "")

    def body(self, kind: str) -> str:
        """The body as "plain" or "html"; "" when the message has none."""
        part = self.email.get_body(preferencelist=(kind,))
        return decoded(part) if part is not None else ""

    @property
    def calendar(self) -> str:
        """The first text/calendar part; "" when there is none."""
        parts = (part for part in self.email.walk() if part.get_content_type() == "text/calendar")
        return next((decoded(part) for part in parts), "")

    @property
    def attachments(self) -> list[Attachment]:
        """Everything else, numbered in the order of the message."""
        bodies = [self.email.get_body(preferencelist=(kind,)) for kind in ("plain", "html")]
        parts = [part for part in self.email.walk() if not part.is_multipart() and part not in bodies]
        return [
            Attachment(
                number=number,
                name=part.get_filename() or f"part-{number}.{part.get_content_subtype()}",
                content_type=part.get_content_type(),
                content_id=str(part["Content-ID"] or "").strip("<> "),
                content=payload(part),
            )
            for number, part in enumerate(parts)
        ]

    @property
    def links(self) -> list[str]:
        """Every web address in the text and the HTML, once, in order."""
        found = LINK.findall(self.body("plain")) + [
            link.replace("&amp;", "&") for link in HREF.findall(self.body("html"))
        ]
        return list(dict.fromkeys(found))

    def summary(self) -> dict[str, Any]:
        """What a list shows, ready for JSON."""
        return {
            "id": self.id,
            "from": str(self.email["From"] or self.sender),
            "to": list(self.recipients),
            "subject": self.subject,
            "message_id": str(self.email["Message-ID"] or ""),
            "date": str(self.email["Date"] or ""),
            "received_at": self.received_at.isoformat(),
        }

    def detail(self) -> dict[str, Any]:
        """Everything, ready for JSON."""
        return {
            **self.summary(),
            "envelope_from": self.sender,
            "headers": [[name, str(value)] for name, value in self.email.items()],
            "text": self.body("plain"),
            "html": self.body("html"),
            "calendar": self.calendar,
            "links": self.links,
            "attachments": [
                {"number": part.number, "name": part.name, "type": part.content_type, "size": len(part.content)}
                for part in self.attachments
            ],
        }


class MailStore:
    """The maildir, safe for several threads. Raises KeyError for an id that it does not have."""

    def __init__(self, folder: Path) -> None:
        folder.parent.mkdir(parents=True, exist_ok=True)
        self._maildir = mailbox.Maildir(folder, create=True)
        self._lock = threading.Lock()

    def add(self, *, sender: str, recipients: list[str], content: bytes) -> str:
        """Keep a message durably (flushed to disk before this returns); gives its id."""
        envelope = [f"Return-Path: <{sender}>", *(f"Delivered-To: {recipient}" for recipient in recipients), ""]
        with self._lock:
            return self._maildir.add("\r\n".join(envelope).encode() + content)

    def get(self, message_id: str) -> StoredMessage:
        """One message."""
        with self._lock, self._maildir.get_file(message_id) as file:
            content: bytes = file.read()
        return read_message(message_id, content)

    def newest_first(self) -> Iterator[StoredMessage]:
        """All messages; a maildir's file names begin with the time."""
        with self._lock:
            ids = list(self._maildir.keys())
        for message_id in sorted(ids, key=arrival, reverse=True):
            with suppress(KeyError, FileNotFoundError):  # deleted meanwhile
                yield self.get(message_id)

    def __len__(self) -> int:
        with self._lock:
            return len(self._maildir)

    def clear(self) -> None:
        """Delete everything."""
        with self._lock:
            self._maildir.clear()


def arrival(message_id: str) -> tuple[float, str]:
    """When a message came, from its maildir name ("1700000000.M123456P77Q3.host")."""
    seconds, _, rest = message_id.partition(".")
    micros = re.match(r"M(\d+)P\d+Q(\d+)", rest)
    return int(seconds) + (int(micros[1]) / 1e6 if micros else 0), (micros[2].zfill(9) if micros else "")


def read_message(message_id: str, content: bytes) -> StoredMessage:
    """Take the envelope lines off the top, and parse the rest as it was sent."""
    sender, recipients, raw = "", [], content
    while raw.startswith((b"Return-Path: ", b"Delivered-To: ")):
        line, _, raw = raw.partition(b"\r\n")
        name, _, value = line.decode("utf-8", "replace").partition(": ")
        if name == "Return-Path":
            sender = value.strip("<>")
        else:
            recipients.append(value)
    parsed = message_from_bytes(raw, policy=default_policy)
    assert isinstance(parsed, EmailMessage)
    received_at = datetime.fromtimestamp(arrival(message_id)[0], UTC)
    return StoredMessage(message_id, received_at, sender, tuple(recipients), parsed, raw)


def payload(part: Message) -> bytes:
    """The content of a part, its transfer encoding undone."""
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def decoded(part: Message) -> str:
    """The text of a part, whatever its charset says it is."""
    content = payload(part)
    try:
        text = content.decode(part.get_content_charset() or "utf-8")
    except (LookupError, UnicodeDecodeError):
        text = content.decode("utf-8", "replace")
    return text.replace("\r\n", "\n")

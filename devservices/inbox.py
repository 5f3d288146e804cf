"""The web inbox and the JSON API of the mail catcher, on loopback only."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

from devservices import inbox_pages
from devservices.mail_store import MailStore, StoredMessage
from devservices.ports import LOOPBACK

STYLESHEET = Path(__file__).parent / "inbox.css"
PAGE_POLICY = "default-src 'none'; style-src 'self'; frame-src 'self'; img-src 'self'; form-action 'self'"
# What a mail may do in its frame: show its own styles and pictures; nothing from outside, no script.
MAIL_POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; "
    "img-src 'self' data:; frame-ancestors 'self'"
)
AT_MOST = 500


@dataclass(frozen=True)
class Answer:
    """An HTTP answer."""

    body: bytes
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class InboxServer(ThreadingHTTPServer):
    """Serves one store."""

    daemon_threads = True

    def __init__(self, store: MailStore, port: int, *, host: str = LOOPBACK) -> None:
        self.store = store
        super().__init__((host, port), InboxHandler)


class InboxHandler(BaseHTTPRequestHandler):
    """Finds the answer to one request."""

    server: InboxServer
    server_version = "inbox"

    def do_GET(self) -> None:
        if not self._is_local():
            return self._send(failure(403, "This inbox answers on this machine only."))
        url = urlsplit(self.path)
        for pattern, answer in ROUTES:
            match = re.fullmatch(pattern, url.path)
            if match:
                try:
                    return self._send(answer(self.server.store, parse_qs(url.query), *match.groups()))
                except (KeyError, FileNotFoundError):
                    break
        return self._send(failure(404, "There is no such message: it may have been deleted."))

    def do_POST(self) -> None:
        if not self._is_local() or not self._is_same_origin():
            return self._send(failure(403, "This inbox takes orders from its own page only."))
        if self.path != "/delete-all":
            return self._send(failure(404, "There is no such page."))
        self.server.store.clear()
        return self._send(Answer(b"", status=303, headers={"Location": "/"}))

    def _is_local(self) -> bool:
        """Other names than this machine's own are refused: a page elsewhere could have its name point here."""
        return (self.headers.get("Host") or "").rsplit(":", 1)[0] in {LOOPBACK, "localhost"}

    def _is_same_origin(self) -> bool:
        origin = self.headers.get("Origin")
        return origin is None or urlsplit(origin).netloc == self.headers.get("Host")

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        headers = {
            "Content-Type": answer.content_type,
            "Content-Length": str(len(answer.body)),
            "Content-Security-Policy": PAGE_POLICY,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-store",
            **answer.headers,
        }
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: an inbox that is looked at is no event."""


Query = dict[str, list[str]]


def show_list(store: MailStore, query: Query) -> Answer:
    """The newest messages, filtered by ?q= in subject, sender and recipients."""
    wanted = query.get("q", [""])[0]
    page = inbox_pages.list_page(matching(store, wanted), total=len(store), wanted=wanted)
    return Answer(page.encode())


def show_message(store: MailStore, _query: Query, message_id: str) -> Answer:
    """One message."""
    return Answer(inbox_pages.message_page(store.get(message_id)).encode())


def show_html(store: MailStore, _query: Query, message_id: str) -> Answer:
    """The HTML body alone, for the frame; pictures that the mail carries are shown, links open outside the frame."""
    message = store.get(message_id)
    html = message.body("html")
    for part in message.attachments:
        if part.content_id:
            html = html.replace(f"cid:{part.content_id}", f"/messages/{message_id}/parts/{part.number}")
    base = '<base target="_blank">'
    html = re.sub(r"(<head[^>]*>)", rf"\1{base}", html, count=1, flags=re.I) if "<head" in html.lower() else base + html
    return Answer(html.encode(), headers={"Content-Security-Policy": MAIL_POLICY})


def show_raw(store: MailStore, _query: Query, message_id: str) -> Answer:
    """The message as it was sent."""
    name = {"Content-Disposition": 'attachment; filename="message.eml"'}
    return Answer(store.get(message_id).raw, "message/rfc822", headers=name)


def show_part(store: MailStore, _query: Query, message_id: str, number: str) -> Answer:
    """An attachment, always as a download; a picture may also be shown in the mail's frame."""
    parts = store.get(message_id).attachments
    if int(number) >= len(parts):
        raise KeyError(number)
    part = parts[int(number)]
    kind = part.content_type if part.content_type.startswith("image/") else "application/octet-stream"
    disposition = f"attachment; filename*=UTF-8''{quote(part.name, safe='')}"
    policy = "sandbox; default-src 'none'"
    return Answer(part.content, kind, headers={"Content-Disposition": disposition, "Content-Security-Policy": policy})


def list_as_json(store: MailStore, query: Query) -> Answer:
    """`/api/messages`: newest first; ?q= filters, ?limit= says how many (500 unless told)."""
    limit = int(query.get("limit", [str(AT_MOST)])[0])
    messages = matching(store, query.get("q", [""])[0], at_most=limit)
    return as_json([message.summary() for message in messages])


def message_as_json(store: MailStore, _query: Query, message_id: str) -> Answer:
    """`/api/messages/<id>`: headers, text, html, calendar, links, attachments."""
    return as_json(store.get(message_id).detail())


def show_stylesheet(_store: MailStore, _query: Query) -> Answer:
    """The one stylesheet."""
    return Answer(STYLESHEET.read_bytes(), "text/css; charset=utf-8")


def matching(store: MailStore, wanted: str, *, at_most: int = AT_MOST) -> list[StoredMessage]:
    """The newest messages that hold the wanted words in subject, sender or recipients."""
    found = (message for message in store.newest_first() if wanted.casefold() in searchable(message))
    return list(islice(found, at_most))


def searchable(message: StoredMessage) -> str:
    """What the search looks through."""
    return " ".join([message.subject, str(message.email["From"]), *message.recipients]).casefold()


def as_json(content: object) -> Answer:
    """A JSON answer."""
    return Answer(json.dumps(content, ensure_ascii=False, indent=1).encode(), "application/json")


def failure(status: int, text: str) -> Answer:
    """An error in one sentence."""
    return Answer(inbox_pages.error_page(text).encode(), status=status)


ROUTES: tuple[tuple[str, Callable[..., Answer]], ...] = (
    (r"/", show_list),
    (r"/messages/([^/]+)", show_message),
    (r"/messages/([^/]+)/html", show_html),
    (r"/messages/([^/]+)/raw", show_raw),
    (r"/messages/([^/]+)/parts/(\d+)", show_part),
    (r"/api/messages", list_as_json),
    (r"/api/messages/([^/]+)", message_as_json),
    (r"/inbox\.css", show_stylesheet),
)

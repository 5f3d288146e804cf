"""Where mail comes back to: a mailbox on an IMAP server, or a Maildir that the relay writes to."""

from __future__ import annotations

import contextlib
import datetime
import imaplib
import re
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self
from urllib.parse import unquote, urlsplit

# A report stands at the beginning; what it brings back may be as long as it likes.
LONGEST = 256 * 1024
TIMEOUT_SECONDS = 30.0
# What has been read and is kept for a person to look at carries this keyword (RFC 9051, 2.3.2).
KEYWORD = "PortalRead"
# English whatever the locale (RFC 3501, date-month).
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class MailboxError(Exception):
    """The mailbox cannot be opened or read; str() of the error says why, without the password."""


@dataclass(frozen=True)
class Item:
    """One message: its key within the mailbox, and its first 256 kB."""

    key: str
    raw: bytes


class Mailbox(Protocol):
    """A mailbox. Used as a context manager; everything raises MailboxError."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None: ...

    def unread(self, limit: int) -> Iterator[Item]:
        """The messages that have not been settled, oldest first."""

    def settle(self, key: str, *, keep: bool) -> None:
        """Take a message out; or keep it for a person, marked as read."""

    def purge(self, *, before: datetime.date) -> int:
        """Delete what was kept and came before this day; gives the number."""


def open_mailbox(url: str) -> Mailbox:
    """The mailbox named by MAILBOX_URL: imaps://USER:PASSWORD@HOST/FOLDER, imap:// (STARTTLS) or maildir:/PATH.

    Raises MailboxError.
    """
    parts = urlsplit(url)
    if parts.scheme == "maildir":
        return Maildir(Path(unquote(parts.path)))
    if parts.scheme in ("imaps", "imap") and parts.hostname and parts.username:
        return ImapMailbox(url)
    raise MailboxError("MAILBOX_URL is neither imaps://USER:PASSWORD@HOST/FOLDER nor maildir:/PATH")


class Maildir:
    """A Maildir: each message a file in new/; one kept for a person goes to cur/ with the flag S (seen)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __enter__(self) -> Self:
        if not self.folder.is_dir():
            raise MailboxError(f"There is no Maildir at {self.folder}.")
        with self._errors():
            for name in ("new", "cur", "tmp"):
                (self.folder / name).mkdir(exist_ok=True, mode=0o700)
        return self

    def __exit__(self, *_error: object) -> None:
        pass

    @staticmethod
    @contextlib.contextmanager
    def _errors() -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise MailboxError(f"Maildir: {error.strerror}") from error

    def unread(self, limit: int) -> Iterator[Item]:
        """New files, and those that another program has moved to cur/ unread."""
        with self._errors():
            files = sorted([*(self.folder / "new").iterdir(), *(self.folder / "cur").iterdir()], key=lambda p: p.name)
        is_kept = re.compile(r":2,[A-Z]*S")
        for path in [path for path in files if not path.name.startswith(".") and not is_kept.search(path.name)][:limit]:
            try:
                with path.open("rb") as file:
                    raw = file.read(LONGEST)
            except OSError:
                continue  # taken by another reader, or no file: the others go on
            yield Item(f"{path.parent.name}/{path.name}", raw)

    def settle(self, key: str, *, keep: bool) -> None:
        """Delete the file, or move it to cur/."""
        path = self.folder / key
        with self._errors(), contextlib.suppress(FileNotFoundError):
            if keep:
                path.rename(self.folder / "cur" / f"{path.name.partition(':2,')[0]}:2,S")
            else:
                path.unlink()

    def purge(self, *, before: datetime.date) -> int:
        """Delete kept files by the day that they were written."""
        midnight = datetime.datetime.combine(before, datetime.time(), datetime.UTC).timestamp()
        with self._errors():
            old = [path for path in (self.folder / "cur").glob("*:2,*S*") if path.stat().st_mtime < midnight]
            for path in old:
                path.unlink(missing_ok=True)
        return len(old)


class ImapMailbox:
    """A folder on an IMAP server (RFC 3501), always over TLS: from the start, or by STARTTLS.

    Messages are known by UID. What is settled is deleted and expunged; what is kept gets \\Seen and, where the server
    allows it, a keyword of ours, so that a person who opens the mailbox does not make us miss anything.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.is_tls_at_once = parts.scheme == "imaps"
        self.host = parts.hostname or ""
        self.port = parts.port or (993 if self.is_tls_at_once else 143)
        self.user, self.password = unquote(parts.username or ""), unquote(parts.password or "")
        self.name = unquote(parts.path.strip("/")) or "INBOX"
        self.context = ssl.create_default_context()
        self.has_keywords = self.has_uidplus = False
        self._server: imaplib.IMAP4 | None = None

    def __enter__(self) -> Self:
        with self._errors():
            self._server = self._connect()
        try:
            self._open()
        except MailboxError:
            self.__exit__()
            raise
        return self

    def _open(self) -> None:
        with self._errors():
            self.server.login(self.user, self.password)
            # Asked anew: many servers say before the login less than they can do.
            said = b" ".join(part for part in self._ask("capability") if isinstance(part, bytes))
            self.has_uidplus = b"UIDPLUS" in said.upper().split()
            self._ask("select", f'"{self.name}"')
            flags = b" ".join(part for part in self.server.response("PERMANENTFLAGS")[1] if isinstance(part, bytes))
            self.has_keywords = b"\\*" in flags or KEYWORD.encode() in flags

    def __exit__(self, *_error: object) -> None:
        if self._server is not None:
            with contextlib.suppress(OSError, imaplib.IMAP4.error):
                self._server.logout()

    @property
    def server(self) -> imaplib.IMAP4:
        """The open connection. Raises MailboxError."""
        if self._server is None:
            raise MailboxError("The mailbox is not open.")
        return self._server

    def _connect(self) -> imaplib.IMAP4:
        if self.is_tls_at_once:
            return imaplib.IMAP4_SSL(self.host, self.port, ssl_context=self.context, timeout=TIMEOUT_SECONDS)
        server = imaplib.IMAP4(self.host, self.port, timeout=TIMEOUT_SECONDS)
        server.starttls(self.context)
        return server

    @staticmethod
    @contextlib.contextmanager
    def _errors() -> Iterator[None]:
        try:
            yield
        except (OSError, imaplib.IMAP4.error) as error:
            raise MailboxError(f"IMAP: {str(error)[:200]}") from error

    def _ask(self, command: str, *arguments: str) -> list[Any]:
        with self._errors():
            status, data = getattr(self.server, command)(*arguments)
            if status != "OK":
                raise MailboxError(f"IMAP: {command} {arguments[:1]} was refused")
        return data

    def _search(self, *criteria: str) -> list[str]:
        data = self._ask("uid", "SEARCH", *criteria)
        return [uid.decode() for part in data if isinstance(part, bytes) for uid in part.split()]

    def unread(self, limit: int) -> Iterator[Item]:
        """Those without our keyword; where there are no keywords, those that nobody has seen."""
        fresh = ("UNKEYWORD", KEYWORD) if self.has_keywords else ("UNSEEN",)
        for uid in self._search(*fresh, "UNDELETED")[:limit]:
            data = self._ask("uid", "FETCH", uid, f"(BODY.PEEK[]<0.{LONGEST}>)")
            raw = next((part[1] for part in data if isinstance(part, tuple)), None)
            if raw is not None:
                yield Item(uid, raw)

    def settle(self, key: str, *, keep: bool) -> None:
        """Mark the message, and expunge it (RFC 4315) unless it is kept."""
        if keep:
            self._ask("uid", "STORE", key, "+FLAGS", f"(\\Seen {KEYWORD})" if self.has_keywords else "(\\Seen)")
            return
        self._delete([key])

    def _delete(self, uids: list[str]) -> None:
        self._ask("uid", "STORE", ",".join(uids), "+FLAGS", "(\\Deleted)")
        if self.has_uidplus:
            self._ask("uid", "EXPUNGE", ",".join(uids))  # not what somebody else has marked
        else:
            self._ask("expunge")

    def purge(self, *, before: datetime.date) -> int:
        """Delete what carries our keyword; nothing where there are no keywords: it might be somebody else's."""
        if not self.has_keywords:
            return 0
        day = f"{before.day}-{MONTHS[before.month - 1]}-{before.year}"
        uids = self._search("KEYWORD", KEYWORD, "BEFORE", day)
        if uids:
            self._delete(uids)
        return len(uids)

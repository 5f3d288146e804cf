"""`python -m devservices.mail_catcher`: takes every mail on loopback and shows it in a web inbox; sends nothing."""

import argparse
import signal
import threading
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from devservices.inbox import InboxServer
from devservices.mail_store import MailStore
from devservices.ports import LOOPBACK


class KeepEverything:
    """aiosmtpd's handler: a message is answered with 250 when it is safely on disk."""

    def __init__(self, store: MailStore) -> None:
        self.store = store

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        content = envelope.content if isinstance(envelope.content, bytes) else (envelope.content or "").encode()
        kept = self.store.add(sender=envelope.mail_from or "", recipients=list(envelope.rcpt_tos), content=content)
        return f"250 2.0.0 OK queued as {kept.partition('.')[2].partition('.')[0]}"


class MailCatcher:
    """Both servers, each in a thread."""

    def __init__(self, folder: Path, *, smtp_port: int, http_port: int, host: str = LOOPBACK) -> None:
        self.store = MailStore(folder)
        self._smtp = Controller(
            KeepEverything(self.store),
            hostname=host,
            port=smtp_port,
            ready_timeout=10,
            enable_SMTPUTF8=True,
            data_size_limit=50_000_000,
        )
        self._http = InboxServer(self.store, http_port, host=host)

    def start(self) -> None:
        """Listen on both ports."""
        self._smtp.start()
        threading.Thread(target=self._http.serve_forever, args=(0.05,), name="inbox", daemon=True).start()

    def stop(self) -> None:
        """Stop listening on both."""
        self._smtp.stop()
        self._http.shutdown()
        self._http.server_close()


def main() -> None:
    """Run until SIGTERM or Ctrl-C."""
    parser = argparse.ArgumentParser(prog="mail catcher")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--smtp-port", type=int, required=True)
    parser.add_argument("--http-port", type=int, required=True)
    parser.add_argument("--host", default=LOOPBACK, help="another than loopback is for containers")
    options = parser.parse_args()
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    catcher = MailCatcher(options.folder, smtp_port=options.smtp_port, http_port=options.http_port, host=options.host)
    catcher.start()
    ended.wait()
    catcher.stop()


if __name__ == "__main__":
    main()

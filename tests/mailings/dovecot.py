"""A real IMAP server: Debian's Dovecot with one mailbox, on free loopback ports, with a certificate of its own."""

import contextlib
import imaplib
import os
import shutil
import signal
import ssl
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Self

from devservices.ports import find_free_port, wait_until_answering

USER, PASSWORD = "bounces@portal.example.org", "only/for:tests@0123"
SEARCH_PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
CONFIG = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
ssl = required
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
mail_location = maildir:{folder}/mail/Maildir
first_valid_uid = 1
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home={folder}/mail
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service stats {{
  chroot =
}}
service anvil {{
  chroot =
}}
"""


def why_not() -> str:
    """Why the server cannot be started on this machine; "" where it can."""
    missing = [name for name in ("dovecot", "openssl") if not shutil.which(name, path=SEARCH_PATH)]
    if missing:
        return f"not installed: {', '.join(missing)} (apt-get install dovecot-imapd openssl)"
    return "" if os.geteuid() == 0 else "Dovecot must be started by root"


class Dovecot:
    """A running server."""

    def __init__(self) -> None:
        # A socket's path is short (108 characters), and Dovecot's other users must reach it.
        self.folder = Path(tempfile.mkdtemp(prefix="imap-", dir="/run"))
        self.folder.chmod(0o755)
        self.port, self.tls_port = find_free_port(), find_free_port()
        self.certificate = self.folder / "cert.pem"

    def __enter__(self) -> Self:
        (self.folder / "mail").mkdir()
        shutil.chown(self.folder / "mail", "nobody", "nogroup")
        names = "subjectAltName=DNS:localhost,IP:127.0.0.1"
        command: list[str | Path] = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
        command += ["-subj", "/CN=localhost", "-addext", names]
        command += ["-keyout", self.folder / "key.pem", "-out", self.certificate]
        subprocess.run(command, check=True, capture_output=True)
        config = self.folder / "dovecot.conf"
        config.write_text(CONFIG.format(folder=self.folder, port=self.port, tls_port=self.tls_port, password=PASSWORD))
        self.process = subprocess.Popen(
            ["dovecot", "-F", "-c", config], env={"PATH": SEARCH_PATH}, start_new_session=True
        )
        if not wait_until_answering(self.tls_port, seconds=20):
            raise AssertionError(f"Dovecot did not start:\n{self.log()}")
        return self

    def __exit__(self, *_error: object) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=20)
        time.sleep(0.1)  # its children close their logs
        shutil.rmtree(self.folder, ignore_errors=True)

    def log(self) -> str:
        """What it says."""
        with contextlib.suppress(OSError):
            return (self.folder / "log").read_text()
        return ""

    def client(self) -> imaplib.IMAP4_SSL:
        """A mail program that has opened the mailbox."""
        context = ssl.create_default_context(cafile=str(self.certificate))
        client = imaplib.IMAP4_SSL("127.0.0.1", self.tls_port, ssl_context=context, timeout=20)
        client.login(USER, PASSWORD)
        client.select()
        return client

    def put(self, *messages: bytes, flags: str = "", at: str = "") -> None:
        """Append messages to the mailbox."""
        with self.client() as client:
            for message in messages:
                client.append("INBOX", flags, at or imaplib.Time2Internaldate(time.time()), message)

    def clear(self) -> None:
        """Empty the mailbox."""
        with self.client() as client:
            if client.search(None, "ALL")[1] != [b""]:
                client.store("1:*", "+FLAGS", r"(\Deleted)")
                client.expunge()

    def flags(self) -> list[str]:
        """The flags of each message that is there."""
        with self.client() as client:
            _status, data = client.fetch("1:*", "(FLAGS)")
        return [line.decode() for line in data if isinstance(line, bytes)]

"""Mail that comes back, for tests: the corpus's messages addressed to a delivery, and a Maildir to put them into."""

from itertools import count
from pathlib import Path

from mailings.bounces.mailboxes import Maildir
from mailings.models import Delivery
from mailings.verp import envelope_sender

CORPUS = Path(__file__).parent / "corpus"
numbers = count(1)


def letter(name: str, to: str) -> bytes:
    """A message of the corpus as it comes back to an address."""
    return (CORPUS / f"{name}.eml").read_bytes().replace(b"{to}", to.encode())


def returned(name: str, delivery: Delivery) -> bytes:
    """A message of the corpus that comes back for a delivery."""
    return letter(name, envelope_sender(delivery.pk))


class Postbox:
    """A Maildir that one may put messages into."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("new", "cur", "tmp"):
            (folder / name).mkdir(parents=True)

    def put(self, *messages: bytes) -> None:
        """Deliver messages, as a mail server does."""
        for message in messages:
            (self.folder / "new" / f"{next(numbers):06}.M1.host").write_bytes(message)

    def open(self) -> Maildir:
        """The mailbox for a reader."""
        return Maildir(self.folder)

    @property
    def left(self) -> int:
        """How many messages are still there."""
        return sum(1 for name in ("new", "cur") for _file in (self.folder / name).iterdir())

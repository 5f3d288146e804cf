"""Kinds of mail, a clock and a short way to write mailings, for the outbox's own tests."""

import datetime
from collections.abc import Callable, Iterator, Sequence
from itertools import count

import pytest

from mailings import kinds
from mailings.kinds import MailKind, Priority, UncertainPolicy
from mailings.models import Mailing
from mailings.services import MailContent, Recipient, create_mailing

Write = Callable[..., Mailing]


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime.datetime(2026, 3, 28, 12, 0, tzinfo=datetime.UTC)

    def __call__(self) -> datetime.datetime:
        return self.now

    def move(self, **delta: float) -> None:
        """Let time pass."""
        self.now += datetime.timedelta(**delta)


def merge(references: Sequence[str]) -> dict[str, dict[str, str]]:
    """Values for everybody but those whose reference begins with "gone"."""
    return {
        reference: {"unsubscribe_url": f"https://portal.example.org/leave/{reference}/"}
        for reference in references
        if not reference.startswith("gone")
    }


@pytest.fixture(autouse=True)
def test_kinds() -> Iterator[None]:
    before = dict(kinds._kinds)
    for policy in UncertainPolicy:
        kinds.register(
            MailKind(
                name=f"bulk_{policy}",
                priority=Priority.BULK,
                uncertain=policy,
                suppression_scope="newsletter",
                list_id="nyheter.example.org",
                merge=merge,
            )
        )
    kinds.register(MailKind(name="urgent", priority=Priority.TRANSACTIONAL, uncertain=UncertainPolicy.RETRY_ONCE))
    yield
    kinds._kinds.clear()
    kinds._kinds.update(before)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def write(clock: Clock, db: None) -> Write:
    numbers = count(1)

    def write_mailing(
        *addresses: str,
        kind: str = "bulk_wait",
        text: str = "Hej %%name%%!",
        subject: str = "Nytt från nätverket",
        **fields: object,
    ) -> Mailing:
        content = MailContent(language="sv", subject=subject, text=text, html=f"<p>{text}</p>")
        return create_mailing(
            kind=kind,
            key=f"test-{next(numbers)}",
            label="Nytt",
            contents=[content],
            recipients=[Recipient(address, name=f"Åsa {i}", reference=str(i)) for i, address in enumerate(addresses)],
            at=clock(),
            **fields,  # type: ignore[arg-type]
        )

    return write_mailing

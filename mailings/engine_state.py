"""Whether mail is going out: the dispatcher's heartbeat and the relay's circuit, as pages and commands show them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from mailings.answers import explain_fault
from mailings.models import Dispatcher, Relay

# The tick comes four times a minute: a dispatcher that has not been seen for longer is not at work.
SILENCE = datetime.timedelta(minutes=1)


@dataclass(frozen=True)
class EngineState:
    """The state of dispatcher and relay at the moment `now`; times are None where nothing has happened yet."""

    now: datetime.datetime
    seen_at: datetime.datetime | None
    relay: Relay
    is_off: bool = False

    @property
    def seen_ago(self) -> datetime.timedelta | None:
        """How long ago the dispatcher was last seen."""
        return max(self.now - self.seen_at, datetime.timedelta()) if self.seen_at else None

    @property
    def is_silent(self) -> bool:
        """Whether the dispatcher has not been seen for more than a minute, or never."""
        return self.seen_ago is None or self.seen_ago > SILENCE

    @property
    def relay_is_away(self) -> bool:
        """Whether the relay does not take mail, as far as we know."""
        return self.relay.is_open

    @property
    def fault_words(self) -> str:
        """The relay's last fault in plain words, in the active language."""
        return explain_fault(self.relay.last_error)

    @property
    def next_try_at(self) -> datetime.datetime | None:
        """When the relay is tried again, where that lies ahead."""
        until = self.relay.open_until
        return until if until and until > self.now else None


def read_engine_state(*, now: datetime.datetime) -> EngineState:
    """Read both in two queries; writes nothing."""
    relay = Relay.objects.filter(name="default").first() or Relay(name="default")
    dispatcher = Dispatcher.objects.filter(name="default").first()
    return EngineState(
        now=now,
        seen_at=dispatcher.seen_at if dispatcher else None,
        relay=relay,
        is_off=dispatcher is not None and dispatcher.is_off,
    )

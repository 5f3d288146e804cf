"""What was to be sent, what the portal says about it, and what the relay knows."""

import time
from dataclasses import dataclass, field

from django.db import OperationalError, connection

from devservices.bench.newsletter import add_subscribers, write_mailing
from devservices.chaos.options import ChaosOptions
from mailings.models import Delivery, Mailing
from mailings.services.progress import progress_of

State = Delivery.State
SHOWN = (State.UNCERTAIN, State.FAILED)  # to a person, who decides


@dataclass
class Ledger:
    """Writes mailings in groups of equal size, and counts them at every look. `sum_ok` stays True as long as the counts
    that the portal shows of each mailing sum to its audience."""

    options: ChaosOptions
    group_size: int
    written: int = 0
    outstanding: int = 0
    sum_ok: bool = True
    looks: int = 0
    audiences: dict[int, int] = field(default_factory=dict)

    def write(self) -> None:
        """Write the next mailing; again, if the database went away meanwhile."""
        size = min(self.group_size, self.options.deliveries - self.written)
        add_subscribers(size, group=f"chaos-{len(self.audiences)}")
        mailing = write_mailing()
        self.audiences[mailing.pk] = size
        self.written += size

    def look(self) -> None:
        """Count. A database that is away is asked again at the next look."""
        try:
            mailings = list(Mailing.objects.filter(pk__in=self.audiences))
            counts = progress_of(mailings)
        except OperationalError:
            connection.close()
            return
        self.looks += 1
        self.outstanding = sum(found.audience - found.settled for found in counts.values())
        for pk, audience in self.audiences.items():
            if pk not in counts or counts[pk].audience != audience:
                self.sum_ok = False

    def settle(self, *, seconds: float) -> None:
        """Wait until nothing more will happen by itself."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self.look()
            if not self.outstanding:
                return
            time.sleep(0.5)

    def verdict(self, taken: dict[str, int]) -> dict[str, int]:
        """Hold what the relay took against what was to be sent."""
        rows = dict(Delivery.objects.filter(mailing__in=self.audiences).values_list("address", "state"))
        lost = [address for address, state in rows.items() if address not in taken and state not in SHOWN]
        return {
            "lost": len(lost) + self.written - len(rows),
            "duplicated": sum(1 for address in rows if taken.get(address, 0) > 1),
            "uncertain": sum(1 for state in rows.values() if state == State.UNCERTAIN),
            "uncertain_at_relay": sum(1 for a, state in rows.items() if state == State.UNCERTAIN and a in taken),
            "failed": sum(1 for state in rows.values() if state == State.FAILED),
            "unsettled": sum(1 for state in rows.values() if state in Delivery.UNFINISHED),
        }

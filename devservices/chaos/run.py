"""`make chaos-mail`: mail flows, everything is killed at random, and at the end the relay says who got what.

lost: neither at the relay nor shown to a person as uncertain or failed. duplicated: an address with two messages.
uncertain: shown to a person, because nobody can know (RFC 1047); each connection that is open at a kill may leave one.
sum_ok: at every look during the run, the counts of each mailing summed to its audience.
"""

import math
import random
import time
from collections import Counter

from django.db import OperationalError, connection

from devservices.bench.figures import NotMeasured, publish
from devservices.bench.ground import Ground
from devservices.chaos.ledger import Ledger
from devservices.chaos.options import ChaosOptions
from devservices.chaos.outages import Outages
from devservices.chaos.victims import Victims
from devservices.stages import say, step

DELAYS = (0.0, 0.002, 0.02, 0.05, 0.15)  # what the relay takes for a message, by turns
KILL_EVERY = (0.05, 0.6)
TURN_EVERY = 3.0
TELL_EVERY = 10.0
START_SECONDS = 120.0


class Chaos:
    """The run: one loop that writes, kills, revives and counts."""

    def __init__(self, ground: Ground, options: ChaosOptions) -> None:
        self.options = options
        self.chance = random.Random(options.seed)
        self.ground = ground
        self.victims = Victims(ground, options, self.chance)
        planned = options.outages
        self.chance.shuffle(planned)
        self.outages = Outages(ground, planned)
        self.planned = options.kills + options.stops + len(planned)
        # A mailing for each blow, so that nearly every one falls while mail leaves.
        self.ledger = Ledger(options, group_size=math.ceil(options.deliveries / max(1, self.planned)))
        self.kills: Counter[str] = Counter()
        self.stops = 0
        self._next_kill = self._next_turn = self._next_word = 0.0

    @property
    def done(self) -> int:
        """How much of what was planned has been done."""
        return self.kills.total() + self.stops + len(self.options.outages) - self.outages.left

    @property
    def is_over(self) -> bool:
        """Whether all is written and all is done."""
        return self.ledger.written >= self.options.deliveries and self.done >= self.planned

    def run(self) -> None:
        """Go on until all is over."""
        self._begin()
        deadline = time.monotonic() + self.options.longest
        while not self.is_over or self.outages.is_waiting:
            now = time.monotonic()
            if now > deadline:
                raise NotMeasured(f"not over after {self.options.longest:.0f} s: {self._describe()}")
            self._write()
            self.ledger.look()
            self.outages.look()
            self._turn(now)
            self._strike(now)
            self.victims.wake(now=now)
            self.victims.revive()
            time.sleep(0.05)
        self.ground.relay.delay(0)
        with step("letting everything come to rest"):
            for _second in range(3):
                self.victims.revive()
                self.ledger.settle(seconds=60 + self.options.lease)

    def _begin(self) -> None:
        """Wait until the first mail has left: a process that is still starting is no victim worth its name."""
        self.ledger.write()
        with step("workers, beat, web"):
            self.victims.revive()
            if not self.ground.relay.wait_for(1, seconds=START_SECONDS).messages:
                raise NotMeasured(f"no mail leaves:\n{self.victims.workers[0].log_tail(30)}")

    def _write(self) -> None:
        """Keep mail flowing for as long as there is something left to do to it."""
        left = self.options.deliveries - self.ledger.written
        needs_more = self.ledger.outstanding < self.ledger.group_size / 2 and self.ledger.written < self._due
        if left > 0 and (needs_more or (self.outages.is_waiting and not self.ledger.outstanding)):
            try:
                self.ledger.write()
            except OperationalError:
                connection.close()

    @property
    def _due(self) -> float:
        """How much is to be written by now: as large a part of all mail as has been done of all blows."""
        return self.options.deliveries * min(1.0, (self.done + 1) / max(1, self.planned))

    def _turn(self, now: float) -> None:
        if now >= self._next_turn:
            self._next_turn = now + TURN_EVERY
            self.ground.relay.delay(self.chance.choice(DELAYS))
        if now >= self._next_word:
            self._next_word = now + TELL_EVERY
            say(f"  {self._describe()}")

    def _strike(self, now: float) -> None:
        """Do the next harm, when it is time and somebody has something to lose."""
        if now < self._next_kill or self.outages.is_waiting or self.done >= self.planned:
            return
        if not self.ledger.outstanding and self.ledger.written < self._due:
            return
        self._next_kill = now + self.chance.uniform(*KILL_EVERY)
        kills_left = self.options.kills - self.kills.total()
        stops_left = self.options.stops - self.stops
        what = self.chance.choices(("kill", "stop", "outage"), (kills_left, stops_left, self.outages.left))[0]
        if what == "kill":
            whom = self.victims.kill_one()
            self.kills.update([whom] if whom else [])
        elif what == "stop":
            self.stops += 1
            self.victims.put_to_sleep(until=now + self.options.lease + 3)
        else:
            name = self.outages.strike()
            say(f"  {name}")

    def _describe(self) -> str:
        return (
            f"{self.ledger.written} written, {self.ledger.outstanding} outstanding,"
            f" {self.ground.relay.stats().messages} at the relay, killed: {dict(self.kills)}"
        )


def unleash(ground: Ground, options: ChaosOptions) -> bool:
    """Run, publish the figures, and say whether the promise was kept."""
    say(f"\n{__doc__}")
    chaos = Chaos(ground, options)
    began = time.monotonic()
    try:
        chaos.run()
    finally:
        chaos.victims.stop()
    stats = ground.relay.stats()
    found = chaos.ledger.verdict(ground.relay.taken())
    resumed = {f"{name}_resumed_s": max(seconds) for name, seconds in chaos.outages.seconds.items()}
    strikes = chaos.done
    figures = {
        "deliveries": chaos.ledger.written,
        "kills": chaos.kills.total(),
        **found,
        "connections": options.connections,
        "sum_ok": chaos.ledger.sum_ok,
        "looks": chaos.ledger.looks,
        "killed": dict(chaos.kills),
        "stops": chaos.stops,
        **resumed,
        "connections_made": stats.connections,
        "seconds": time.monotonic() - began,
    }
    publish(figures)
    return (
        found["lost"] == found["duplicated"] == found["unsettled"] == 0
        and found["uncertain"] <= strikes * options.connections
        and chaos.ledger.sum_ok
        and all(seconds <= 30 for seconds in resumed.values())
    )

"""The options of `make bench-notify`."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class NotifyOptions:
    """How many notifications are measured, and beside how large a newsletter."""

    idle: int
    busy: int
    recipients: int
    delay: float
    kills: int


def read_options(arguments: Sequence[str]) -> NotifyOptions:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="make bench-notify")
    parser.add_argument("--idle", type=int, default=200, help="notifications while nothing else is sent")
    parser.add_argument("--busy", type=int, default=50, help="notifications while a newsletter runs, at most")
    parser.add_argument("--recipients", type=int, default=20_000, help="recipients of that newsletter")
    parser.add_argument("--delay", type=float, default=0.005, help="seconds that the relay takes for each message")
    parser.add_argument("--kills", type=int, default=10, help="kills of the worker, each with mail under way")
    given = parser.parse_args(arguments)
    return NotifyOptions(given.idle, given.busy, given.recipients, given.delay, given.kills)

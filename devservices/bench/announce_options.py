"""The options of `make bench-announce`."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class AnnounceOptions:
    """How many people a meeting is announced to, how many in the small one, and how often."""

    people: int
    few: int
    runs: int


def read_options(arguments: Sequence[str]) -> AnnounceOptions:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="make bench-announce")
    parser.add_argument("--people", type=int, default=1000, help="people whom the meeting is announced to")
    parser.add_argument("--few", type=int, default=10, help="people of the small meeting beside it")
    parser.add_argument("--runs", type=int, default=5, help="meetings of each size; the median counts")
    given = parser.parse_args(arguments)
    return AnnounceOptions(given.people, given.few, given.runs)

"""The options of `make bench-mail-growth`."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class GrowthOptions:
    """How many old deliveries there are, how large a newsletter is sent, how large an audience is written."""

    rows: int
    messages: int
    audience: int
    claims: int


def read_options(arguments: Sequence[str]) -> GrowthOptions:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="make bench-mail-growth")
    parser.add_argument("--rows", type=int, default=1_000_000, help="old deliveries")
    parser.add_argument("--messages", type=int, default=5000, help="recipients of one newsletter")
    parser.add_argument("--audience", type=int, default=100_000, help="recipients of the audience that is written")
    parser.add_argument("--claims", type=int, default=200, help="how often the claim is measured")
    given = parser.parse_args(arguments)
    return GrowthOptions(given.rows, given.messages, given.audience, given.claims)

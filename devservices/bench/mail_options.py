"""The options of `make bench-mail`."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass

PARTS = ("portal", "smtplib", "20ms")


@dataclass(frozen=True)
class MailOptions:
    """What is measured, and how often."""

    messages: int
    runs: int
    concurrency: int
    parts: tuple[str, ...]


def read_options(arguments: Sequence[str]) -> MailOptions:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="make bench-mail")
    parser.add_argument("--messages", type=int, default=5000, help="recipients of one newsletter")
    parser.add_argument("--runs", type=int, default=3, help="how often; the median counts")
    parser.add_argument("--concurrency", type=int, default=2, help="processes of the Celery worker")
    parser.add_argument("--only", choices=PARTS, action="append", help="a part; all when none is named")
    given = parser.parse_args(arguments)
    return MailOptions(given.messages, given.runs, given.concurrency, tuple(given.only or PARTS))

"""`python -m devservices.permissions`: see `make help`. Prints one JSON object at the end."""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from devservices.permissions.asking import Result

PROGRESS_EVERY = 25


def main(arguments: Sequence[str] | None = None) -> int:
    """Build two members with secrets, ask for everything as everybody; 0 where permissions hold."""
    parser = argparse.ArgumentParser(prog="make permissions", description=__doc__)
    parser.add_argument("--only", default="", help="addresses that hold these words only")
    options = parser.parse_args(arguments)
    os.environ["DJANGO_SETTINGS_MODULE"] = "network_portal.settings.test"
    os.environ.setdefault("DATABASE_URL", "sqlite://:memory:")
    import django  # noqa: PLC0415 - the settings must be chosen first

    django.setup()
    from django.conf import settings  # noqa: PLC0415
    from django.test.utils import get_runner  # noqa: PLC0415

    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as folder:
        settings.MEDIA_ROOT, settings.PRIVATE_ROOT = f"{folder}/media", f"{folder}/private"
        # Not setup_test_environment: it copies every template's context, and takes mail away from the outbox.
        runner = get_runner(settings)(verbosity=0, interactive=False)
        databases = runner.setup_databases()
        try:
            return ask_for_everything(options.only)
        finally:
            runner.teardown_databases(databases)


def ask_for_everything(only: str) -> int:
    """Ask, tell how it goes, print the figures."""
    from devservices.permissions.addresses import all_addresses, unknown_addresses  # noqa: PLC0415
    from devservices.permissions.asking import Matrix, cases_of  # noqa: PLC0415
    from devservices.permissions.world import build_world  # noqa: PLC0415

    started = time.monotonic()
    addresses = all_addresses()
    if missing := unknown_addresses(addresses):
        print("Addresses that the matrix does not know (docs/permissions.md tells how to add one):", *missing, sep="\n")
        return 1
    world = build_world()
    matrix = Matrix(world)
    chosen = [address for address in addresses if only in address.pattern]
    for number, address in enumerate(chosen, start=1):
        cases = list(cases_of(address, world.sides))
        if not cases:
            matrix.result.errors[f"{address.pattern}: no object for it"] += 1
        for case in cases:
            matrix.run(case)
        if number % PROGRESS_EVERY == 0:
            tell(number, len(chosen), matrix.result, started)
    return conclude(len(chosen), matrix.result, time.monotonic() - started)


def tell(number: int, total: int, result: Result, started: float) -> None:
    """One line of progress."""
    print(
        f"{number}/{total} addresses, {result.requests} requests, {result.foreign_bytes} foreign bytes, "
        f"{len(result.changes)} foreign changes, {len(result.errors)} errors, {time.monotonic() - started:.0f} s",
        flush=True,
    )


def conclude(addresses: int, result: Result, seconds: float) -> int:
    """Print the figures; 0 where permissions hold."""
    print(
        json.dumps(
            {
                "addresses": addresses,
                "requests": result.requests,
                "foreign_bytes": result.foreign_bytes,
                "foreign_changes": len(result.changes),
                "errors": len(result.errors),
                "kinds_of_secrets_seen_by_their_owners": len(result.seen),
                "seconds": round(seconds),
            }
        )
    )
    return 0 if result.holds else 1


if __name__ == "__main__":
    sys.exit(main())

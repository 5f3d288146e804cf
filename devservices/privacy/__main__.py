"""`make privacy`: a person with a mark in every column is exported and erased; 100,000 rows meet the clock.

Everything happens in a database, a cache and folders that are thrown away. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from devservices.postgres import PostgresServer
from devservices.valkey import ValkeyServer


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print; ends with 0 when all promises hold."""
    parser = argparse.ArgumentParser(prog="make privacy")
    parser.add_argument("--rows", type=int, default=100_000, help="rows that meet the clock")
    parser.add_argument("--days", type=int, default=400, help="how far the clock is put forward")
    options = parser.parse_args(arguments)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="portal-privacy-")))
        if "DATABASE_URL" not in os.environ:
            os.environ["DATABASE_URL"] = stack.enter_context(PostgresServer()).url()
        os.environ["REDIS_URL"] = stack.enter_context(ValkeyServer()).url()
        os.environ["DJANGO_SETTINGS_MODULE"] = "network_portal.settings.test"
        figures = measure(folder, options.rows, options.days)
    print(json.dumps(figures, ensure_ascii=False))
    holds = not figures["left"] and not figures["missing_from_export"] and not figures["erased_again"]
    kept = not figures["retention_left_forbidden"] and not figures["second_run_changes"]
    return 0 if holds and kept and figures["retention_kept"] == figures["retention_allowed"] else 1


def measure(folder: Path, rows: int, days: int) -> dict[str, Any]:
    """Set the portal up in a test database of its own, with a real cache and folders that are thrown away."""
    import django  # noqa: PLC0415 - the settings must be chosen first

    django.setup()
    from django.conf import settings  # noqa: PLC0415
    from django.test.utils import get_runner, override_settings, setup_test_environment  # noqa: PLC0415

    from network_portal.settings import base  # noqa: PLC0415

    setup_test_environment()
    places = {
        "MEDIA_ROOT": folder / "media",
        "PRIVATE_ROOT": folder / "private",
        "MAIL_JOURNAL_DIR": folder / "journals",
    }
    runner = get_runner(settings)(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        with override_settings(CACHES=base.CACHES, **places):
            from devservices.privacy.clock import measure_retention  # noqa: PLC0415
            from devservices.privacy.people import measure_person  # noqa: PLC0415

            return {**measure_person(), **measure_retention(rows, days)}
    finally:
        runner.teardown_databases(databases)


if __name__ == "__main__":
    sys.exit(main())

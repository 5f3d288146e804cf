"""`make check`: every check that needs no running portal. Two run at a time; only what fails is shown."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from devservices.stages import ROOT, complain, say

PRODUCTION_LIKE = {
    "DJANGO_SETTINGS_MODULE": "network_portal.settings.production",
    "SECRET_KEY": "only-for-this-check-8J3kq0zWv5nT1yRbXcLmPdGhSfAeUiOo",
    "ALLOWED_HOSTS": "portal.example.org",
    "SITE_URL": "https://portal.example.org",
    "DATABASE_URL": "sqlite://:memory:",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "EMAIL_URL": "smtp://127.0.0.1:25",
}
TEST_LIKE = {"DJANGO_SETTINGS_MODULE": "network_portal.settings.test", "DATABASE_URL": "sqlite://:memory:"}


@dataclass(frozen=True)
class Check:
    """One command that ends with 0 when all is well."""

    name: str
    module: Sequence[str]
    env: dict[str, str] = field(default_factory=dict)

    def run(self) -> "Outcome":
        """Run it, output kept."""
        began = time.monotonic()
        done = subprocess.run(
            [sys.executable, *self.module],
            cwd=ROOT,
            env={**os.environ, **self.env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return Outcome(self, done.returncode == 0, done.stdout, time.monotonic() - began)


@dataclass(frozen=True)
class Outcome:
    """How a check ended, what it printed, and how many seconds it took."""

    check: Check
    is_good: bool
    output: str
    seconds: float


# The slow one first, so that the others run beside it.
CHECKS = (
    Check("mypy", ["-m", "mypy", "."], TEST_LIKE),
    Check("ruff check", ["-m", "ruff", "check", "."]),
    Check("ruff format", ["-m", "ruff", "format", "--check", "."]),
    Check("lint-imports", ["-m", "devservices.contracts"]),
    Check("djlint", ["-m", "djlint", "templates", "--lint", "--quiet"]),
    Check("makemigrations --check", ["manage.py", "makemigrations", "--check", "--dry-run"], TEST_LIKE),
    Check(
        "check --deploy",
        ["manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        PRODUCTION_LIKE,
    ),
    Check("translations", ["-m", "devservices.catalogues", "--check"]),
    Check("docker-compose.yml", ["-m", "devservices.compose_lint"]),
)


def run_checks(checks: Sequence[Check] = CHECKS) -> bool:
    """Run them all; True when every one is good."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        outcomes = list(pool.map(Check.run, checks))
    for outcome in outcomes:
        say(f"  {'✓' if outcome.is_good else '✗'} {outcome.check.name:<26} {outcome.seconds:6.1f} s")
    for outcome in outcomes:
        if not outcome.is_good:
            complain(f"\n✗ {outcome.check.name}\n{outcome.output.strip()}")
    return all(outcome.is_good for outcome in outcomes)


if __name__ == "__main__":
    sys.exit(0 if run_checks() else 1)

"""`make test`: everything that must hold, against real servers. `make test T=tests/members` runs a part.

Order: what is cheap and often wrong first. Servers are stopped whatever happens, also on Ctrl-C.
"""

import argparse
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from devservices.browser import NoBrowser, ensure_browser
from devservices.catalogues import compile_catalogues
from devservices.check import run_checks
from devservices.postgres import PostgresFailed, PostgresServer
from devservices.stages import ROOT, Stages, complain, say
from devservices.valkey import ValkeyFailed, ValkeyServer

INTERRUPTED = 130
NO_TESTS_COLLECTED = 5


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the stages; the exit code is 0 only when all of them ended well."""
    parser = argparse.ArgumentParser(prog="make test")
    parser.add_argument("parts", nargs="*", help="folders, files or test names; all when none is given")
    parser.add_argument("--coverage", action="store_true", help="PostgreSQL only, and say which lines no test reaches")
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, stop_like_ctrl_c)
    stages = Stages()
    try:
        run_stages(stages, options.parts, with_coverage=options.coverage)
    except KeyboardInterrupt:
        complain("\nStopped.")
        return INTERRUPTED
    except (NoBrowser, PostgresFailed, ValkeyFailed) as error:
        complain(f"\n{error}")
        return 1
    say(stages.report())
    if stages.failed:
        complain(f"\n✗ failed: {', '.join(stages.failed)}")
        return 1
    say("\n✓ all is well")
    return 0


def run_stages(stages: Stages, parts: Sequence[str], *, with_coverage: bool) -> None:
    """Prepare, check, and test on both databases."""
    with stages.timed("translations, browser"):
        compile_catalogues()
        browser = ensure_browser()
        say(f"  {browser}")
    if not parts and not with_coverage:
        with stages.timed("checks"):
            if not run_checks():
                stages.failed.append("checks")
    with PostgresServer() as postgres, ValkeyServer() as valkey:
        env = make_environment(redis_url=valkey.url(), browser=browser)
        on_postgres = {**env, "DATABASE_URL": postgres.url("portal")}
        run_pytest(stages, "tests on PostgreSQL", on_postgres, parts, with_coverage=with_coverage)
        if not with_coverage:
            on_sqlite = {**env, "DATABASE_URL": "sqlite://:memory:"}
            run_pytest(stages, "tests on SQLite", on_sqlite, parts, only="not browser and not worker")
    if with_coverage:
        stages.run("coverage, combined", [sys.executable, "-m", "coverage", "combine", "--quiet"])
        stages.run("coverage", [sys.executable, "-m", "coverage", "report"])


def run_pytest(
    stages: Stages,
    name: str,
    env: dict[str, str],
    parts: Sequence[str],
    *,
    only: str = "",
    with_coverage: bool = False,
) -> None:
    """Run pytest as a stage, in two processes when it is the whole suite."""
    pytest = ["-m", "pytest", "-q", "--create-db", "-p", "no:cacheprovider", *(["-m", only] if only else [])]
    if with_coverage:
        command = [sys.executable, "-m", "coverage", "run", *pytest, *parts]
    else:
        command = [sys.executable, *pytest, *(parts or parallel_options())]
    with stages.timed(name):
        code = run_to_end(command, env)
    if code != 0 and not (parts and code == NO_TESTS_COLLECTED):
        stages.failed.append(name)


def parallel_options() -> list[str]:
    """Two processes pay on two cores; whole files stay together, so that fixtures of a module are made once."""
    return ["-n", str(min(4, max(2, os.cpu_count() or 2))), "--dist", "loadfile", "--no-loadscope-reorder"]


def run_to_end(command: Sequence[str], env: dict[str, str]) -> int:
    """Run pytest and wait until it has tidied up, also when we are told to stop."""
    process = subprocess.Popen(command, env=env)
    try:
        return process.wait()
    except KeyboardInterrupt:
        # Ctrl-C on a terminal reached pytest as well, and a second one would cut its tidying short.
        try:
            process.wait(timeout=15 if sys.stdin.isatty() else 0)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGINT)
            process.wait()
        raise


def make_environment(*, redis_url: str, browser: Path) -> dict[str, str]:
    """What the tests find in their environment; nothing of the developer's own services leaks in."""
    kept_out = {"EMAIL_URL", "SITE_URL", "DEMO", "MEDIA_ROOT", "PRIVATE_ROOT", "MAIL_JOURNAL_DIR"}
    own = {name: value for name, value in os.environ.items() if name not in kept_out}
    return {
        **own,
        "DJANGO_SETTINGS_MODULE": "network_portal.settings.test",
        "REDIS_URL": redis_url,
        "CHROMIUM": str(browser),
        "PYTHONPATH": str(ROOT),
    }


def stop_like_ctrl_c(_signal: int, _frame: FrameType | None) -> None:
    """SIGTERM ends the run the same orderly way."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())

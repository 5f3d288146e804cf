"""`python -m devservices.chaos` (see --help): the exit code is 0 if the promise was kept."""

import signal
import sys
from importlib import import_module

import django

from devservices.bench.__main__ import stop_like_ctrl_c
from devservices.bench.figures import NotMeasured
from devservices.bench.ground import Ground
from devservices.chaos.options import read_options
from devservices.postgres import PostgresFailed
from devservices.stages import complain
from devservices.valkey import ValkeyFailed


def main(arguments: list[str]) -> int:
    """Build the ground, unleash chaos on it; 1 when the promise was broken."""
    signal.signal(signal.SIGTERM, stop_like_ctrl_c)
    options = read_options(arguments)
    try:
        with Ground(options.portal_env) as ground:
            ground.enter_environment()
            django.setup()
            # Only now: it knows the portal's models.
            is_kept = import_module("devservices.chaos.run").unleash(ground, options)
    except KeyboardInterrupt:
        complain("\nStopped.")
        return 130
    except (NotMeasured, PostgresFailed, ValkeyFailed) as error:
        complain(f"\n{error}")
        return 1
    if not is_kept:
        complain("\n✗ the promise was broken")
    return 0 if is_kept else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

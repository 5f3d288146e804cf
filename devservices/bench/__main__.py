"""`python -m devservices.bench mail | notify | growth | announce`: see `make help`."""

import signal
import sys
from importlib import import_module
from types import FrameType

import django

from devservices.bench.figures import NotMeasured
from devservices.bench.ground import Ground
from devservices.postgres import PostgresFailed
from devservices.stages import complain
from devservices.valkey import ValkeyFailed

MEASUREMENTS = ("mail", "notify", "growth", "announce")


def main(arguments: list[str]) -> int:
    """Read the options, build the ground, measure; 0 when every figure could be measured."""
    if not arguments or arguments[0] not in MEASUREMENTS:
        complain(f"Say what to measure: {', '.join(MEASUREMENTS)}.")
        return 2
    signal.signal(signal.SIGTERM, stop_like_ctrl_c)
    options = import_module(f"devservices.bench.{arguments[0]}_options").read_options(arguments[1:])
    try:
        with Ground() as ground:
            ground.enter_environment()
            django.setup()
            # Only now: it knows the portal's models.
            import_module(f"devservices.bench.{arguments[0]}").measure(ground, options)
    except KeyboardInterrupt:
        complain("\nStopped.")
        return 130
    except (NotMeasured, PostgresFailed, ValkeyFailed) as error:
        complain(f"\n{error}")
        return 1
    return 0


def stop_like_ctrl_c(_signal: int, _frame: FrameType | None) -> None:
    """SIGTERM ends the measurement the same orderly way."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

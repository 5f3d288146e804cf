"""`make demo-reset`: throw the demo network away, when it does not run."""

import shutil
import sys

from devservices.run import only_one_at_a_time
from devservices.stages import complain, say
from devservices.surroundings import DEMO_ACCOUNTS, VAR, CannotRun


def main() -> int:
    """Remove var/demo; real data (var/portal) is never touched."""
    try:
        with only_one_at_a_time():
            shutil.rmtree(VAR / "demo", ignore_errors=True)
            DEMO_ACCOUNTS.unlink(missing_ok=True)
    except CannotRun as error:
        complain(str(error))
        return 1
    say("The demo network is gone. The next `make run` builds it anew.")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""`make manage C="…"`: a Django command on the data of the latest `make run`."""

import os
import sys

from devservices.stages import ROOT, complain
from devservices.surroundings import CannotRun, recall


def main() -> None:
    """Become manage.py."""
    try:
        env = recall()
    except CannotRun as error:
        complain(str(error))
        sys.exit(1)
    os.execve(sys.executable, [sys.executable, str(ROOT / "manage.py"), *sys.argv[1:]], env)


if __name__ == "__main__":
    main()

"""Is this container well? `python deploy/healthcheck.py web|beat`: ends with 0 or says why not.

A worker is asked by Celery itself: `celery -A network_portal inspect ping`.
"""

import os
import sys
import time
from pathlib import Path
from urllib.request import Request, urlopen

BEAT_SCHEDULE = Path("/data/beat/schedule")
# Celery's beat writes its schedule to disk at least every three minutes.
BEAT_MAY_BE_SILENT = 400


def check_web() -> None:
    """The portal answers under its own name, and its database with it. Raises OSError."""
    host = os.environ["ALLOWED_HOSTS"].split(",")[0]
    request = Request("http://127.0.0.1:8000/health/", headers={"Host": host, "X-Forwarded-Proto": "https"})
    with urlopen(request, timeout=8):
        pass


def check_beat() -> None:
    """Beat has written its schedule lately. Raises OSError."""
    age = time.time() - max(path.stat().st_mtime for path in BEAT_SCHEDULE.parent.glob("schedule*"))
    if age > BEAT_MAY_BE_SILENT:
        raise OSError(f"beat has been silent for {age:.0f} s")


if __name__ == "__main__":
    try:
        {"web": check_web, "beat": check_beat}[sys.argv[1]]()
    except (OSError, ValueError) as error:
        sys.exit(f"not well: {error}")

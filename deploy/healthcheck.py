"""Is this container well? `python deploy/healthcheck.py web|beat`: ends with 0 or says why not.

A worker is asked by Celery itself: `celery -A network_portal inspect ping`.
"""

import os
import sys
import time
from pathlib import Path
from urllib.request import Request, urlopen

import psycopg

BEAT_SCHEDULE = Path("/data/beat/schedule")
# Celery's beat writes its schedule to disk at least every three minutes.
BEAT_MAY_BE_SILENT = 400
DISPATCHER_MAY_BE_SILENT = 180


def check_web() -> None:
    """The portal answers under its own name, and its database with it. Raises OSError."""
    host = os.environ["ALLOWED_HOSTS"].split(",")[0]
    request = Request("http://127.0.0.1:8000/health/", headers={"Host": host, "X-Forwarded-Proto": "https"})
    with urlopen(request, timeout=8):
        pass


def check_dispatcher() -> None:
    """A worker has done the tick that beat gives it. Raises OSError."""
    with psycopg.connect(os.environ["DATABASE_URL"], connect_timeout=5) as connection:
        query = "SELECT extract(epoch FROM now() - seen_at) FROM mailings_dispatcher WHERE name = 'default'"
        row = connection.execute(query).fetchone()
    if row is None or row[0] > DISPATCHER_MAY_BE_SILENT:
        raise OSError(f"the dispatcher was last seen {row[0]:.0f} s ago" if row else "the dispatcher has not been seen")


def check_beat() -> None:
    """Beat has written its schedule lately, and a worker has done what it asked for. Raises OSError."""
    age = time.time() - max(path.stat().st_mtime for path in BEAT_SCHEDULE.parent.glob("schedule*"))
    if age > BEAT_MAY_BE_SILENT:
        raise OSError(f"beat has been silent for {age:.0f} s")
    check_dispatcher()


if __name__ == "__main__":
    try:
        {"web": check_web, "beat": check_beat}[sys.argv[1]]()
    except (OSError, ValueError, psycopg.Error) as error:
        sys.exit(f"not well: {error}")

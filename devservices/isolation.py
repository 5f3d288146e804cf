"""A pytest plugin, loaded before the settings are: what parallel test processes must not share.

pytest-django gives each xdist process its own database; this gives each its own Redis database as well.
"""

import os
import re

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
if WORKER and os.environ.get("REDIS_URL"):
    number = int(re.sub(r"\D", "", WORKER) or 0)
    base, _, first = os.environ["REDIS_URL"].rpartition("/")
    if not first.isdigit():
        base, first = os.environ["REDIS_URL"], "0"
    os.environ["REDIS_URL"] = f"{base}/{int(first) + number + 1}"

# Playwright's synchronous API runs inside an event loop, where Django would refuse to touch the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

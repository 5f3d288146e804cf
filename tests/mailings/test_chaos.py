"""The short form of `make chaos-mail`: 30 kills while mail flows; the relay judges (docs/mail-guarantees.md)."""

import json
import os
import subprocess
import sys

import pytest
from django.db import connection

from devservices.stages import ROOT

KILLS, DELIVERIES = 30, 600


@pytest.mark.worker
@pytest.mark.django_db(transaction=True)
def test_thirty_kills_lose_and_double_nothing() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("the portal's processes need a database that they can reach: PostgreSQL")
    database = connection.settings_dict
    url = (
        f"postgresql://{database['USER']}:{database['PASSWORD']}@"
        f"{database['HOST']}:{database['PORT']}/{database['NAME']}"
    )
    servers = ["--database-url", url, "--redis-url", os.environ["REDIS_URL"]]
    amount = ["--kills", str(KILLS), "--deliveries", str(DELIVERIES), "--longest", "300"]
    done = subprocess.run(
        [sys.executable, "-m", "devservices.chaos", *servers, *amount],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    connection.close()
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    figures = json.loads(done.stdout.splitlines()[-1])
    assert figures["deliveries"] == DELIVERIES
    assert figures["kills"] >= KILLS
    assert (figures["lost"], figures["duplicated"], figures["sum_ok"]) == (0, 0, True)
    assert figures["uncertain"] <= figures["kills"] * figures["connections"]

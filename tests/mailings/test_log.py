"""What the engine writes to the log while everything goes wrong: no address in it."""

import io
import logging
from collections.abc import Iterator

import pytest

from core.logs import JsonFormatter, PlainFormatter
from devservices.smtp_sink import SmtpSink
from mailings import kinds
from mailings.kinds import MailKind, Priority, UncertainPolicy
from mailings.models import Delivery
from mailings.services import dispatch_due
from tests.mailings.conftest import Clock, Write


@pytest.fixture(params=[PlainFormatter, JsonFormatter])
def log(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """All that is logged, as it would stand in the file."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(request.param())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield written
    root.removeHandler(handler)
    root.setLevel(level)


def test_a_run_with_every_fault_logs_no_address(
    write: Write, mail_to_sink: SmtpSink, clock: Clock, log: io.StringIO
) -> None:
    def break_down(references: object) -> dict[str, dict[str, str]]:
        raise RuntimeError("no values for dora@example.org")

    kinds.register(MailKind(name="broken", priority=Priority.BULK, uncertain=UncertainPolicy.WAIT, merge=break_down))
    mail_to_sink.fail("rcpt", reply="550 5.1.1 <anna@example.org> unknown", recipient="anna@example.org")
    mail_to_sink.fail("rcpt", reply="450 4.2.1 <bo@example.org> later", recipient="bo@example.org")
    mail_to_sink.fail("dot", close=True, times=1, recipient="cia@example.org")
    write("anna@example.org", "bo@example.org", "cia@example.org", "not an@address@at all")
    write("dora@example.org", kind="broken")
    for _turn in range(3):
        dispatch_due(clock=clock)
        clock.move(minutes=10)
    mail_to_sink.fail("connect", reply="421 4.3.2 portal@example.org is not welcome")
    write("eva@example.org")
    dispatch_due(clock=clock)
    logged = log.getvalue()
    assert "mailings" in logged
    for delivery in Delivery.objects.filter(state__in=("failed", "deferred", "uncertain")).exclude(phase="address"):
        assert f"Delivery {delivery.pk}: " in logged
    assert "@" not in logged

"""What the tests of the newsletter share."""

from collections.abc import Callable
from email.message import EmailMessage

import pytest
from django.core.cache import cache
from django.core.management import call_command

from devservices.smtp_sink import SmtpSink

Drain = Callable[[], list[EmailMessage]]


@pytest.fixture(autouse=True)
def _no_tries_yet() -> None:
    """Nobody has signed up from this address within the hour."""
    cache.clear()


@pytest.fixture
def drain(mail_to_sink: SmtpSink) -> Drain:
    """Sends all that is due through a real SMTP server, and gives what has arrived since the last time."""
    seen = 0

    def send_and_receive() -> list[EmailMessage]:
        nonlocal seen
        call_command("dispatch", "--once")
        arrived = [message.email for message in mail_to_sink.messages[seen:]]
        seen += len(arrived)
        return arrived

    return send_and_receive

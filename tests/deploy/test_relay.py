"""The relay for real: what it signs, what it sends back, and that the portal understands it.

Without Debian's packages, or not as root, these tests are skipped and say so.
"""

import re
import smtplib
from collections.abc import Iterator
from typing import Any

import dkim
import pytest
from django.utils import timezone

from devservices.smtp_sink import SmtpSink
from mailings import kinds
from mailings.bounces.mailboxes import Maildir
from mailings.bounces.reader import read_mailbox
from mailings.kinds import MailKind, Priority, UncertainPolicy
from mailings.models import Mailing, Suppression
from mailings.services import MailContent, Recipient, create_mailing, dispatch_due, progress
from tests.deploy.relay import BOUNCE_ADDRESS, DOMAIN, RELAY, Relay, why_not

needs_postfix = pytest.mark.skipif(bool(why_not()), reason=f"the real relay: {why_not()}")
ONE_CLICK = {"list-unsubscribe", "list-unsubscribe-post"}
SIGNED = ONE_CLICK | {"from", "to", "subject", "date", "message-id", "mime-version", "content-type", "list-id"}


@pytest.fixture
def relay(smtp_sink: SmtpSink, settings: Any) -> Iterator[Relay]:
    settings.MAIL_BOUNCE_ADDRESS = BOUNCE_ADDRESS
    settings.DEFAULT_FROM_EMAIL = f"Healthy Cities-nätverket <portal@{DOMAIN}>"
    with Relay(smarthost_port=smtp_sink.port) as relay:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", relay.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        yield relay


@pytest.fixture
def newsletter(db: None) -> Iterator[Mailing]:
    kind = MailKind(
        name="relay_test",
        priority=Priority.BULK,
        uncertain=UncertainPolicy.WAIT,
        suppression_scope="newsletter",
        list_id=f"newsletter.{DOMAIN}",
        merge=lambda references: {r: {"unsubscribe_url": f"https://{DOMAIN}/leave/{r}/"} for r in references},
    )
    kinds.register(kind)
    text = "Hej %%name%%! Här är månadens nyheter från nätverket, med å, ä och ö.\n" * 20
    yield create_mailing(
        kind=kind.name,
        key="relay-test",
        label="Nytt",
        contents=[MailContent("sv", "Nytt från nätverket: hälsa på lika villkor", text, f"<p>{text}</p>")],
        recipients=[Recipient(f"{name}@example.org", name="Åsa", reference=name) for name in ("anna", "bo")],
        at=timezone.now(),
    )
    kinds._kinds.pop(kind.name)


def signed_fields(content: bytes) -> list[str]:
    signature = re.sub(rb"\r?\n[ \t]+", b" ", content.split(b"\r\n\r\n")[0])
    (fields,) = re.findall(rb"^DKIM-Signature:.*?\bh=([^;]*);", signature, re.M | re.I)
    return [field.strip().lower() for field in fields.decode().split(":")]


@needs_postfix
def test_newsletter_is_signed_with_both_headers_of_one_click(
    newsletter: Mailing, relay: Relay, smtp_sink: SmtpSink
) -> None:
    dispatch_due()
    assert progress(newsletter).accepted == 2
    for message in smtp_sink.wait_for(2):
        fields = signed_fields(message.content)
        assert set(fields) >= SIGNED
        assert fields.count("from") == 2, "nobody can add a second From"
        assert dkim.verify(message.content, dnsfunc=relay.dns, minkey=2048)
        for name in (b"List-Unsubscribe-Post: List-Unsubscribe=One-Click", b"List-Unsubscribe: <https://"):
            assert name in message.content
            assert not dkim.verify(message.content.replace(name, b"X-Was-" + name), dnsfunc=relay.dns)
        assert re.fullmatch(rf"bounces\+b[a-z2-7]{{32}}@{re.escape(DOMAIN)}", message.sender)


@needs_postfix
def test_full_circle_of_a_bounce(newsletter: Mailing, relay: Relay, smtp_sink: SmtpSink) -> None:
    smtp_sink.fail("rcpt", reply="550 5.1.1 <bo@example.org>: User unknown", recipient="bo@example.org", times=2)
    dispatch_due()
    assert progress(newsletter).accepted == 2, "the relay took both"
    relay.wait_for_bounces(1)
    assert read_mailbox(Maildir(relay.bounces), now=timezone.now()) == {"bounced": 1}
    assert (progress(newsletter).accepted, progress(newsletter).bounced) == (2, 1)
    assert Suppression.objects.values_list("address", "scope", "reason").get() == (
        "bo@example.org",
        "",
        "no_such_address",
    )
    bounced = newsletter.deliveries.get(address="bo@example.org")
    assert bounced.bounced_at is not None
    assert "User unknown" in bounced.attempt_log.latest("pk").reply
    assert list((relay.bounces / "new").iterdir()) == []


@needs_postfix
def test_relay_serves_the_portal_only_is_well_and_ends_in_order(relay: Relay, smtp_sink: SmtpSink) -> None:
    assert relay.is_well()
    assert "permit_mynetworks, check_recipient_access" in (relay.folder / "config" / "main.cf").read_text()
    with smtplib.SMTP("127.0.0.1", relay.port) as smtp:
        smtp.ehlo()
        assert smtp.docmd("VRFY", "root")[0] == 502
    assert relay.stop() == 0
    assert not relay.greets()
    assert not relay.is_well()


def test_signer_signs_what_rfc_8058_asks_for() -> None:
    config = dict(
        line.split(maxsplit=1)
        for line in (RELAY / "opendkim.conf").read_text().splitlines()
        if line and not line.startswith("#")
    )
    assert {field.lower() for field in config["SignHeaders"].split(",")} >= SIGNED | {"feedback-id"}
    assert {"From"} | {"List-Unsubscribe", "List-Unsubscribe-Post"} <= set(config["OversignHeaders"].split(","))

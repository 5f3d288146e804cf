"""What relay services report: who may, what follows, and that it follows once."""

import base64
import hashlib
import hmac
import json
import time
from types import ModuleType
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from devservices.smtp_sink import SmtpSink
from mailings.bounces.webhook import webhook_urls
from mailings.models import Attempt, Delivery, Mailing, Returned, Suppression
from mailings.services import dispatch_due, progress
from tests.mailings.conftest import Write

SECRET = "postmark:only-for-tests-0123456789"
SIGNING_KEY = "only-for-tests"


def mount(settings: Any, service: str) -> None:
    settings.MAIL_WEBHOOK_SERVICE, settings.MAIL_WEBHOOK_SECRET = service, SECRET
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET, "MAILGUN_WEBHOOK_SIGNING_KEY": SIGNING_KEY}
    urls = ModuleType(f"urls_of_{service}")
    urls.urlpatterns = webhook_urls()  # type: ignore[attr-defined]
    settings.ROOT_URLCONF = urls


@pytest.fixture
def newsletter(write: Write, mail_to_sink: SmtpSink, settings: Any) -> Mailing:
    settings.MAIL_SERVICE_FIELD = "X-PM-Metadata-message: %s"
    mailing = write("anna@example.org", "bo@example.org")
    dispatch_due()
    return mailing


@pytest.fixture
def anna(newsletter: Mailing) -> Delivery:
    return newsletter.deliveries.get(address="anna@example.org")


def call(body: Any, *, service: str = "postmark", secret: str = SECRET, method: str = "post") -> Any:
    headers = {"Authorization": "Basic " + base64.b64encode(secret.encode()).decode()} if secret else {}
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.generic(method.upper(), f"/mail/webhook/{service}/", data, "application/json", headers=headers)


def postmark(delivery: Delivery, record: str, **more: Any) -> dict[str, Any]:
    return {
        "RecordType": record,
        "ID": 42,
        "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",
        "Email": delivery.address,
        "Metadata": {"message": delivery.message_id.strip("<>")},
        "BouncedAt": "2026-11-23T08:00:00Z",
        **more,
    }


def hard_bounce(delivery: Delivery) -> dict[str, Any]:
    return postmark(delivery, "Bounce", Type="HardBounce", Details="smtp;550 5.1.1 The email account does not exist.")


def test_service_learns_our_message_id(newsletter: Mailing, mail_to_sink: SmtpSink) -> None:
    for message in mail_to_sink.messages:
        assert f"<{message.email['X-PM-Metadata-message']}>" == message.email["Message-ID"]


def test_bounce_counts_once_however_often_it_is_told(anna: Delivery, settings: Any) -> None:
    mount(settings, "postmark")
    for _ in range(3):
        assert call(hard_bounce(anna)).status_code == 200
    numbers = progress(anna.mailing)
    assert (numbers.accepted, numbers.bounced, numbers.audience) == (2, 1, 2)
    assert Suppression.objects.values_list("address", "scope").get() == ("anna@example.org", "")
    assert Attempt.objects.filter(outcome="bounced").count() == 1
    assert Returned.objects.values_list("source", "verdict").get() == ("webhook", "bounced")


@pytest.mark.parametrize(
    ("record", "more", "verdict", "scope"),
    [
        ("Bounce", {"Type": "SoftBounce", "Details": "smtp;552 5.2.2 Mailbox full"}, "bounced", None),
        ("Bounce", {"Type": "Transient", "Details": "smtp;451 4.3.0 later"}, "delayed", None),
        ("Bounce", {"Type": "AutoResponder"}, "other", None),
        ("SpamComplaint", {"Type": "SpamComplaint"}, "complained", "newsletter"),
        (
            "SubscriptionChange",
            {"SuppressSending": True, "SuppressionReason": "ManualSuppression"},
            "unsubscribed",
            "newsletter",
        ),
        ("Delivery", {"DeliveredAt": "2026-11-23T08:00:00Z"}, "delivered", None),
        ("Open", {}, "other", None),
        ("Click", {}, "other", None),
    ],
)
def test_event_of_postmark(
    anna: Delivery, settings: Any, record: str, more: dict[str, Any], verdict: str, scope: str | None
) -> None:
    mount(settings, "postmark")
    assert call(postmark(anna, record, **more)).status_code == 200
    assert Returned.objects.get().verdict == verdict
    assert list(Suppression.objects.values_list("scope", flat=True)) == ([] if scope is None else [scope])


def mailgun(delivery: Delivery, *, key: str = SIGNING_KEY) -> dict[str, Any]:
    stamp, token = str(int(time.time())), "a" * 50
    signature = hmac.new(key.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    return {
        "signature": {"timestamp": stamp, "token": token, "signature": signature},
        "event-data": {
            "event": "failed",
            "severity": "permanent",
            "timestamp": time.time(),
            "recipient": delivery.address,
            "message": {"headers": {"message-id": delivery.message_id.strip("<>")}},
            "delivery-status": {"code": 550, "message": "5.1.1 No such user", "description": ""},
        },
    }


def test_mailgun_knows_our_message_id_by_itself_and_signs(anna: Delivery, settings: Any) -> None:
    mount(settings, "mailgun")
    assert call(mailgun(anna, key="forged"), service="mailgun").status_code == 400
    assert not Returned.objects.exists()
    assert call(mailgun(anna), service="mailgun").status_code == 200
    assert progress(anna.mailing).bounced == 1


@pytest.mark.parametrize("secret", ["", "postmark:wrong-wrong-wrong-wrong", "postmark:"])
def test_who_has_no_secret_reports_nothing(anna: Delivery, settings: Any, secret: str) -> None:
    mount(settings, "postmark")
    assert call(hard_bounce(anna), secret=secret).status_code == 400
    assert not Returned.objects.exists()


@pytest.mark.parametrize("method", ["get", "head", "put", "delete", "options"])
def test_only_post_acts(anna: Delivery, settings: Any, method: str) -> None:
    mount(settings, "postmark")
    assert call(hard_bounce(anna), method=method).status_code == 405
    assert not Returned.objects.exists()


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b"null", b'"x"', b"\xff", b'{"RecordType": []}', b'{"RecordType": "Bounce"}']
)
def test_strange_bodies_are_refused_or_harmless(db: None, settings: Any, body: bytes) -> None:
    mount(settings, "postmark")
    assert call(body).status_code in (200, 400)
    assert not Suppression.objects.exists()


def test_event_about_somebody_else_does_nothing(anna: Delivery, settings: Any) -> None:
    mount(settings, "postmark")
    call(hard_bounce(anna) | {"Email": "bo@example.org"})
    call(hard_bounce(anna) | {"Metadata": {"message": "unknown@example.org"}})
    assert set(Returned.objects.values_list("verdict", flat=True)) == {"expired"}
    assert not Suppression.objects.exists()


@pytest.mark.parametrize(("service", "secret"), [("", SECRET), ("postmark", ""), ("", "")])
def test_nothing_is_mounted_until_it_is_configured(settings: Any, service: str, secret: str) -> None:
    settings.MAIL_WEBHOOK_SERVICE, settings.MAIL_WEBHOOK_SECRET = service, secret
    assert webhook_urls() == []


@pytest.mark.parametrize(
    ("service", "secret"), [("nobody", SECRET), ("postmark", "short:secret"), ("postmark", "x" * 40)]
)
def test_unusable_configuration_is_refused(settings: Any, service: str, secret: str) -> None:
    settings.MAIL_WEBHOOK_SERVICE, settings.MAIL_WEBHOOK_SECRET = service, secret
    with pytest.raises(ImproperlyConfigured):
        webhook_urls()


def test_portal_without_a_service_has_no_such_page(client: Client, db: None) -> None:
    assert client.post("/mail/webhook/postmark/").status_code == 404

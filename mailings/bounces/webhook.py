"""What a relay service reports back, through django-anymail, which knows the services' formats and checks who calls.

Mounted only where MAIL_WEBHOOK_SERVICE and MAIL_WEBHOOK_SECRET are set (network_portal/urls.py).
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
from importlib import import_module
from typing import Any

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason, tracking
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponseBadRequest, HttpResponseBase
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from mailings.addresses import InvalidAddressError, normalize_address
from mailings.bounces.reading import STATUS
from mailings.models import Delivery, Returned
from mailings.services.come_back import (
    Bounce,
    record_arrival,
    record_bounce,
    record_complaint,
    record_unsubscribe,
)

Verdict = Returned.Verdict
TOLD = {
    EventType.BOUNCED,
    EventType.REJECTED,
    EventType.COMPLAINED,
    EventType.UNSUBSCRIBED,
    EventType.DELIVERED,
}
logger = logging.getLogger(__name__)
# A secret is compared as HTTP basic authentication (RFC 7617).
SECRET = re.compile(r"[^:\s]+:\S{16,}")
# What a strange body may make the services' readers trip over.
STRANGE = (ValueError, LookupError, TypeError, AttributeError)


def webhook_urls() -> list[URLPattern]:
    """The address that the configured service calls, /mail/webhook/SERVICE/; none where there is no service.

    Raises ImproperlyConfigured for a service that django-anymail does not know, or a weak secret.
    """
    service, secret = settings.MAIL_WEBHOOK_SERVICE, settings.MAIL_WEBHOOK_SECRET
    if not (service and secret):
        return []
    if not SECRET.fullmatch(secret):
        raise ImproperlyConfigured("MAIL_WEBHOOK_SECRET is USER:PASSWORD, the password of at least 16 characters.")
    known = {pattern.name: pattern.callback for pattern in import_module("anymail.urls").urlpatterns}
    tracking_view = known.get(f"{service}_tracking_webhook")
    if tracking_view is None:
        raise ImproperlyConfigured(f"MAIL_WEBHOOK_SERVICE: django-anymail knows no events of {service!r}.")

    @csrf_exempt  # the caller is a server with a secret, not a browser with a cookie
    @require_POST
    def webhook(request: HttpRequest) -> HttpResponseBase:
        try:
            return tracking_view(request)
        except STRANGE:
            logger.warning("The relay service sent what could not be read.", exc_info=True)
            return HttpResponseBadRequest()

    return [path(f"mail/webhook/{service}/", webhook, name="mail-webhook")]


@receiver(tracking, dispatch_uid="mailings.webhook")
def take_event(event: AnymailTrackingEvent, esp_name: str, **_signal: Any) -> None:
    """Do once what follows from an event; the services send again what was not answered in time."""
    parts = [esp_name, event.event_type, event.event_id, event.message_id, event.recipient, str(event.timestamp)]
    digest = hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()
    at = timezone.now()
    with transaction.atomic():
        note, is_new = Returned.objects.get_or_create(
            digest=digest, defaults={"source": Returned.Source.WEBHOOK, "verdict": Verdict.OTHER, "at": at}
        )
        if not is_new:
            return
        note.verdict = act(event)
        note.save(update_fields=["verdict"])


def act(event: AnymailTrackingEvent) -> Verdict:
    """Do what follows from an event; gives what it was. Opens and clicks are nobody's business."""
    at = timezone.now()
    kind = event.event_type
    if kind not in (
        EventType.BOUNCED,
        EventType.REJECTED,
        EventType.COMPLAINED,
        EventType.UNSUBSCRIBED,
        EventType.DELIVERED,
    ):
        return Verdict.DELAYED if kind == EventType.DEFERRED else Verdict.OTHER
    pk = delivery_of_event(event)
    if pk is None:
        return Verdict.EXPIRED
    if kind == EventType.DELIVERED:
        return record_arrival(pk, at=at)
    if kind == EventType.COMPLAINED or event.reject_reason == RejectReason.SPAM:
        return record_complaint(pk, at=at)
    if kind == EventType.UNSUBSCRIBED or event.reject_reason == RejectReason.UNSUBSCRIBED:
        return record_unsubscribe(pk, at=at)
    return record_bounce(pk, bounce_of(event), at=at)


def bounce_of(event: AnymailTrackingEvent) -> Bounce:
    """Why the service could not deliver: the status code in the remote server's answer, else 5.0.0."""
    text = " ".join(str(part) for part in (event.mta_response, event.description) if part)
    status = STATUS.search(text)
    return Bounce(status[1] if status and status[1][0] in "45" else "5.0.0", text[:400])


def delivery_of_event(event: AnymailTrackingEvent) -> int | None:
    """The delivery that an event is about, by our Message-ID: the service's own or the one that MAIL_SERVICE_FIELD has
    given it. None if there is none, or if it went to somebody else."""
    metadata = event.metadata if isinstance(event.metadata, dict) else {}
    ids = {f"<{str(said).strip('<>')}>" for said in (metadata.get("message"), event.message_id) if said}
    delivery = Delivery.objects.filter(message_id__in=ids).only("pk", "address").first()
    if delivery is None:
        return None
    try:
        is_same = not event.recipient or normalize_address(str(event.recipient)) == delivery.address
    except InvalidAddressError:
        is_same = False
    return delivery.pk if is_same else None

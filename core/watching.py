"""Who may read the portal's figures: whoever has the token, and this machine itself."""

from __future__ import annotations

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

# A request with one of these came through a proxy: its address says nothing about who asks.
SIGNS_OF_A_PROXY = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip")


def may_watch(request: HttpRequest) -> bool:
    """Whether the request bears METRICS_TOKEN (RFC 6750), or comes from this machine without a proxy between."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.METRICS_TOKEN and constant_time_compare(given, settings.METRICS_TOKEN):
        return True
    if any(name in request.headers for name in SIGNS_OF_A_PROXY):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False

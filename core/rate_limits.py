"""How often one visitor may do a thing, counted in the cache."""

import hashlib

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The visitor's IP address: as the nearest of our own `TRUSTED_PROXIES` proxies saw it, never as a visitor claims.

    Each proxy adds the address it was called from at the right end of X-Forwarded-For (RFC 7239, section 8.1).
    """
    proxies: int = settings.TRUSTED_PROXIES
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    if proxies and len(hops) >= proxies:
        return hops[-proxies]
    return str(request.META.get("REMOTE_ADDR", ""))


def is_too_often(purpose: str, who: str, *, most: int, seconds: int) -> bool:
    """Count one more try of `who` at `purpose` and say whether that is more than `most` in a window of `seconds`.

    `who` (an IP address, say) is kept as a hash only. With the cache down nobody is held back.
    """
    digest = hashlib.sha256(f"{settings.SECRET_KEY}:{who}".encode()).hexdigest()
    key = f"rate:{purpose}:{digest}"
    if cache.add(key, 1, timeout=seconds):
        return most < 1
    try:
        tries = cache.incr(key)
    except ValueError:
        # The window ended in between, or the cache does not answer.
        return False
    return tries is not None and tries > most

"""How many wrong passwords are checked for one address: few from strangers' browsers, a few more from known ones.

The count stands in the database: a restarted or emptied cache forgets nothing. It is by address, whether the address
has an account or not, so that the answer tells nothing. Whoever signs in gets a device cookie (OWASP, "Device
cookies"): tries from a known device are counted by themselves, so that strangers never lock the owner out.
"""

from __future__ import annotations

import datetime
import hashlib
import hmac
import secrets

from django.conf import settings
from django.core import signing
from django.db.models import F
from django.http import HttpRequest, HttpResponse

from accounts.models import SignInTries

WINDOW = datetime.timedelta(hours=1)
MOST_FROM_STRANGERS = 10
MOST_FROM_A_KNOWN_DEVICE = 10
COOKIE = "known_device"
COOKIE_AGE = datetime.timedelta(days=365)
MOST_PEOPLE_ON_A_DEVICE = 5
SALT = "accounts.known-device"


def spend_try(address: str, *, device: str, at: datetime.datetime) -> bool:
    """Count one more password for this address, from a known `device` ("" for a stranger's); False when none is left.

    The count is taken before the password is checked, in one statement, so that parallel tries cannot pass the limit.
    """
    key = _key(address, device)
    SignInTries.objects.get_or_create(key=key, defaults={"window_started_at": at})
    SignInTries.objects.filter(key=key, window_started_at__lte=at - WINDOW).update(tries=0, window_started_at=at)
    most = MOST_FROM_A_KNOWN_DEVICE if device else MOST_FROM_STRANGERS
    return bool(SignInTries.objects.filter(key=key, tries__lt=most).update(tries=F("tries") + 1))


def give_try_back(address: str, *, device: str) -> None:
    """A right password costs nothing."""
    SignInTries.objects.filter(key=_key(address, device), tries__gt=0).update(tries=F("tries") - 1)


def forget_tries(address: str, *, device: str = "") -> None:
    """Start anew, after the owner has chosen a new password by the mailed link."""
    SignInTries.objects.filter(key=_key(address, device)).delete()


def delete_old_tries(*, at: datetime.datetime) -> int:
    """Delete the counts of windows that are over; gives their number."""
    deleted, _by_model = SignInTries.objects.filter(window_started_at__lte=at - WINDOW).delete()
    return deleted


def known_device(request: HttpRequest, address: str) -> str:
    """The device's own secret, where the owner of this address has signed in with it before; "" otherwise."""
    return _read(request).get(_person(address), "")


def remember_device(request: HttpRequest, response: HttpResponse, address: str) -> None:
    """Set the signed cookie by which this device is known to this address: only when somebody has signed in."""
    people = _read(request)
    people[_person(address)] = people.pop(_person(address), "") or secrets.token_urlsafe(16)
    latest = dict(list(people.items())[-MOST_PEOPLE_ON_A_DEVICE:])
    response.set_cookie(
        COOKIE,
        signing.dumps(latest, salt=SALT, compress=True),
        max_age=COOKIE_AGE,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> dict[str, str]:
    try:
        found = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=COOKIE_AGE)
    except signing.BadSignature:
        return {}
    return dict(found)


def _person(address: str) -> str:
    return _digest(f"person\n{address.strip().lower()}")[:22]


def _key(address: str, device: str) -> str:
    return _digest(f"tries\n{address.strip().lower()}\n{device}")


def _digest(text: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()

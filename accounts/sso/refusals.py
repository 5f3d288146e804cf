"""Where people are sent whom a provider did not sign in."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation

LANGUAGE = "sso_language"


class Reason(enum.StrEnum):
    """Why: part of the page's address."""

    UNKNOWN = "unknown"
    FAILED = "failed"
    CANCELLED = "cancelled"


@contextmanager
def language_of_start(request: HttpRequest) -> Iterator[None]:
    """Providers know one address to come back to: what follows speaks the language of the page that one came from."""
    with translation.override(request.session.get(LANGUAGE, settings.LANGUAGE_CODE)):
        yield


def refuse(request: HttpRequest, reason: Reason) -> HttpResponseRedirect:
    """Send to the page that says why."""
    with language_of_start(request):
        return HttpResponseRedirect(reverse("accounts:sso-refused", args=[reason.value]))

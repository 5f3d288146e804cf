"""Following one link, as a visitor would, and never into an inner network.

A link is what somebody wrote: it must not let the portal's server ask machines that only the server can reach
(server-side request forgery, OWASP). The address is looked at when the connection stands, before anything is said on
it, so that a name that resolves differently the second time gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from newsletters.models import LinkCheck

SECONDS = 6
MOST_REDIRECTS = 5
AGENT = "HealthyCitiesPortal (link check)"
GONE = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
Outcome = LinkCheck.Outcome


class InnerNetworkError(OSError):
    """The address is none of the public internet."""


@dataclass(frozen=True)
class Answer:
    """How an address answered; `code` is 0 where no HTTP came."""

    outcome: str
    code: int = 0


def _guarded(connection: type[HTTPConnection]) -> Callable[..., socket.socket]:
    """How this sort of connection is opened, with a look at who answers."""

    def open_socket(self: HTTPConnection) -> socket.socket:
        found: socket.socket = connection._new_conn(self)
        peer = ipaddress.ip_address(found.getpeername()[0].partition("%")[0])
        if not peer.is_global and self.host != urlsplit(settings.SITE_URL).hostname:
            found.close()
            raise InnerNetworkError(str(peer))
        return found

    return open_socket


class PublicHTTPConnection(HTTPConnection):
    """To the public internet alone, and to the portal itself."""

    _new_conn = _guarded(HTTPConnection)


class PublicHTTPSConnection(HTTPSConnection):
    """The same, encrypted."""

    _new_conn = _guarded(HTTPSConnection)


class PublicHTTPPool(HTTPConnectionPool):
    """A pool of such connections."""

    ConnectionCls = PublicHTTPConnection


class PublicHTTPSPool(HTTPSConnectionPool):
    """The same, encrypted."""

    ConnectionCls = PublicHTTPSConnection


class PublicAdapter(HTTPAdapter):
    """Makes `requests` use them."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Put the pools in place of the library's own."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": PublicHTTPPool, "https": PublicHTTPSPool}


def follow(url: str) -> Answer:
    """Ask for an address, with its redirects, and read nothing of what it sends. Raises nothing."""
    with requests.Session() as session:
        session.trust_env = False  # a proxy of the surroundings would be asked in our place
        session.max_redirects = MOST_REDIRECTS
        for scheme in ("https://", "http://"):
            session.mount(scheme, PublicAdapter(max_retries=0))
        try:
            with session.get(url, timeout=SECONDS, stream=True, headers={"User-Agent": AGENT}) as response:
                return Answer(_outcome(response.status_code), response.status_code)
        except (requests.RequestException, InnerNetworkError, UnicodeError, ValueError, OSError) as error:
            return Answer(Outcome.INSIDE if _is_inside(error) else Outcome.SILENT)


def _outcome(code: int) -> str:
    if code in GONE:
        return Outcome.GONE
    return Outcome.FINE if code < HTTPStatus.BAD_REQUEST else Outcome.REFUSED


def _is_inside(error: BaseException | None) -> bool:
    """Whether an inner network is at the bottom of what the libraries raised around it."""
    seen: list[BaseException] = []
    while error is not None and error not in seen:
        if isinstance(error, InnerNetworkError):
            return True
        seen.append(error)
        inner = [value for value in (*error.args, getattr(error, "reason", None)) if isinstance(value, BaseException)]
        error = error.__cause__ or error.__context__ or (inner[0] if inner else None)
    return False

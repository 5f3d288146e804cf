"""A real OpenID Connect provider on the loopback address, which misbehaves on command.

    with OidcProvider() as provider:
        provider.person = {"sub": "1", "email": "anna@example.org"}
        provider.spoil = {"aud": "somebody-else"}  # claims to put instead of the right ones; None leaves one out

Discovery, keys, the code flow with PKCE (S256), one client, RS256 (OpenID Connect Core 1.0, RFC 7636). Nobody is asked
for a password: whoever comes is `person`.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from devservices.ports import LOOPBACK

TOKEN_SECONDS = 300
KEY_BITS = 2048


def new_key() -> rsa.RSAPrivateKey:
    """A key to sign with."""
    return rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)


# Making a key takes a quarter of a second; most providers can share one.
shared_key = functools.cache(new_key)


class OidcProvider:
    """The provider: one client, one person at a time."""

    client_id, client_secret = "portal", "a long secret between the two of them"

    def __init__(self) -> None:
        self.key = self.signs_with = shared_key()
        self.person: dict[str, Any] = {"sub": "0001", "email": "anna@example.org"}
        self.spoil: dict[str, Any] = {}
        self.algorithm = "RS256"
        self.codes: dict[str, dict[str, str]] = {}
        self._server = _Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def issuer(self) -> str:
        """The provider's address."""
        return f"http://{LOOPBACK}:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *failure: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def discovery(self) -> dict[str, Any]:
        """What the provider says of itself (OpenID Connect Discovery 1.0, section 3)."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def keys(self) -> dict[str, Any]:
        """The public key (RFC 7517)."""
        public: dict[str, Any] = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return {"keys": [{**public, "kid": "1", "use": "sig", "alg": "RS256"}]}

    def authorize(self, asked: dict[str, str]) -> str:
        """Where to send whoever came with such a request. Raises `ValueError`."""
        if asked.get("client_id") != self.client_id or asked.get("response_type") != "code":
            raise ValueError("unknown client, or not the code flow")
        if "openid" not in asked.get("scope", "").split() or asked.get("code_challenge_method") != "S256":
            raise ValueError("not OpenID Connect with PKCE")
        code = secrets.token_urlsafe()
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked.get('state', '')})}"

    def token(self, sent: dict[str, str]) -> dict[str, Any]:
        """The answer to a code, which is good once. Raises `ValueError`."""
        asked = self.codes.pop(sent.get("code", ""), None)
        if asked is None or asked["redirect_uri"] != sent.get("redirect_uri"):
            raise ValueError("invalid_grant")
        if (sent.get("client_id"), sent.get("client_secret")) != (self.client_id, self.client_secret):
            raise ValueError("invalid_client")
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != asked["code_challenge"]:
            raise ValueError("invalid_grant")
        return {
            "access_token": secrets.token_urlsafe(),
            "token_type": "Bearer",
            "expires_in": TOKEN_SECONDS,
            "id_token": self.id_token(nonce=asked.get("nonce", "")),
        }

    def id_token(self, *, nonce: str) -> str:
        """The signed token about `person`, spoiled where that was asked for."""
        now = int(time.time())
        right = {"iss": self.issuer, "aud": self.client_id, "iat": now, "exp": now + TOKEN_SECONDS, "nonce": nonce}
        claims = {**right, **self.person, **self.spoil}
        key = self.client_secret if self.algorithm.startswith("HS") else self.signs_with
        return jwt.encode(
            {name: value for name, value in claims.items() if value is not None},
            "" if self.algorithm == "none" else key,
            algorithm=self.algorithm,
            headers={"kid": "1"},
        )


class _Server(ThreadingHTTPServer):
    def __init__(self, provider: OidcProvider) -> None:
        super().__init__((LOOPBACK, 0), _Handler)
        self.provider = provider


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        address, provider = urlsplit(self.path), self.server.provider
        if address.path == "/.well-known/openid-configuration":
            self.answer(200, provider.discovery())
        elif address.path == "/keys":
            self.answer(200, provider.keys())
        elif address.path == "/authorize":
            asked = dict(parse_qsl(address.query))
            self.try_to(lambda: self.send_on(provider.authorize(asked)))
        else:
            self.answer(404, {})

    def do_POST(self) -> None:
        sent = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        self.try_to(lambda: self.answer(200, self.server.provider.token(sent)))

    def try_to(self, act: Callable[[], None]) -> None:
        try:
            act()
        except ValueError as error:
            self.answer(400, {"error": str(error)})

    def send_on(self, url: str) -> None:
        self.send_response(302)
        self.send_header("Location", url)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def answer(self, status: int, content: dict[str, Any]) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Tests' output is their own."""

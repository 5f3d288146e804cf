"""Tokens in mailed links: derived when the mail is sent, kept as hashes only.

A model that keeps such hashes says so in `link_purposes`: {field of the hash: (field of the nonce, purpose)}. When a
portal moves to a host with another secret key, its rows are told the new hashes by it.
"""

import base64
import hashlib
import hmac
import secrets

from django.conf import settings

TOKEN_BYTES = 24


def new_nonce() -> str:
    """128 random bits as text, for the row that tokens are made for. A new nonce makes its earlier tokens void."""
    return secrets.token_hex(16)


def issue_token(purpose: str, row_id: int, nonce: str) -> str:
    """The token (192 bits, 32 URL-safe characters) that opens one row for one purpose; the same for the same row.

    It is an HMAC (RFC 2104) with the site's secret key, so that a copy of the database opens nothing.
    """
    message = f"{purpose}\n{row_id}\n{nonce}".encode()
    digest = hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:TOKEN_BYTES]).decode()


def hash_token(token: str) -> str:
    """What a row keeps of a token: SHA-256 in hexadecimal digits (64 characters)."""
    return hashlib.sha256(token.encode()).hexdigest()

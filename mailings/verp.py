"""Addresses of which only the portal could have made one: bounces and replies come back to them.

The envelope sender is different for each delivery (VERP), and carries a message authentication code, so that what
comes back names its delivery and nobody can make up a bounce for somebody else. A token is

    purpose (1 letter) · base32 of ( row id (8 bytes) · HMAC-SHA256 of both, first 12 bytes ) · 33 characters in all

in lower case: a local part survives servers that fold it. It stands behind a + in the local part (RFC 5233).
"""

import base64
import hmac
import re
from email.utils import parseaddr
from enum import StrEnum
from functools import lru_cache

from django.conf import settings
from django.utils.encoding import force_bytes

ID_BYTES, CODE_BYTES = 8, 12  # 96 bits
TOKEN = re.compile(r"\+([a-z])([a-z2-7]{32})@")
TOKEN_LENGTH = 34  # with its +
LOCAL_PART_LENGTH = 64  # RFC 5321, 4.5.3.1.1


class Purpose(StrEnum):
    """What comes back to an address, and what its number is the primary key of."""

    BOUNCE = "b"  # a delivery
    REPLY = "r"  # what the upper app that registers the handler says (mailings.bounces.handlers)


class BounceAddressError(ValueError):
    """MAIL_BOUNCE_ADDRESS is no address, or leaves no room for a token."""


@lru_cache(maxsize=8)  # parsing an address costs more than all the rest
def split_bounce_address(address: str) -> tuple[str, str]:
    """The local part and the domain of the address that bounces go to. Raises BounceAddressError."""
    local, at, domain = parseaddr(address)[1].lower().rpartition("@")
    if not (local and at and domain) or not (local + domain).isascii():
        raise BounceAddressError(f"MAIL_BOUNCE_ADDRESS is not an address: {address!r}")
    if len(local) + TOKEN_LENGTH > LOCAL_PART_LENGTH:
        raise BounceAddressError(f"MAIL_BOUNCE_ADDRESS: at most {LOCAL_PART_LENGTH - TOKEN_LENGTH} characters before @")
    return local, domain


@lru_cache(maxsize=8)
def _plain_sender(address: str) -> str:
    return parseaddr(address)[1]


def _code(secret: str | bytes, purpose: str, number: bytes) -> bytes:
    return hmac.digest(b"mailings.verp " + force_bytes(secret), purpose.encode() + number, "sha256")[:CODE_BYTES]


def issue_address(purpose: Purpose, row_id: int) -> str:
    """The address that mail about one row comes back to; the plain sender where MAIL_BOUNCE_ADDRESS is empty.

    Raises BounceAddressError.
    """
    if not settings.MAIL_BOUNCE_ADDRESS:
        return _plain_sender(settings.DEFAULT_FROM_EMAIL)
    local, domain = split_bounce_address(settings.MAIL_BOUNCE_ADDRESS)
    number = row_id.to_bytes(ID_BYTES, "big")
    token = base64.b32encode(number + _code(settings.SECRET_KEY, purpose, number)).decode().lower()
    return f"{local}+{purpose}{token}@{domain}"


def read_address(text: str) -> tuple[Purpose, int] | None:
    """What an address, or a header with one in it, is about; None if the portal did not make it.

    The code is compared in constant time, with the secret key and those before it (SECRET_KEY_FALLBACKS).
    """
    for purpose, token in TOKEN.findall(text.lower()):
        data = base64.b32decode(token.upper())
        number, code = data[:ID_BYTES], data[ID_BYTES:]
        secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
        is_ours = [hmac.compare_digest(_code(secret, purpose, number), code) for secret in secrets]
        if any(is_ours) and purpose in set(Purpose):
            return Purpose(purpose), int.from_bytes(number, "big")
    return None


def looks_issued(text: str) -> bool:
    """Whether there is a token, true or not."""
    return TOKEN.search(text.lower()) is not None


def envelope_sender(delivery_id: int) -> str:
    """The envelope sender of a delivery (RFC 5321, 4.4): word of its failure comes back to it."""
    return issue_address(Purpose.BOUNCE, delivery_id)


def delivery_of(address: str) -> int | None:
    """The primary key of the delivery that an envelope sender was made for; None if the portal did not make it."""
    found = read_address(address)
    return found[1] if found and found[0] is Purpose.BOUNCE else None

"""Readers who are no subscribers, the members' people and those on lists: their values and links in a mail.

They leave by links like everybody, without a row of their own: the link's token is an HMAC over where the reader is
known from, key and address, and is compared with what it should be. A new address makes it void.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import User
from core.tokens import issue_token
from mailings.addresses import InvalidAddressError, normalize_address
from members.models import Contact
from newsletters.models import ListedReader
from newsletters.references import Source

READER = "newsletter-reader"


@dataclass(frozen=True)
class KnownReader:
    """One of them, as the row says now."""

    source: Source
    pk: int
    address: str
    name: str
    language: str

    @property
    def token(self) -> str:
        """Opens this reader's page and leaves for this reader."""
        return f"{self.source}{self.pk}.{issue_token(READER, self.pk, f'{self.source} {self.address}')}"


def load_readers(source: Source, keys: Iterable[int]) -> dict[int, KnownReader]:
    """Those of one source by key; those who are not there any more, or whose member has left, are missing."""
    match source:
        case Source.CONTACT:
            rows = Contact.objects.of_active_members().filter(pk__in=keys)
            found = list(rows.values_list("pk", "email", "name", "language"))
        case Source.ACCOUNT:
            users = User.objects.filter(pk__in=keys, is_active=True, representations__ended_on__isnull=True).distinct()
            found = [(user.pk, user.email, user.get_full_name(), user.language) for user in users]
        case _:
            found = list(ListedReader.objects.filter(pk__in=keys).values_list("pk", "address", "name", "language"))
    return {pk: KnownReader(source, pk, _normal(address), name, language) for pk, address, name, language in found}


def _normal(address: str) -> str:
    try:
        return normalize_address(address)
    except InvalidAddressError:
        return address.lower()


def find_reader(token: str) -> KnownReader | None:
    """Whose link this is; None for one that is forged, or older than the reader's address."""
    key, dot, _secret = token.partition(".")
    if not dot or key[:1] not in (Source.CONTACT, Source.ACCOUNT, Source.LISTED) or not key[1:].isdecimal():
        return None
    if len(key) > 19:
        return None
    pk = int(key[1:])
    reader = load_readers(Source(key[0]), [pk]).get(pk)
    is_right = reader is not None and hmac.compare_digest(reader.token.encode(), token.encode())
    return reader if is_right else None

"""Who it is that a provider sends us. Nobody gets an account here: people are known, or invited."""

from __future__ import annotations

import datetime
import logging
from dataclasses import dataclass
from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.http import HttpRequest

from accounts.addresses import vouch_for_address
from accounts.models import User
from accounts.signals import invited_person_wanted

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Identity:
    """What a provider says of somebody: all of it from a signed answer."""

    provider_id: str
    # The provider's own name of the person, which never changes.
    subject: str
    # In lower case, and "" where the provider may not vouch for it.
    address: str
    first_name: str = ""
    last_name: str = ""
    has_second_factor: bool = False


def vouched_address(address: object, *, domains: list[str]) -> str:
    """The address in lower case, where it belongs to one of the provider's own domains; "" otherwise."""
    text = str(address or "").strip().lower()
    local, at, domain = text.rpartition("@")
    return text if local and at and domain in domains else ""


@transaction.atomic
def find_person(identity: Identity, *, at: datetime.datetime) -> User | None:
    """The account of whoever the provider says it is; None for strangers, and for accounts that are closed.

    The first time the address decides, from then on the provider's own name of the person: when an address passes on
    to somebody else, the account does not.
    """
    known = SocialAccount.objects.filter(provider=identity.provider_id, uid=identity.subject).select_related("user")
    link = known.first()
    if link is not None:
        return link.user if link.user.is_active else None
    if not identity.address:
        logger.warning("Sign-in by %s refused: it may not vouch for this address.", identity.provider_id)
        return None
    person = User.objects.filter(email=identity.address).first() or _invited(identity, at=at)
    if person is None or not person.is_active:
        return None
    if SocialAccount.objects.filter(provider=identity.provider_id, user=person).exists():
        logger.warning("Sign-in by %s refused: account %s is somebody else's there.", identity.provider_id, person.pk)
        return None
    SocialAccount.objects.create(provider=identity.provider_id, uid=identity.subject, user=person)
    vouch_for_address(person)
    return person


def providers_for(request: HttpRequest, address: str) -> list[Any]:
    """The providers that may vouch for an address."""
    return [
        provider
        for provider in get_adapter(request).list_providers(request)
        if vouched_address(address, domains=provider.app.settings["domains"])
    ]


def providers_of(request: HttpRequest, user: User) -> list[Any]:
    """The providers that this person has signed in with, as far as they are still configured."""
    tied = set(SocialAccount.objects.filter(user=user).values_list("provider", flat=True))
    return [provider for provider in get_adapter(request).list_providers(request) if provider.sub_id in tied]


def _invited(identity: Identity, *, at: datetime.datetime) -> User | None:
    answers = invited_person_wanted.send(
        sender=Identity,
        address=identity.address,
        first_name=identity.first_name,
        last_name=identity.last_name,
        at=at,
    )
    accounts: list[Any] = [account for _receiver, account in answers if account is not None]
    return accounts[0] if accounts else None

"""What people agree to when they ask for the newsletter, word by word, in its versions, and where they do it.

A wording is never changed: a new one gets the next number, so that what somebody agreed to can be told for ever. The
version also holds a digest of the words as they were shown, so that another language, another name of the network or a
forgotten number makes another version by itself (GDPR art. 7.1).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.links import network_name

WORDINGS: dict[int, str | Promise] = {
    1: _(
        "When I subscribe, I agree to get the newsletter of %(network)s by e-mail. "
        "My address is used for nothing else, and I can leave at any time."
    ),
}
DIGEST_LENGTH = 10


class ConsentSource(models.TextChoices):
    """The places where a subscription may be asked for. An import names its file instead."""

    SIGN_UP_PAGE = "page", _("The sign-up page")
    HOME = "home", _("The home page")
    FOOTER = "footer", _("The foot of a page")
    ARCHIVE = "archive", _("The newsletter archive")
    EMBED = "embed", _("The form on another website")
    CONFIRMATION = "confirmation", _("The confirmation page")
    MANAGE = "manage", _("The page of the own subscription, when asked to say yes again")


@dataclass(frozen=True)
class Consent:
    """Words that somebody agrees to, and their version."""

    wording: str
    version: str


def version_of(wording: str, *, number: int) -> str:
    """The name of a wording: its number, and a digest of the very words."""
    return f"{number}-{hashlib.sha256(wording.encode()).hexdigest()[:DIGEST_LENGTH]}"


def current_consent() -> Consent:
    """The sentence beside the sign-up form, in the active language; kept with each subscriber as proof."""
    number = max(WORDINGS)
    wording = str(WORDINGS[number]) % {"network": network_name()}
    return Consent(wording, version_of(wording, number=number))


def consent_wording() -> str:
    """Only the words."""
    return current_consent().wording


def source_words(source: str) -> str:
    """Where somebody agreed, for people: the name of the place, or what an import has written."""
    return str(dict(ConsentSource.choices).get(source, source))

"""E-mail addresses as the outbox stores and sends them."""

import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

MAX_LENGTH = 254  # RFC 5321, 4.5.3.1.3 with erratum 1690


class InvalidAddressError(ValueError):
    """The text cannot be a mail address on the wire; str() of the error says why, in the active language."""


def normalize_address(raw: str) -> str:
    """Give the address in lower case, with its domain as A-labels (RFC 5891), as it stands in the SMTP envelope.

    Raises InvalidAddressError for control characters, more than 254 characters, a local part that is not ASCII, and
    whatever is no address at all.
    """
    if any(unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp") for character in raw.strip(" ")):
        raise InvalidAddressError(_("The address contains a line break or another invisible character."))
    local, at, domain = raw.strip().lower().rpartition("@")
    try:
        wire = f"{local}{at}{domain.encode('idna').decode()}"
        validate_email(wire)
    except (UnicodeError, ValidationError):
        raise InvalidAddressError(_("This is not an e-mail address: %(address)s") % {"address": raw[:100]}) from None
    if len(wire) > MAX_LENGTH or not wire.isascii():
        raise InvalidAddressError(
            _("The address is too long, or has letters that mail servers do not take before the @.")
        )
    return wire

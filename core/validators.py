"""What texts may hold."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def has_control_characters(text: str) -> bool:
    """Whether a text has line breaks or other control characters."""
    return any(unicodedata.category(sign) in ("Cc", "Zl", "Zp") for sign in text)


def validate_single_line(value: str) -> None:
    """Refuse line breaks and other control characters: names and addresses end up in mail headers (RFC 5322, 2.2)."""
    if has_control_characters(value):
        raise ValidationError(_("Write it on one line, without line breaks."), code="line_break")

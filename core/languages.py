"""Texts that a record carries in both languages of the portal."""

from django.utils.translation import get_language


def in_language(swedish: str, english: str, language: str | None = None) -> str:
    """Give the English text where English is asked for (default: the active language) and exists, else the Swedish."""
    if (language or get_language() or "sv").startswith("en") and english:
        return english
    return swedish

"""Colors that people choose, and whether text on them can be read."""

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

INK = "#17231f"
WHITE = "#ffffff"
# For text of ordinary size (WCAG 2.2, 1.4.3).
LEAST_CONTRAST = 4.5

validate_color = RegexValidator(r"^#[0-9a-fA-F]{6}\Z", _("Write the color as # and six digits, for instance #0d4f45."))


def luminance(color: str) -> float:
    """Relative luminance of "#rrggbb", from 0 to 1 (WCAG 2.2, glossary)."""
    channels = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colors "#rrggbb", from 1 to 21, whichever is the text (WCAG 2.2, glossary)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def text_color_on(ground: str) -> str:
    """Ink or white, whichever reads better on this color."""
    return max((INK, WHITE), key=lambda color: contrast(color, ground))

"""What an issue looks like in the inbox: who it is from, and its colors."""

from __future__ import annotations

import math
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from core.colors import LEAST_CONTRAST, WHITE, contrast, text_color_on, validate_color

SPRUCE = "#0d4f45"
# What stands around the mail's sheet, and under its links where they stand in the foot.
PAPER = "#faf8f2"
COLORS = ("accent_color", "button_color", "band_color")


class ColorInput(forms.TextInput):
    """The browser's own choice of a color."""

    input_type = "color"


class ColorField(models.CharField):
    """A color as "#rrggbb"."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 7)
        super().__init__(*args, **kwargs)
        self.validators.append(validate_color)


class IssueLook(models.Model):
    """The sender's name and the colors of one issue."""

    sender_name = models.CharField(
        _("sender name"),
        max_length=60,
        blank=True,
        help_text=_("Whom the mail is from. Leave empty to use the network's name. The address is always the same."),
    )
    accent_color = ColorField(_("color of links"), default=SPRUCE)
    button_color = ColorField(_("color of buttons"), default=SPRUCE, help_text=_("Their text is white."))
    band_color = ColorField(
        _("background of the head"),
        default=PAPER,
        help_text=_("The text on it is dark or white, whichever reads better."),
    )

    colors_panel = MultiFieldPanel(
        [FieldPanel(name, widget=ColorInput) for name in COLORS], heading=_("Colors"), classname="collapsed"
    )

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Refuse colors that text could not be read on, or in."""
        super().clean()
        errors = {}
        for name in COLORS:
            color = getattr(self, name)
            if is_color(color):
                other = {"accent_color": PAPER, "button_color": WHITE}.get(name) or text_color_on(color)
                words = contrast_error(color, other)
                if words:
                    errors[name] = words
        if errors:
            raise ValidationError(errors)

    @property
    def band_text_color(self) -> str:
        """The color of what stands in the head."""
        return text_color_on(self.band_color)


def is_color(value: str) -> bool:
    """Whether it is written as a color; if not, the field says so itself."""
    try:
        validate_color(value)
    except ValidationError:
        return False
    return True


def contrast_error(color: str, other: str) -> str:
    """What is wrong with these two together, and what to do; "" where the text can be read."""
    found = contrast(color, other)
    if found >= LEAST_CONTRAST:
        return ""
    # Cut off, never rounded up: 4.48 must not be told as 4.5.
    return gettext(
        "The contrast between %(color)s and %(other)s is %(found)s to 1; text needs %(least)s to 1. Choose a darker "
        "color."
    ) % {
        "color": color,
        "other": other,
        "found": number_format(math.floor(found * 10) / 10, decimal_pos=1),
        "least": number_format(LEAST_CONTRAST, decimal_pos=1),
    }

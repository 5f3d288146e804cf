"""The public table of what is known of people, on the page about personal data."""

from __future__ import annotations

from typing import Any

from django import template

from core.personal_data import INVENTORY
from privacy.record import activities

register = template.Library()


@register.inclusion_tag("privacy/public-record.html")
def processing_record() -> dict[str, Any]:
    """Every activity, and who has been responsible since when."""
    return {"activities": activities(), "controllers": INVENTORY.controllers()}

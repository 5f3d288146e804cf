"""The navigation of my pages, for every template that stands among them, whichever app's it is."""

from __future__ import annotations

from typing import Any

from django import template

from my_pages.sections import entries

register = template.Library()


@register.inclusion_tag("my_pages/sections.html", takes_context=True)
def my_sections(context: dict[str, Any]) -> dict[str, Any]:
    """The sections as links; the one that is shown is marked."""
    match = context["request"].resolver_match
    found = list(entries(match.view_name if match else ""))
    return {
        "found": found,
        "current": next((entry for entry in found if entry.is_current), None),
        "csrf_token": context.get("csrf_token"),
    }

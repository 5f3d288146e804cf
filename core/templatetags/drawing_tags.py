"""Drawings for templates: the map of Sweden, landscapes, adoption bars and icons."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.template import Context

from core.illustrations import draw_landscape
from core.map import HEIGHT, WIDTH, load_counties, project

register = template.Library()

BARS_SHOWN = 6
BAR_STEP = 18


@register.inclusion_tag("components/sweden-map.html", takes_context=True)
def sweden_map(
    context: Context, markers: Iterable[Mapping[str, Any]], selected: str = "", label: str = ""
) -> dict[str, Any]:
    """Draw Sweden with `markers`: mappings of label, url, latitude, longitude, and if wanted description and code.

    `selected` is the code of the marker that stands out and has its card open. Markers without a position are left
    out: the list beside the map is its text equivalent and names them all.
    """
    places = []
    for marker in markers:
        if marker["latitude"] is None or marker["longitude"] is None:
            continue
        x, y = project(float(marker["latitude"]), float(marker["longitude"]))
        code = str(marker.get("code", ""))
        places.append({**marker, "x": x, "y": y, "is_selected": bool(selected) and code == selected})
    # North to south is how one reads a map, and how the tab key should go. The chosen one is drawn last, on top.
    places.sort(key=lambda place: (place["is_selected"], place["y"]))
    chosen = places[-1] if places and places[-1]["is_selected"] else None
    return {
        "counties": load_counties(),
        "places": places,
        "chosen": chosen,
        "is_here": chosen is not None and chosen["url"] == getattr(context.get("request"), "path", None),
        "label": label,
        "width": WIDTH,
        "height": HEIGHT,
    }


@register.inclusion_tag("components/illustration.html")
def illustration(seed: object, theme: object = "", css_class: str = "") -> dict[str, Any]:
    """Draw the landscape of a seed; `theme` may be a taxonomy term's key or any text."""
    return {"landscape": draw_landscape(seed, str(theme or "")), "css_class": css_class}


@register.inclusion_tag("components/adoption-bars.html")
def adoption_bars(count: int, of: int = BARS_SHOWN) -> dict[str, Any]:
    """Show by how many members a practice is used: short bars (at most `of`), and the words."""
    total = max(1, min(of, BARS_SHOWN * 2))
    bars = [{"x": number * BAR_STEP, "is_on": number < count} for number in range(total)]
    return {"count": count, "bars": bars, "width": total * BAR_STEP - 4}


@register.inclusion_tag("components/icon.html")
def icon(name: str) -> dict[str, str]:
    """Draw an icon of static/img/icons.svg that stands beside words and is hidden from screen readers."""
    return {"name": name}

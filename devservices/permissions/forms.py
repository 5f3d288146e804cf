"""What a person who may do it would post: the form of the page, as it is filled in when it opens."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import html  # type: ignore[import-untyped]

Values = dict[str, list[str]]


def read_form(content: bytes) -> Values:
    """Give the fields of the largest form that posts; nothing where there is none."""
    if b"<form" not in content.lower():
        return {}
    tree = html.fromstring(content)
    forms = [form for form in tree.iter("form") if (form.get("method") or "").lower() == "post"]
    if not forms:
        return {}
    values: Values = {}
    for name, value in fields_of(max(forms, key=lambda form: len(list(form.iter())))):
        values.setdefault(name, []).append(value)
    return values


def fields_of(form: Any) -> Iterator[tuple[str, str]]:
    """Give the names and values that a browser would send. A text without words gets some: most forms want them."""
    for field in form.iter("input", "textarea", "select", "div"):
        name = field.get("name")
        if field.get("data-block") is not None and field.get("id"):
            yield f"{field.get('id')}-count", "0"  # a StreamField, which scripts fill in
        elif name and field.tag == "select":
            yield from ((name, option) for option in chosen_options(field))
        elif name and field.tag == "textarea":
            yield name, field.text or "Några ord"
        elif name and not is_left_out(field):
            yield name, field.get("value") or default_of(field)


def is_left_out(field: Any) -> bool:
    """Whether a browser would not send the field."""
    kind = field.get("type", "text")
    is_unchecked = kind in {"checkbox", "radio"} and field.get("checked") is None
    return is_unchecked or kind in {"submit", "button", "image", "file"} or field.get("disabled") is not None


def default_of(field: Any) -> str:
    """Give what somebody would type, where a field must be filled in."""
    if field.get("required") is None:
        return ""
    return {"email": "ny@example.org", "number": "1", "url": "https://example.org/"}.get(field.get("type"), "Ny")


def chosen_options(field: Any) -> list[str]:
    """The values of the chosen options; the first that has one, where none is chosen and one must be."""
    options = list(field.iter("option"))
    chosen = [option.get("value", "") for option in options if option.get("selected") is not None]
    if chosen or field.get("multiple") is not None:
        return chosen
    filled = [option.get("value") for option in options if option.get("value")]
    return filled[:1] if field.get("required") is not None else [""]

"""Which CSS of a mail the clients support, by the data of the `caniemail` package (caniemail.json, MIT)."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "caniemail.json"
CLIENTS = {
    "outlook": ("outlook.windows",),
    "gmail": ("gmail.desktop-webmail", "gmail.ios", "gmail.android", "gmail.mobile-webmail"),
    "apple_mail": ("apple-mail.macos", "apple-mail.ios"),
}
# What only one maker's programs read, and the others are meant to pass over.
VENDOR = re.compile(r"^(mso-|-webkit-|-ms-|-moz-)")
CONDITIONAL = re.compile(r"<!--\[if .*?<!\[endif\]-->", re.DOTALL)
STYLE_SHEET = re.compile(r"<style[^>]*>.*?</style>", re.DOTALL)
STYLE = re.compile(r'\sstyle="([^"]*)"')
# Layouts that Outlook's Word engine drops altogether.
FORBIDDEN = re.compile(r"background-image|background[^:;]*:[^;]*url\(|display:\s*(flex|grid)|position:|float:")


@cache
def features() -> dict[str, dict[str, str]]:
    """Support (y, a for partly, n, u for unknown) by feature and client."""
    data = json.loads(DATA.read_text(encoding="utf-8"))["features"]
    return {name: row["support"] for name, row in data.items()}


def feature_of(name: str, value: str) -> str | None:
    """The feature that stands for a declaration: of its value, of its property, or of the property's shorthand."""
    pair = f"css-{name}-{value.strip()}"
    if pair in features():
        return pair
    parts = name.split("-")
    for end in range(len(parts), 0, -1):
        found = f"css-{'-'.join(parts[:end])}"
        if found in features():
            return found
    return None


def declarations(html: str) -> Counter[tuple[str, str]]:
    """How often each property is set to each value inline, without what only Outlook reads."""
    seen = STYLE_SHEET.sub("", CONDITIONAL.sub("", html))
    found: Counter[tuple[str, str]] = Counter()
    for style in STYLE.findall(seen):
        for declaration in style.split(";"):
            name, colon, value = declaration.partition(":")
            if colon and not VENDOR.match(name.strip()):
                found[name.strip().lower(), value.strip().lower()] += 1
    return found


def is_supported(feature: str, client: str) -> bool:
    """Whether all programs of this client support it, wholly or with the reservations that the data notes."""
    support = features()[feature]
    return all(support.get(program, "u") in ("y", "a") for program in CLIENTS[client])


def support(used: Counter[tuple[str, str]]) -> dict[str, float]:
    """Share of what is used (each property as often as it is used) that each client supports, in percent."""
    shares = {}
    for client in CLIENTS:
        counted = {key: number for key, number in used.items() if feature_of(*key) is not None}
        good = sum(number for key, number in counted.items() if is_supported(feature_of(*key) or "", client))
        shares[client] = round(100 * good / sum(counted.values()), 2)
    return shares


def property_support(used: Counter[tuple[str, str]]) -> dict[str, float]:
    """Share of the properties in use, each counted once, that each client supports with all their values."""
    names = {name for name, value in used if feature_of(name, value) is not None}
    bad = unsupported(used)
    return {client: round(100 * (len(names) - len(bad[client])) / len(names), 2) for client in CLIENTS}


def unsupported(used: Counter[tuple[str, str]]) -> dict[str, list[str]]:
    """The properties that each client passes over."""
    return {client: sorted({name for name, value in used if not _is_fine(name, value, client)}) for client in CLIENTS}


def _is_fine(name: str, value: str, client: str) -> bool:
    feature = feature_of(name, value)
    return feature is None or is_supported(feature, client)


def forbidden(html: str) -> list[str]:
    """Layout that Outlook on Windows drops."""
    return [match[0] for style in STYLE.findall(html) for match in FORBIDDEN.finditer(style)]

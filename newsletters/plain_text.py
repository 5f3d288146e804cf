"""Rich text as a plain mail shows it."""

import re
import textwrap

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString


def plain_text(html: str) -> str:
    """Paragraphs with an empty line between, `-` or numbers before list items, a link's address after its words."""
    parts = [_block(child) for child in BeautifulSoup(html, "html.parser").children]
    return "\n\n".join(part for part in parts if part)


def _block(node: object) -> str:
    if not isinstance(node, Tag):
        return str(node).strip()
    if node.name in ("ul", "ol"):
        items = node.find_all("li", recursive=False)
        marks = [f"{number}." if node.name == "ol" else "-" for number in range(1, len(items) + 1)]
        return "\n".join(f"{mark} {_inline(item).strip()}" for mark, item in zip(marks, items, strict=True))
    return _inline(node).strip()


def _inline(node: Tag) -> str:
    words = [
        _inline_tag(child) if isinstance(child, Tag) else re.sub(r"\s+", " ", str(child))
        for child in node.children
        if isinstance(child, Tag | NavigableString)
    ]
    return "".join(words)


def _inline_tag(tag: Tag) -> str:
    if tag.name == "br":
        return "\n"
    if tag.name in ("ul", "ol"):
        return "\n" + textwrap.indent(_block(tag), "  ")
    text = _inline(tag)
    address = str(tag.get("href") or "").removeprefix("mailto:") if tag.name == "a" else ""
    return f"{text} <{address}>" if address and address != text else text

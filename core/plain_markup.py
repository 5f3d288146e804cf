"""Rich text as plain text with a few signs, and back, so that it can be written in any browser's text box.

Paragraphs are parted by an empty line; "### " begins a heading, "- " and "1. " items of lists, "---" is a line across.
Inside: **bold**, *italic*, [words](address). A backslash takes a sign its meaning. Links within the portal, which
Wagtail keeps by number, read page:12 and document:7.
"""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser

SIGNS = "\\*[]#-."
INTERNAL = re.compile(r"(page|document):(\d+)\Z")
EXTERNAL = re.compile(r"(?:https?://|mailto:|tel:|/(?!/)|#)", re.IGNORECASE)
LINE_START = re.compile(r"(#{3} |- |\d+(?=\. )|-{3}$)", re.MULTILINE)
EMPHASIS = {"b": "**", "strong": "**", "i": "*", "em": "*"}
BLOCKS = {"p", "h2", "h3", "h4", "li", "blockquote"}
# Escaped signs are set aside where no text has them: in the private use area.
ASIDE = {sign: chr(0xE000 + place) for place, sign in enumerate(SIGNS)}


def to_markup(html: str) -> str:
    """Give rich text, in Wagtail's own form, as plain text with signs."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_block()
    text = ""
    for kind, words in reader.blocks:
        is_next_item = kind in ("- ", "1. ") and text.rpartition("\n")[2].startswith(kind)
        text += ("\n" if is_next_item else "\n\n" if text else "") + kind + words
    return text


def to_html(text: str, *, known: str = "") -> str:
    """Give plain text with signs as rich text.

    A link by number is made only where the rich text `known` has it already; any other address must be a web, mail or
    telephone address, or one within the portal. What is no link stays as it was typed.
    """
    numbers = set(re.findall(r"\]\(((?:page|document):\d+)\)", to_markup(known)))
    for sign, aside in ASIDE.items():
        text = text.replace("\\" + sign, aside)
    parts = [_block(block.strip("\n"), numbers) for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n"))]
    html = "".join(parts)
    for sign, aside in ASIDE.items():
        html = html.replace(aside, sign)
    return html


class _Reader(HTMLParser):
    """Collects the blocks of rich text: how each begins, and its words."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[tuple[str, str]] = []
        self.words = ""
        self.kind = ""
        self.lists: list[str] = []
        self.targets: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in BLOCKS:
            self.end_block()
            self.kind = self.lists[-1] if tag == "li" and self.lists else "### " if tag[0] == "h" else ""
        elif tag in ("ul", "ol"):
            self.end_block()
            self.lists.append("- " if tag == "ul" else "1. ")
        elif tag == "hr":
            self.end_block()
            self.blocks.append(("", "---"))
        elif tag == "br":
            self.words += "\n"
        elif tag == "a":
            is_internal = values.get("linktype") in ("page", "document")
            self.targets.append(f"{values['linktype']}:{values.get('id')}" if is_internal else values.get("href", ""))
            self.words += "["
        else:
            self.words += EMPHASIS.get(tag, "")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ul", "ol"):
            self.end_block()
            self.lists = self.lists[:-1]
        elif tag in BLOCKS:
            self.end_block()
        elif tag == "a" and self.targets:
            self.words += f"]({self.targets.pop()})"
        else:
            self.words += EMPHASIS.get(tag, "")

    def handle_data(self, data: str) -> None:
        self.words += re.sub(r"[\\*\[\]]", r"\\\g<0>", " ".join(data.split("\n")))

    def end_block(self) -> None:
        """Keep what was read, if anything was."""
        words = self.words.strip()
        if words:
            self.blocks.append((self.kind, LINE_START.sub(_protect, words)))
        self.words, self.kind = "", ""


def _protect(start: re.Match[str]) -> str:
    sign = start[0]
    return sign + "\\" if sign.isdigit() else "\\" + sign


def _block(block: str, numbers: set[str]) -> str:
    html, list_tag = "", ""
    items: list[str] = []
    paragraph: list[str] = []

    def close() -> str:
        made = f"<p>{'<br/>'.join(paragraph)}</p>" if paragraph else ""
        made += f"<{list_tag}>{''.join(items)}</{list_tag}>" if items else ""
        paragraph.clear()
        items.clear()
        return made

    for line in block.split("\n"):
        item = re.match(r"(- |\d+\. )(.*)", line)
        if item:
            tag = "ul" if item[1] == "- " else "ol"
            if paragraph or (items and tag != list_tag):
                html += close()
            list_tag = tag
            items.append(f"<li>{_inline(item[2], numbers)}</li>")
        elif line.startswith("### ") or line.strip() == "---":
            html += close() + ("<hr/>" if line.strip() == "---" else f"<h3>{_inline(line[4:], numbers)}</h3>")
        elif line.strip():
            html += close() if items else ""
            paragraph.append(_inline(line, numbers))
    return html + close()


def _inline(text: str, numbers: set[str]) -> str:
    html = escape(text.strip(), quote=False)
    html = re.sub(r"\*\*(.+?)\*\*(?!\*)", r"<b>\1</b>", html)
    html = re.sub(r"\*(.+?)\*", r"<i>\1</i>", html)
    return re.sub(r"\[([^\[\]]+)\]\(([^()\s]+)\)", lambda found: _link(found, numbers), html)


def _link(found: re.Match[str], numbers: set[str]) -> str:
    words, target = found[1], found[2]
    internal = INTERNAL.match(target)
    if internal and target in numbers:
        return f'<a linktype="{internal[1]}" id="{internal[2]}">{words}</a>'
    if EXTERNAL.match(target):
        return f'<a href="{target.replace(chr(34), "%22")}">{words}</a>'
    return found[0]

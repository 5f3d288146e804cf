"""Readers that share no code judge a mail: three its MIME parts, three its HTML."""

from __future__ import annotations

import email.parser
import email.policy
import re
from collections.abc import Iterator
from email.message import EmailMessage
from html.parser import HTMLParser

import html5lib  # type: ignore[import-untyped]
from fast_mail_parser import parse_email
from lxml import etree  # type: ignore[import-untyped]

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
# libxml2 knows HTML 4 only; these are of HTML 5 and XHTML, and named in the standard.
OLD_PARSER_MAY_SAY = re.compile(r"Tag \w+ invalid|htmlParseEntityRef")


def mail_defects(content: bytes) -> Iterator[str]:
    """What the standard library's parser, a parser in Rust and a count of the boundaries find wrong with a mail."""
    message = email.parser.BytesParser(EmailMessage, policy=email.policy.default).parsebytes(content)
    for part in message.walk():
        yield from (f"email: {defect!r}" for defect in part.defects)
        for name, value in part.items():
            yield from (f"email: {name}: {defect!r}" for defect in getattr(value, "defects", ()))
    read = parse_email(content)
    yield from (f"fast-mail-parser: {warning}" for warning in read.warnings)
    text, html = (message.get_body((kind,)) for kind in ("plain", "html"))
    if text is None or html is None:
        yield "email: the text or the HTML part is missing"
        return
    for name, ours, theirs in (("text", text, read.text_plain), ("HTML", html, read.text_html)):
        if [_lines(part) for part in theirs] != [_lines(ours.get_content())]:
            yield f"fast-mail-parser: another {name} than the standard library's"
    yield from _wire_defects(content)


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").rstrip("\n").split("\n")


def _wire_defects(content: bytes) -> Iterator[str]:
    """The rules of RFC 5322 (2.1.1) and 2046 (5.1) on the bytes themselves."""
    if b"\n" in content.replace(b"\r\n", b"") or b"\r" in content.replace(b"\r\n", b""):
        yield "wire: a bare CR or LF"
    if max(map(len, content.split(b"\r\n"))) > 998:
        yield "wire: a line of more than 998 bytes"
    if any(byte > 127 for byte in content):
        yield "wire: bytes that are not ASCII"
    boundary = re.search(rb'boundary="([^"]+)"', content)
    if boundary is None or content.count(b"\r\n--" + boundary[1]) != 3:
        yield "wire: not two parts between three boundaries"


def html_defects(html: str) -> Iterator[str]:
    """What the HTML standard's algorithm (html5lib), libxml2 and a count of open elements find wrong."""
    reader = html5lib.HTMLParser()
    reader.parse(html)
    yield from (f"html5lib: {code} at {place}" for place, code, _data in reader.errors)
    parser = etree.HTMLParser(recover=True, encoding="utf-8")
    etree.fromstring(html.encode(), parser)
    for entry in parser.error_log:
        if not OLD_PARSER_MAY_SAY.search(entry.message):
            yield f"libxml2: {entry.message} at {entry.line}"
    yield from Balance(html).found


class Balance(HTMLParser):
    """Elements are closed in order; pictures are described, sized and absolute; links are absolute."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        if self._open:
            self.found.append(f"balance: still open: {self._open}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at pictures and links; remember what is open."""
        values = dict(attrs)
        if tag == "html" and (not values.get("lang") or values.get("dir") not in ("ltr", "rtl")):
            self.found.append("html: no language or direction")
        if tag == "img":
            sized = all((values.get(name) or "").isdigit() for name in ("width", "height"))
            if not sized or "alt" not in values or not (values.get("src") or "").startswith("http"):
                self.found.append(f"picture: not sized, described and absolute: {values}")
        if tag == "a" and not (values.get("href") or "").startswith(("http", "mailto:", "%%")):
            self.found.append(f"link: not absolute: {values}")
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost element."""
        if tag in VOID:
            return
        if not self._open or self._open.pop() != tag:
            self.found.append(f"balance: </{tag}> closes something else")

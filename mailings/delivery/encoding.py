"""Text as it stands in a mail: quoted-printable, base64 and encoded words, made so that pieces can be put together.

Every quoted-printable piece ends in a line short enough for a soft break, and no line begins with a dot. So a body is
its pieces joined by SOFT_BREAK, and needs no dot-stuffing (RFC 5321, 4.5.2).
"""

from __future__ import annotations

import base64
import binascii
import re

SOFT_BREAK = b"=\r\n"
LINE_END = re.compile(r"\r\n|\r|\n")
MAX_LINE = 73  # RFC 2045, 6.7: 76 with the soft break's equals sign and a dot encoded
WORD_BYTES = 39  # 52 characters of base64; with "Subject: " and the frame of an encoded word within 78

_PLAIN = re.compile(r"[ -<>-~]*(?<! )")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_QUOTABLE = re.compile(r"[ -~]{1,60}")
_ENCODED_WORD = "=?"
_ADDRESS = re.compile(r"[!-;=?-~]+@[!-;=?-~]+")


def one_line(value: str) -> str:
    """A value that may stand in a mail's head: without any control or line character."""
    return " ".join(_CONTROLS.sub(" ", value).split())


def quoted_printable(text: str) -> bytes:
    """Encode text (RFC 2045, 6.7): lines of at most 76 characters ending in CRLF, the last of at most 75."""
    if _PLAIN.fullmatch(text):
        return _wrap(text.encode("ascii"))
    lines = LINE_END.sub("\n", text).encode().split(b"\n")
    return b"\r\n".join(_encode_line(line) for line in lines)


def _encode_line(line: bytes) -> bytes:
    encoded = binascii.b2a_qp(line, quotetabs=False, istext=True, header=False).replace(b"\r", b"").replace(b"=\n", b"")
    return _wrap(encoded)


def _wrap(rest: bytes) -> bytes:
    if len(rest) <= MAX_LINE and rest[:1] != b".":
        return rest
    pieces = []
    while len(rest) > MAX_LINE:
        cut = MAX_LINE - 2
        if b"=" in rest[cut - 2 : cut]:  # never inside "=C3"
            cut = rest.index(b"=", cut - 2)
        pieces.append(rest[:cut])
        rest = rest[cut:]
    pieces.append(rest)
    return SOFT_BREAK.join(b"=2E" + piece[1:] if piece[:1] == b"." else piece for piece in pieces)


def base64_lines(data: bytes) -> bytes:
    """Encode bytes (RFC 2045, 6.8): lines of 76 characters ending in CRLF."""
    return base64.encodebytes(data).replace(b"\n", b"\r\n").rstrip(b"\r\n")


def encoded_words(text: str) -> bytes:
    """Encode text for a head (RFC 2047): words of at most 64 characters, each on a line of its own."""
    whole = text.encode("utf-8", "replace")
    if len(whole) <= WORD_BYTES:
        return b"=?utf-8?b?" + base64.b64encode(whole) + b"?="
    words, word = [], b""
    for character in text:
        piece = character.encode("utf-8", "replace")
        if len(word) + len(piece) > WORD_BYTES:
            words.append(word)
            word = b""
        word += piece
    words.append(word)
    return b"\r\n ".join(b"=?utf-8?b?" + base64.b64encode(word) + b"?=" for word in words)


def head_text(text: str) -> bytes:
    """A subject or the like: as it is where that is short and plain, else in encoded words."""
    if _QUOTABLE.fullmatch(text) and _ENCODED_WORD not in text:
        return text.encode("ascii")
    return encoded_words(text) if text else b""


def mailbox(name: str, address: str) -> bytes:
    """A name and an address (RFC 5322, 3.4). Raises ValueError for an address that cannot stand between < and >."""
    if not _ADDRESS.fullmatch(address):
        raise ValueError("The address holds a character that cannot stand in a mail's head.")
    wire = address.encode("ascii")
    if not name:
        return wire
    if _QUOTABLE.fullmatch(name) and _ENCODED_WORD not in name:
        words = b'"' + name.replace("\\", "\\\\").replace('"', '\\"').encode("ascii") + b'"'
    else:
        words = encoded_words(name)
    last_line = len(words) - words.rfind(b"\n") + len("To: ")
    return words + (b" <" if last_line + len(wire) < MAX_LINE else b"\r\n <") + wire + b">"

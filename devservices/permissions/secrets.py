"""Canaries: words that stand for what only some may read, and how they are found in whatever an answer holds."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

# ASCII letters and digits alone: survives slugs, escaping, lower case, mail addresses and quoted-printable.
CANARY = re.compile(rb"kanarie([abn])7q9([a-z]+)z", re.I)
PDF_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.S)
DEEPEST_ARCHIVE = 3


def canary(side: str, kind: str) -> str:
    """The word that stands for one kind ("draft", "letter") of what is not public of a side ("a", "b", "n")."""
    return f"kanarie{side}7q9{kind}z"


@dataclass(frozen=True)
class Found:
    """A canary that an answer held: whose, of which kind, and how many bytes of it."""

    side: str
    kind: str
    size: int


def find_canaries(content: bytes) -> list[Found]:
    """Give every canary in the bytes, those inside ZIP archives (XLSX too) and compressed PDF streams included."""
    return [
        Found(match[1].decode().lower(), match[2].decode().lower(), len(match[0]))
        for layer in unpack(content)
        for match in CANARY.finditer(layer)
    ]


def unpack(content: bytes, depth: int = 0) -> Iterator[bytes]:
    """Give the bytes and, where they are an archive or a PDF, what is inside."""
    yield content
    if content.startswith(b"PK") and depth < DEEPEST_ARCHIVE:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield name.encode()
                yield from unpack(archive.read(name), depth + 1)
    if content.startswith(b"%PDF"):
        for stream in PDF_STREAM.findall(content):
            try:
                yield zlib.decompress(stream)
            except zlib.error:
                yield stream

"""The whole database as text, as a dump of it would be: every table, also those without a model."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import connection


def database_lines() -> Iterator[bytes]:
    """Each row of each table as text: COPY on PostgreSQL (what pg_dump writes), iterdump on SQLite."""
    connection.ensure_connection()
    raw: Any = connection.connection
    if isinstance(raw, sqlite3.Connection):
        for line in raw.iterdump():
            yield line.encode("utf-8", "surrogateescape")
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1")
        tables = [row[0] for row in cursor.fetchall()]
    with raw.cursor() as cursor:
        for table in tables:
            with cursor.copy(f'COPY "{table}" TO STDOUT') as copy:
                for row in copy:
                    yield bytes(row)


def file_lines() -> Iterator[tuple[str, bytes]]:
    """Every file that the portal keeps, by name and content: media, private files, journals."""
    for root in (settings.MEDIA_ROOT, settings.PRIVATE_ROOT, settings.MAIL_JOURNAL_DIR):
        for path in sorted(Path(root).rglob("*")):
            if path.is_file():
                yield str(path.relative_to(root)), path.read_bytes()


def redis_lines() -> Iterator[bytes]:
    """Every key and value of the cache's Redis database, those of others (the queue) among them."""
    if not hasattr(cache, "client"):
        yield from (repr(item).encode() for item in getattr(cache, "_cache", {}).items())
        return
    redis = cache.client.get_client(write=True)
    for key in redis.scan_iter("*"):
        yield bytes(key)
        kind = redis.type(key)
        value = redis.get(key) if kind == b"string" else redis.dump(key)
        yield bytes(value or b"")


def spellings(mark: str) -> list[bytes]:
    """A mark as any of these may hold it: plain, in lower case as search keeps it, and escaped in JSON."""
    variants = {spelling for text in (mark, mark.lower()) for spelling in (text, json.dumps(text)[1:-1])}
    return [variant.encode() for variant in variants]

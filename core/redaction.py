"""Taking a person out of texts that belong to nobody in particular: found in SQL, taken out text by text."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import quote, quote_plus

from django.db import connection
from django.db.models import Field, JSONField, Model
from django.utils.text import slugify

MARK = "[borttagen]"
EXCERPT = 80
# How often a text may be wrapped in JSON: a revision keeps its StreamField as a string of JSON within JSON.
DEPTH = 3
BATCH = 500


@dataclass(frozen=True)
class Redactor:
    """Finds and removes these identifiers, however HTML, JSON and addresses of the web write them."""

    identifiers: tuple[str, ...]

    @classmethod
    def of(cls, identifiers: Iterable[str]) -> Redactor:
        """One for these; the longest go first, so that none is cut by a shorter."""
        return cls(tuple(sorted(set(filter(None, identifiers)), key=len, reverse=True)))

    @cached_property
    def spellings(self) -> list[str]:
        """Each identifier as plain text, HTML and web addresses write it, the longest first."""
        found: set[str] = set()
        for identifier in self.identifiers:
            found |= {identifier, html.escape(identifier), quote(identifier), quote_plus(identifier)}
            if re.fullmatch(r"[+\d\s()/-]+", identifier):
                found.add(re.sub(r"[^+\d]", "", identifier))
        return sorted(found, key=len, reverse=True)

    @cached_property
    def needles(self) -> list[str]:
        """What the database looks for: each spelling, in JSON of each depth as well; in lower case."""
        found: set[str] = set()
        for spelling in self.spellings:
            for ascii_only in (True, False):
                text = spelling
                for _depth in range(DEPTH + 1):
                    found.add(_lower(text))
                    text = json.dumps(text, ensure_ascii=ascii_only)[1:-1]
        return sorted(found)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The spellings where they stand alone: not "Anna Berg" in "Johanna Bergman"."""
        alternatives = "|".join(re.escape(spelling) for spelling in self.spellings)
        return re.compile(rf"(?<![\w.+-])(?:{alternatives})(?!\w|-\w|\.\w+@)", re.IGNORECASE)

    def clean(self, text: str) -> str:
        """The text without them; JSON inside it stays JSON."""
        if not self.identifiers:
            return text
        if text[:1] in "[{" and text:
            try:
                value = json.loads(text)
            except ValueError:
                return self.pattern.sub(MARK, text)
            cleaned = self.clean_value(value)
            return text if cleaned == value else json.dumps(cleaned)
        return self.pattern.sub(MARK, text)

    def clean_value(self, value: Any) -> Any:
        """The same for JSON that was read."""
        if isinstance(value, dict):
            return {self.clean(str(name)): self.clean_value(item) for name, item in value.items()}
        if isinstance(value, list):
            return [self.clean_value(item) for item in value]
        return self.clean(value) if isinstance(value, str) else value

    def excerpts(self, text: str) -> list[str]:
        """What stands around each place where one is found."""
        found = []
        for match in self.pattern.finditer(_readable(text)):
            source = match.string
            found.append(source[max(0, match.start() - EXCERPT) : match.end() + EXCERPT])
        return found

    @cached_property
    def slugs(self) -> list[str]:
        """The names as addresses of pages and names of files write them."""
        return [slug for name in self.identifiers if "@" not in name and "-" in (slug := slugify(name))]


def _lower(text: str) -> str:
    """SQLite's lower() knows the letters of ASCII alone; both databases get what both can find."""
    if connection.vendor == "sqlite":
        return "".join(character.lower() if character.isascii() else character for character in text)
    return text.lower()


def _readable(text: str) -> str:
    """The texts inside JSON, one a line; other text as it is."""
    if text[:1] not in "[{" or not text:
        return text
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return "\n".join(_texts_in(value))


def _texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, item in value.items():
            yield str(name)
            yield from _texts_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts_in(item)
    elif isinstance(value, str):
        yield _readable(value)


def find_mentions(model: type[Model], column: str, redactor: Redactor) -> list[tuple[Any, str]]:
    """The rows of a table whose column names the person: key and text (JSON as text)."""
    if not redactor.identifiers:
        return []
    quote_name = connection.ops.quote_name
    field = model._meta.get_field(column)
    assert isinstance(field, Field)
    name, key = quote_name(str(field.column)), quote_name(str(model._meta.pk.column))
    text = f"{name}::text" if connection.vendor == "postgresql" else name
    place = "strpos" if connection.vendor == "postgresql" else "instr"
    tests = " OR ".join([f"{place}(lower({text}), %s) > 0"] * len(redactor.needles))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {key}, {text} FROM {quote_name(model._meta.db_table)} WHERE {tests} ORDER BY {key}",
            redactor.needles,
        )
        rows = [(row[0], str(row[1])) for row in cursor.fetchall()]
    return [(row_key, found) for row_key, found in rows if redactor.excerpts(found)]


def redact_column(model: type[Model], column: str, redactor: Redactor) -> list[Any]:
    """Take the person out of one column of a table; give the keys of the rows that changed. The rest is untouched:
    no signal, no date of change, no new revision."""
    field = model._meta.get_field(column)
    assert isinstance(field, Field)
    is_json = isinstance(field, JSONField) or field.get_internal_type() == "JSONField"
    placeholder = "%s::jsonb" if is_json and connection.vendor == "postgresql" else "%s"
    quote_name = connection.ops.quote_name
    changes = []
    for key, text in find_mentions(model, column, redactor):
        cleaned = redactor.clean(text)
        if field.max_length:
            cleaned = cleaned[: field.max_length]
        if cleaned != text:
            changes.append((cleaned, key))
    with connection.cursor() as cursor:
        statement = (
            f"UPDATE {quote_name(model._meta.db_table)} SET {quote_name(str(field.column))} = {placeholder}"
            f" WHERE {quote_name(str(model._meta.pk.column))} = %s"
        )
        for start in range(0, len(changes), BATCH):
            cursor.executemany(statement, changes[start : start + BATCH])
    return [key for _text, key in changes]

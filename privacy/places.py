"""Where something of a person may be beside the tables: addresses of pages, files, the search index, the cache."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.db.models import Field, Model, Q
from django_redis.exceptions import ConnectionInterrupted
from redis.exceptions import RedisError
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.search_promotions.models import Query, QueryDailyHits
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.search.index import class_is_indexed, insert_or_update_object
from wagtail.search.models import IndexEntry

from core.personal_data import NotYetError, Person, delete_when_committed
from core.redaction import Redactor


def redactor_of(person: Person) -> Redactor:
    """What finds and removes this person in texts."""
    return Redactor.of(person.identifiers)


# --- Addresses of pages ---------------------------------------------------------------------------------------------


def _pages(person: Person) -> list[Page]:
    wanted = Q(pk__in=[])
    for slug in redactor_of(person).slugs:
        wanted |= Q(slug__icontains=slug)
    return list(Page.objects.filter(wanted).order_by("path"))


def pages_named_after(person: Person) -> list[str]:
    """The addresses of these pages."""
    return [page.url_path for page in _pages(person)]


def rename_pages(person: Person) -> int:
    """Give each an address of its number, and forget the redirects from the old one."""
    slugs = redactor_of(person).slugs
    pages = _pages(person)
    for page in pages:
        page.slug = f"sida-{page.pk}"
        page.save(clean=False, update_fields=["slug", "url_path"])
    named = Q(pk__in=[])
    for slug in slugs:
        named |= Q(old_path__icontains=slug) | Q(redirect_link__icontains=slug)
    Redirect.objects.filter(named).delete()
    return len(pages)


# --- Files ----------------------------------------------------------------------------------------------------------


def _files(person: Person) -> Iterator[Any]:
    for slug in redactor_of(person).slugs:
        spellings = {slug, slug.replace("-", "_"), slug.replace("-", ""), slug.replace("-", ".")}
        wanted = Q(pk__in=[])
        for spelling in spellings:
            wanted |= Q(file__icontains=spelling)
        for model in (get_image_model(), get_document_model()):
            yield from model.objects.filter(wanted)


def files_named_after(person: Person) -> list[str]:
    """Names of pictures and documents that are a name of the person."""
    return [row.file.name for row in _files(person)]


def rename_files(person: Person) -> int:
    """Save each under its number; the old file and what was made from it go."""
    number = 0
    for row in list(_files(person)):
        storage, old = row.file.storage, row.file.name
        path = PurePosixPath(old)
        with storage.open(old) as content:
            new = storage.save(f"{path.parent}/fil-{row.pk}{path.suffix.lower()}", content)
        type(row).objects.filter(pk=row.pk).update(file=new)
        if hasattr(row, "renditions"):
            for rendition in row.renditions.all():
                delete_when_committed(rendition.file.storage, rendition.file.name)
                rendition.delete()
        delete_when_committed(storage, old)
        number += 1
    return number


# --- Search ---------------------------------------------------------------------------------------------------------


def reindex_rows(model: type[Model], keys: Iterable[Any]) -> None:
    """Index these rows anew, where their table is searched at all."""
    if not class_is_indexed(model):
        return
    for row in model._default_manager.filter(pk__in=list(keys)):
        insert_or_update_object(row)


def _stems(person: Person) -> list[list[str]]:
    """For each identifier, the beginnings of its words: the index keeps words by their stems."""
    words = [re.findall(r"\w+", identifier.lower()) for identifier in redactor_of(person).identifiers]
    return [[word[: max(3, len(word) - 3)] for word in found] for found in words]


def _entries(person: Person) -> list[IndexEntry]:
    columns = [
        connection.ops.quote_name(str(field.column))
        for field in IndexEntry._meta.concrete_fields
        if isinstance(field, Field) and field.get_internal_type() in {"TextField", "SearchVectorField"}
    ]
    cast = "::text" if connection.vendor == "postgresql" else ""
    place = "strpos" if connection.vendor == "postgresql" else "instr"
    text = "lower(" + " || ' ' || ".join(f"coalesce({column}{cast}, '')" for column in columns) + ")"
    keys: set[int] = set()
    with connection.cursor() as cursor:
        for stems in filter(None, _stems(person)):
            tests = " AND ".join([f"{place}({text}, %s) > 0"] * len(stems))
            cursor.execute(f"SELECT id FROM {IndexEntry._meta.db_table} WHERE {tests}", stems)
            keys.update(row[0] for row in cursor.fetchall())
    return list(IndexEntry.objects.filter(pk__in=keys).select_related("content_type"))


def index_entries(person: Person) -> list[str]:
    """Nothing of its own: the index is made from the texts that are told above."""
    return []


def reindex(person: Person) -> int:
    """Make anew every entry that may know a word of the person; drop those whose row is gone."""
    entries = _entries(person)
    for entry in entries:
        model = entry.content_type.model_class()
        row = model._default_manager.filter(pk=entry.object_id).first() if model else None
        entry.delete()
        if row is not None:
            insert_or_update_object(row)
    return len(entries)


def forget_searches(now: datetime.datetime) -> int:
    """Delete what was searched for a week ago, words and counts."""
    week = datetime.timedelta(days=7)
    deleted = QueryDailyHits.objects.filter(date__lt=(now - week).date()).delete()[0]
    Query.garbage_collect()
    return deleted


# --- The cache ------------------------------------------------------------------------------------------------------


def cached(person: Person) -> list[str]:
    """Keys in the cache under which, or in which, the person stands. Only a cache that lists its keys can say.

    Raises `NotYetError` while the cache does not answer.
    """
    needles = [spelling.lower() for spelling in redactor_of(person).spellings]
    if not needles or not hasattr(cache, "iter_keys"):
        return []
    try:
        keys = list(cache.iter_keys("*"))
    except (ConnectionInterrupted, RedisError) as error:
        raise NotYetError("The cache does not answer.") from error
    return [key for key in keys if _names_any(key, needles) or _names_any(repr(cache.get(key)), needles)]


def _names_any(text: str, needles: list[str]) -> bool:
    return any(needle in text.lower() for needle in needles)


def clear_cached(person: Person) -> int:
    """Drop these keys; a cache that cannot list them is emptied."""
    if not hasattr(cache, "iter_keys"):
        cache.clear()
        return 0
    keys = cached(person)
    cache.delete_many(keys)
    return len(keys)

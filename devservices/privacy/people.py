"""The figures of one person: everything is in the export, and nothing is left after the erasure."""

from __future__ import annotations

import io
import json
import logging
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import Page

from core.logs import PlainFormatter
from core.personal_data import Person
from core.tables import write_csv
from devservices.privacy.dump import database_lines, file_lines, redis_lines, spellings
from devservices.privacy.rows import root_page
from devservices.privacy.seeding import ADDRESS, NAME, Canary, Seeded, Seeder
from members.models import MemberImport
from newsletters.models import SubscriberImport
from privacy.erasure import ask_for_erasure, carry_out, decide_texts
from privacy.export import collect, write_export
from privacy.models import ErasureRequest
from privacy.people import find_by_account


def seed_places(seeded: Seeded) -> None:
    """What stands beside the tables: sessions, files, addresses of pages, journals, the cache, an uploaded list."""
    for data in ({"_auth_user_id": str(seeded.user.pk)}, {"account_login_code": {"email": ADDRESS}}):
        session = SessionStore()
        session.update(data)
        session.save()
    page = Page(title=NAME, slug="asa-kz0000qoberg-ny-ordforande")
    root_page().add_child(instance=page)
    document = get_document_model()(title="Bild")
    document.file.save("asa-kz0000qoberg.txt", ContentFile(b"ett dokument"))
    cache.set("sida-om-nagon", {"html": f"<p>{NAME}</p>"}, 600)
    folder = Path(settings.MAIL_JOURNAL_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "kz.journal").write_text(f"- boot\n> 1 1\n< 1 1 rcpt 550 5.1.1 <{ADDRESS}> okänd\n", "utf-8")
    content = write_csv(["address", "name"], [[ADDRESS, NAME]])
    rows = [{"code": "1488", "changes": [["name", "", NAME]]}]
    MemberImport.objects.create(
        filename="medlemmar.csv", content=content, rows=rows, created_by=seeded.user, created_at=timezone.now()
    )
    SubscriberImport.objects.create(filename="lista.csv", content=content, created_at=timezone.now())


@contextmanager
def listening() -> Iterator[io.StringIO]:
    """All that is logged meanwhile, down to the smallest word, as the portal writes it."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    handler.setFormatter(PlainFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        yield text
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


def read_archive(person: Person) -> tuple[dict[str, Any], str, list[str]]:
    """The export as whoever gets it reads it: the JSON, all other text, the names of the files."""
    with write_export(collect(person, at=timezone.now())) as file, zipfile.ZipFile(file) as archive:
        names = archive.namelist()
        data = json.loads(archive.read(next(name for name in names if name.endswith(".json"))))
        rest = "\n".join(archive.read(name).decode("utf-8", "replace") for name in names if not name.endswith(".json"))
    return data, rest, names


def missing_from(data: dict[str, Any], html: str, seeded: Seeded) -> list[str]:
    """What was put in and is not in the export, or is in it and should not be."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for table in data["tables"]:
        rows.setdefault(table["table"], []).extend(table["rows"])
    missing = [f"{one.table}.{one.column}" for one in seeded.canaries if not _is_told(one, rows, html)]
    for table, column, key in seeded.traces:
        told = [row for row in rows.get(table, []) if row.get(column) == key or
                (row.get("column") == column and row.get("id") == key)]  # fmt: skip
        missing += [] if told else [f"{table}.{column}"]
    return missing


def _is_told(canary: Canary, rows: dict[str, list[dict[str, Any]]], html: str) -> bool:
    found = rows.get(canary.table, [])
    if canary.is_secret:
        return any(canary.column in row for row in found) and canary.text not in json.dumps(found) + html
    if canary.is_mention:
        return any(row.get("column") == canary.column and canary.text in str(row.get("text")) for row in found)
    told = any(canary.text in json.dumps(row.get(canary.column), ensure_ascii=False) for row in found)
    return told and canary.text in html


def what_is_left(seeded: Seeded, logged: str) -> list[str]:
    """Each mark that still stands somewhere, and where."""
    marks = [(mark, spellings(mark)) for mark in dict.fromkeys(seeded.marks())]
    left: list[str] = []

    def look(place: str, content: bytes) -> None:
        left.extend(
            f"{place}: {mark}: {content[max(0, content.find(way) - 60) : content.find(way) + 60]!r}"
            for mark, ways in marks
            for way in ways
            if way in content
        )

    for line in database_lines():
        look("database", line)
    for name, content in file_lines():
        look(f"file {name}", name.encode() + b"\n" + content)
    for item in redis_lines():
        look("cache", item)
    look("log", logged.encode())
    return left


def measure_person() -> dict[str, Any]:
    """Seed, export, erase, look everywhere, erase once more."""
    with listening() as log:
        seeded = Seeder().seed()
        seed_places(seeded)
        seeded.user.refresh_from_db()
        person = find_by_account(seeded.user)
        before = len(what_is_left(seeded, ""))
        # As a coordinator gives it out, who vouches for the name; alone, the person gets the texts by address.
        data, html, names = read_archive(replace(person, is_vouched=True))
        missing = missing_from(data, html, seeded)
        request = _erase(person)
        left = what_is_left(seeded, log.getvalue())
        again = _erase(Person.from_json(person.as_json()))
    columns = [*seeded.canaries, *seeded.traces]
    secrets = [canary for canary in seeded.canaries if canary.is_secret]
    return {
        "columns": len(columns),
        "canaries": len(seeded.canaries),
        "exported": len(columns) - len(secrets) - len(missing),
        "secrets_named_not_shown": len(secrets),
        "missing_from_export": missing,
        "files_in_export": len(names),
        "found_before": before,
        "left": len(left),
        "left_where": left[:20],
        "kept_by_law": seeded.kept,
        "too_short_for_a_canary": seeded.too_short,
        "erased_rows": request.total,
        "erased_again": {name: number for name, number in again.done.items() if number and _is_change(name)},
    }


def _is_change(name: str) -> bool:
    """The nameless account, and what it did, is found and emptied again, search is made anew: no change."""
    return not name.startswith(("accounts.User", "wagtailcore.Comment", "search"))


def _erase(person: Person) -> ErasureRequest:
    now = timezone.now()
    request = ask_for_erasure(person, source=ErasureRequest.Source.OWN, check=ErasureRequest.Check.SIGNED_IN, at=now)
    if not carry_out(request, at=now):
        decide_texts(request, remove=True, at=now)
    request.refresh_from_db()
    return request

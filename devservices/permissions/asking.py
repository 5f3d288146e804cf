"""Everybody asks for everything: each request in a transaction of its own that is rolled back."""

from __future__ import annotations

import copy
import itertools
import re
import sys
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.cache import cache
from django.core.signals import got_request_exception
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client

from devservices.permissions.addresses import Address
from devservices.permissions.changes import Ledger, WriteCounter, watch_writes
from devservices.permissions.content import Keys
from devservices.permissions.forms import Values, read_form
from devservices.permissions.people import Actor
from devservices.permissions.secrets import Found, find_canaries
from devservices.permissions.world import Side, World

KEY = re.compile(r"{(\w+)}")
SEVERAL = 2


@dataclass(frozen=True)
class Case:
    """One path to ask for. `opens` names the side whose secrets the path itself opens: it holds a token."""

    pattern: str
    path: str
    opens: frozenset[str] = frozenset()


@dataclass
class Result:
    """What came of it. All lists are empty where permissions hold."""

    requests: int = 0
    foreign_bytes: int = 0
    seen: set[str] = field(default_factory=set)
    leaks: Counter[str] = field(default_factory=Counter)
    changes: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)

    def note(self, title: str, line: str, found: Counter[str]) -> None:
        """Print what was found the first time, and count it."""
        if line not in found:
            print(f"{title}: {line}", flush=True)
        found[line] += 1

    @property
    def holds(self) -> bool:
        """Whether nobody read, changed or broke what is not theirs."""
        return not (self.foreign_bytes or self.changes or self.errors)


def cases_of(address: Address, sides: list[Side]) -> Iterator[Case]:
    """Give every path of an address once: for the objects of each side and each of its pages, then for mixed ones.

    Mixed: where an address names several objects, one side's with the last of another side's.
    """
    seen = set()
    for side, template, bundle in (*own_objects(address, sides), *mixed_objects(address, sides)):
        names = KEY.findall(template)
        if not set(names) <= bundle.keys():
            continue
        path = "/" + template.format(**bundle)
        if path not in seen:
            seen.add(path)
            yield Case(address.pattern, path, frozenset(side.letter) if "_token}" in template else frozenset())


def own_cases(address: Address, side: Side) -> Iterator[Case]:
    """The plain path of an address for one side's first page: the short form. None where it names no object."""
    for template in address.templates[:1]:
        if names := KEY.findall(template):
            bundle = side.bundles[0]
            if set(names) <= bundle.keys():
                opens = frozenset(side.letter) if "_token}" in template else frozenset()
                yield Case(address.pattern, "/" + template.format(**bundle), opens)


def own_objects(address: Address, sides: list[Side]) -> Iterator[tuple[Side, str, Keys]]:
    """Whose objects, the address with names for them, and what stands for the names: all of one side."""
    for side in sides:
        for bundle in side.bundles:
            for template in address.templates:
                yield side, template, bundle


def mixed_objects(address: Address, sides: list[Side]) -> Iterator[tuple[Side, str, Keys]]:
    """The same, but the last object is of another side."""
    for template in address.templates:
        names = KEY.findall(template)
        if len(set(names)) < SEVERAL:
            continue
        for side, other in itertools.permutations(sides, 2):
            last = names[-1]
            if last in other.bundles[0]:
                yield side, template, {**side.bundles[0], last: other.bundles[0][last]}


class Asker:
    """One person with a browser."""

    def __init__(self, user: Any) -> None:
        self.client = Client(raise_request_exception=False)
        if user is not None:
            self.client.force_login(user)
        self.cookies = copy.deepcopy(self.client.cookies)
        self.failure = ""
        got_request_exception.connect(self._note_failure, weak=False)

    def _note_failure(self, **_kwargs: Any) -> None:
        error = sys.exc_info()[1]
        frame = traceback.extract_tb(error.__traceback__)[-1] if error else None
        self.failure = f"{error!r:.150} {Path(frame.filename).name}:{frame.lineno}" if frame else repr(error)

    def ask(self, method: str, path: str, values: Values | None = None) -> tuple[HttpResponseBase, bytes]:
        """Send a request; what it answers, and everything in the answer that can be read, headers too."""
        cache.clear()
        self.client.cookies = copy.deepcopy(self.cookies)
        if method == "GET":
            response: Any = self.client.get(path)
        else:
            response = self.client.post(path, values or {})
        body = response.getvalue() if response.streaming else response.content  # the client closes it after that
        return response, body + b"\n" + repr(dict(response.items())).encode()


class Matrix:
    """Asks, and judges what comes back."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.result = Result()
        self.askers = {actor.name: Asker(actor.user) for actor in world.actors}
        self.ledger = Ledger()  # as it is when everybody has signed in
        self.groups = {
            actor.name: set(actor.user.groups.values_list("pk", flat=True)) if actor.user else set()
            for actor in world.actors
        }

    def run(self, case: Case) -> None:
        """Everybody asks for one path: to read it, then to post what somebody who may do so would post."""
        values = self.form_of(case)
        for actor in self.world.actors:
            for method in ("GET", "POST"):
                self.request(case, actor, method, values)

    def form_of(self, case: Case) -> Values:
        """The form that a superuser meets at the path."""
        with transaction.atomic():
            response, body = self.askers["superuser"].ask("GET", case.path)
            transaction.set_rollback(True)
        is_page = response.status_code == 200 and b"<form" in body
        return read_form(body.rpartition(b"\n")[0]) if is_page else {}

    def request(self, case: Case, actor: Actor, method: str, values: Values) -> None:
        """Ask once; note what is wrong with the answer or with what was done."""
        counter = WriteCounter()
        allowed = actor.may_read | case.opens
        with transaction.atomic():
            with watch_writes(counter):
                response, content = self.askers[actor.name].ask(method, case.path, values)
            if counter.lasting and response.status_code < 500:
                self.judge_changes(case, actor, method, counter.lasting)
            transaction.set_rollback(True)
        self.result.requests += 1
        self.result.statuses[response.status_code] += 1
        if response.status_code >= 500 and case.pattern not in ANSWERS_500:
            failure = self.askers[actor.name].failure
            self.result.note("Error", f"{method} {case.path} → {actor.name}: {failure}", self.result.errors)
        self.judge_words(f"{method} {case.path} → {actor.name}", find_canaries(content), allowed, told=case.path)

    def judge_words(self, where: str, canaries: list[Found], allowed: frozenset[str], told: str = "") -> None:
        """Count the bytes of secrets that the person may not read; an address that one asked for may come back."""
        known = set(find_canaries(told.encode()))
        for found in canaries:
            if found in known:
                continue
            if found.side in allowed:
                self.result.seen.add(f"{found.side}:{found.kind}")
            else:
                self.result.foreign_bytes += found.size
                self.result.note("Leak", f"{where}: {found.side} {found.kind}", self.result.leaks)

    def judge_changes(self, case: Case, actor: Actor, method: str, tables: set[str]) -> None:
        """A GET changes nothing; a POST changes nothing of others, and writes no mail with others' secrets."""
        where = f"{method} {case.path} → {actor.name}"
        noted = tables - GET_MAY_NOTE.get(case.pattern, frozenset())
        if method == "GET" and noted:
            self.result.note("Change", f"{where} writes to {', '.join(sorted(noted))}", self.result.changes)
        if not actor.may_change_anything:
            may_change = actor.may_read | case.opens
            for row in self.ledger.foreign_changes(tables, may_change, self.groups[actor.name]):
                self.result.note("Change", f"{where} changes {row}", self.result.changes)
        if "mailings_delivery" in tables:
            for address, words in self.ledger.new_mails():
                self.judge_mail(where, case, actor, address, words)

    def judge_mail(self, where: str, case: Case, actor: Actor, address: str, words: str) -> None:
        """A mail may hold the secrets that its receiver may read; an address that is a secret belongs to its side."""
        sides = {found.side for found in find_canaries(address.encode())}
        readers = [actor.may_read for actor in self.world.actors if actor.user and actor.user.email == address]
        allowed = frozenset(sides).union(*readers)
        if actor.user:
            words = words.replace(actor.user.get_full_name(), "")  # a mail says who did it
        canaries = [
            found for found in find_canaries(words.encode()) if found.kind not in MAIL_TELLS.get(case.pattern, ())
        ]
        self.judge_words(f"{where}: mail to {address}", canaries, allowed)


# Where an answer may be 500 or more, and why; nothing is read or changed by it.
ANSWERS_500: dict[str, str] = {
    "admin/failwhale/": "Wagtail's page to try the error page with",
    "health/mail/": "says 503 while nobody sends mail, as here",
    "konto/2fa/webauthn/reauthenticate/": "the passkeys of this world are none",
    "admin/choose-external-link/": "Wagtail's dialog, when something else than its script posts to it",
    "admin/snippets/choose/news/newscategory/create/": "the same",
    "admin/localize/translate/<int:translation_id>/pofile/upload/": "wagtail-localize's upload, without a file",
    "admin/redirects/import/process/": "the second step of Wagtail's import, without the first",
}
# The tables in which a GET may note something, by address: each has its reason in docs/permissions.md.
GET_MAY_NOTE: dict[str, frozenset[str]] = {
    "admin/pages/<int:page_id>/edit/": frozenset({"wagtailcore_pagesubscription"}),
    "admin/pages/<int:page_id>/revisions/<int:revision_id>/revert/": frozenset({"wagtailcore_pagesubscription"}),
}
# What a mail tells on purpose: who announces a meeting tells of it.
MAIL_TELLS: dict[str, frozenset[str]] = {"admin/meetings/meeting/<int:pk>/announce/": frozenset({"meeting", "link"})}

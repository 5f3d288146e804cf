"""The short form of `make permissions` (docs/permissions.md): every address is known, and one stranger asks for all."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, path
from django.views.generic import RedirectView

from devservices.permissions.addresses import Address, all_addresses, unknown_addresses, walk
from devservices.permissions.asking import Matrix, own_cases
from devservices.permissions.secrets import canary, find_canaries
from devservices.permissions.world import World, build_world

OWNER, STRANGER, PASSER_BY = "editor A", "editor B", "anonymous"
MEETS_SECRETS = {"admin/pages/<int:page_id>/edit/", "admin/documents/edit/<int:document_id>/"}


def test_every_address_is_in_the_matrix() -> None:
    assert unknown_addresses(all_addresses()) == []


def test_new_address_is_missed_until_somebody_says_what_it_names() -> None:
    view = RedirectView.as_view(url="/")
    new: list[URLPattern] = [path("nytt/<int:pk>/", view, name="new"), path("nytt/", view, name="list")]

    unknown = unknown_addresses(Address(str(entry.pattern), entry.name or "") for entry in new)

    assert unknown == ["nytt/<int:pk>/ (new)", "nytt/ (list)"]
    assert len(list(walk())) > len(all_addresses()) > 500


def test_canaries_are_found_in_every_kind_of_answer() -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("blad.xml", f"<c>{canary('a', 'answer')}</c>")

    for content in (f"<p>{canary('a', 'answer').upper()}</p>".encode(), archive.getvalue()):
        assert [(found.side, found.kind) for found in find_canaries(content)] == [("a", "answer")]


@pytest.fixture
def world(db: None, settings: Any) -> Iterator[World]:
    """Two members, a network, nine people."""
    with tempfile.TemporaryDirectory() as folder:
        settings.MEDIA_ROOT, settings.PRIVATE_ROOT = f"{folder}/media", f"{folder}/private"
        yield build_world()


def test_strangers_read_nothing_and_change_nothing_of_a_member(world: World) -> None:
    matrix = Matrix(world)
    actors = {actor.name: actor for actor in world.actors}

    for address in all_addresses():
        for case in own_cases(address, world.sides[0]):
            matrix.request(case, actors[STRANGER if case.path.startswith("/admin/") else PASSER_BY], "GET", {})
            if address.pattern in MEETS_SECRETS:  # else nobody would know that they can be found
                matrix.request(case, actors[OWNER], "GET", {})

    found = matrix.result
    assert (list(found.leaks), list(found.changes), list(found.errors)) == ([], [], [])
    assert found.seen >= {"a:draft", "a:document"}
    assert found.requests > 250

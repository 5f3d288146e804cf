"""Out of a portal and into an empty one: the same rows, the same files, on either database."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from django.db.models import FileField
from django.test import Client
from wagtail.models import Page, PageLogEntry

from accounts.models import User
from devservices.stages import ROOT
from handover.files import file_columns
from handover.services import check_archive, export_network, import_network
from handover.tables import LEFT_OUT, exported_models, find_content, is_named
from mailings.models import Dispatcher, Suppression
from members.models import MemberPage
from tests.factories.accounts import UserFactory
from tests.factories.cast import Cast
from tests.handover.conftest import NOW, empty_portal, type_ids_in_revisions

pytestmark = pytest.mark.django_db


def test_migrated_portal_is_empty() -> None:
    assert find_content() == [], "migrations fill a further table: name it in handover.tables.SEEDED"


def test_every_table_goes_along_or_says_why_not() -> None:
    known = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    assert set(LEFT_OUT) - known <= {"wagtailsearch.SQLiteFTSIndexEntry"}
    for model in exported_models():
        for field in model._meta.local_concrete_fields:
            target = field.related_model if field.is_relation else None
            assert target is None or is_named(field) or target._meta.label not in LEFT_OUT
        assert len(file_columns(model)) == sum(isinstance(field, FileField) for field in model._meta.local_fields)


def test_everything_comes_back_in_an_empty_portal(
    archive: Path, portal: Cast, new_host: tuple[Path, Path], tmp_path: Path
) -> None:
    told, fingerprint = check_archive(archive)
    imported = import_network(archive, at=NOW, fingerprint=fingerprint)

    again, _other_moment = export_network(tmp_path / "again.zip", at=NOW)
    assert again.content_sha256 == told.content_sha256
    assert [(table.label, table.rows) for table in again.tables] == [(t.label, t.rows) for t in told.tables]
    assert (imported.renewed_links, imported.dropped_second_factors, imported.made_names) == (0, 0, [])
    media, private = new_host
    assert [path.read_bytes() for path in (media / "documents").iterdir()] == [b"plan" * 9000]
    assert [path.read_bytes() for path in private.rglob("*.*")] == [b"minutes"]
    assert User.objects.get(pk=portal.trollhattan_editor.pk).groups.get() == portal.trollhattan.editor_group
    assert Suppression.objects.get().address == "nils@example.org"
    assert PageLogEntry.objects.filter(user=portal.coordinator).exists()
    assert Dispatcher.objects.is_off()


def test_content_types_and_permissions_are_found_by_name(archive: Path, portal: Cast, new_host: object) -> None:
    import_network(archive, at=NOW)

    page = Page.objects.get(pk=portal.trollhattan_page.pk)
    assert isinstance(page.specific, MemberPage)
    here = ContentType.objects.filter(model__in=["memberpage", "memberindexpage", "homepage"])
    assert type_ids_in_revisions() <= set(here.values_list("pk", flat=True))
    assert min(type_ids_in_revisions()) > 1000
    editor = User.objects.get(pk=portal.trollhattan_editor.pk)
    assert editor.has_perm("wagtailadmin.access_admin")
    assert page.permissions_for_user(editor).can_publish()
    assert not page.permissions_for_user(User.objects.get(pk=portal.lulea_editor.pk)).can_edit()


def test_imported_portal_goes_on(archive: Path, portal: Cast, new_host: object, client: Client) -> None:
    import_network(archive, at=NOW)

    assert "Hälsa på lika villkor ❤" in client.get(portal.trollhattan_page.get_url()).content.decode()
    assert portal.trollhattan_page.pk in [page.pk for page in Page.objects.search("Trollhättan")]
    assert UserFactory.create().pk > portal.representative.pk
    assert portal.trollhattan_page.add_child(instance=Page(title="Ny sida")).pk


def test_commands_say_what_they_did(
    archive: Path, new_host: object, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    call_command("check_archive", archive, "--tables")
    call_command("import_network", archive, "--controller", "Borås Stad", "--controller-email", "dso@example.org")
    call_command("dispatch", "--off")
    call_command("export_network", tmp_path / "next.zip")
    said = capsys.readouterr().out
    assert "read back and found equal" in said
    assert "dispatch --on" in said
    assert "SECRET_KEY is not in it" in said


OTHER_ENGINE = """
import sys
import django
django.setup()
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
# The tables without the half minute that all migrations take.
settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}
call_command("migrate", run_syncdb=True, verbosity=0)
settings.MIGRATION_MODULES = {}
for node in MigrationLoader(connection).graph.nodes:
    MigrationRecorder(connection).record_applied(*node)
call_command("import_network", sys.argv[1])
call_command("export_network", sys.argv[2])
"""


def test_there_and_back_by_the_other_engine(
    portal: Cast, folders: Callable[[str], tuple[Path, Path]], tmp_path: Path
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL is not there")
    first, second = tmp_path / "first.zip", tmp_path / "second.zip"
    told, _fingerprint = export_network(first, at=NOW)
    env = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{tmp_path / 'other.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "network_portal.settings.dev",
        "SECRET_KEY": "only-for-tests-0123456789-0123456789-0123456789",
        "MEDIA_ROOT": str(tmp_path / "other" / "media"),
        "PRIVATE_ROOT": str(tmp_path / "other" / "private"),
    }
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", OTHER_ENGINE, first, second],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr

    assert check_archive(second)[0].content_sha256 == told.content_sha256
    assert check_archive(second)[0].made_by["database"] == "sqlite"
    empty_portal()
    folders("new")
    imported = import_network(second, at=NOW)
    ContentType.objects.clear_cache()
    assert imported.manifest.content_sha256 == told.content_sha256

"""A small portal with something of everything, and the way to make the test's database an empty portal."""

import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.db import connection
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import Page, Site

from core.private_files import private_storage
from handover.services import export_network
from handover.tables import exported_models
from mailings.services import suppress
from meetings.models import MeetingDocument
from newsletters.links import set_confirm_hash
from newsletters.models import Subscriber
from tests.factories.cast import Cast
from tests.factories.meetings import MeetingFactory
from tests.factories.members import english
from tests.factories.newsletters import SubscriberFactory

NOW = timezone.now()


@pytest.fixture
def folders(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], tuple[Path, Path]]:
    """Give this process the files of a portal: its media folder and its private folder."""

    def move(name: str) -> tuple[Path, Path]:
        settings.MEDIA_ROOT = tmp_path / name / "media"
        settings.PRIVATE_ROOT = tmp_path / name / "private"
        storage = FileSystemStorage(location=settings.PRIVATE_ROOT, base_url=None)
        monkeypatch.setattr(private_storage, "_wrapped", storage)
        return settings.MEDIA_ROOT, settings.PRIVATE_ROOT

    move("old")
    return move


@pytest.fixture
def portal(cast: Cast, folders: Callable[[str], tuple[Path, Path]]) -> Iterator[Cast]:
    """Two members, their people, pages with history in two languages, files, a subscriber, a suppression."""
    page = cast.trollhattan_page
    page.introduction = "Hälsa på lika villkor \N{HEAVY BLACK HEART}\u2028ny rad"
    page.save_revision(user=cast.coordinator, log_action=True).publish()
    english(page)
    get_document_model().objects.create(title="Plan", file=ContentFile(b"plan" * 9000, name="plan.pdf"))
    meeting = MeetingFactory.create()
    MeetingDocument.objects.create(meeting=meeting, title="Protokoll", file=ContentFile(b"minutes", name="minutes.pdf"))
    elin = SubscriberFactory.create(address="elin@example.org", confirm_nonce="n" * 32)
    set_confirm_hash(elin)
    elin.save()
    suppress("nils@example.org", scope="newsletter", reason="unsubscribed", at=NOW)
    yield cast
    ContentType.objects.clear_cache()
    Site.clear_site_root_paths_cache()


@pytest.fixture
def archive(portal: Cast, tmp_path: Path) -> Path:
    """The portal's archive."""
    path = tmp_path / "network.zip"
    export_network(path, at=NOW)
    return path


@pytest.fixture
def new_host(archive: Path, folders: Callable[[str], tuple[Path, Path]]) -> tuple[Path, Path]:
    """An empty portal with empty folders, after the archive was made."""
    empty_portal()
    return folders("new")


def empty_portal() -> None:
    """Make the test's database what a freshly migrated one is, with other numbers of content types and permissions."""
    with connection.cursor() as cursor:
        for model in exported_models():
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")
        for table in ("mailings_dispatcher", "wagtailsearch_indexentry", "wagtailimages_rendition"):
            cursor.execute(f"DELETE FROM {table}")
        cursor.execute("UPDATE auth_permission SET id = id + 5000, content_type_id = content_type_id + 1000")
        cursor.execute("UPDATE django_content_type SET id = id + 1000")
    connection.check_constraints()
    ContentType.objects.clear_cache()
    Site.clear_site_root_paths_cache()


def subscriber() -> Subscriber:
    return Subscriber.objects.get(address="elin@example.org")


def type_ids_in_revisions() -> set[int]:
    """The numbers of content types that revisions of pages name within their content."""
    return {revision.content["content_type"] for page in Page.objects.all() for revision in page.revisions.all()}


def rewrite(
    path: Path, change: Callable[[str, bytes], bytes | None], *, seal: Callable[[dict[str, Any]], None]
) -> Path:
    """A copy of an archive with other parts (None leaves one out) and another manifest."""
    copy = path.with_name("rewritten.zip")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "manifest.json":
                manifest = json.loads(content)
                seal(manifest)
                content = json.dumps(manifest).encode()
            changed = change(name, content)
            if changed is not None:
                new.writestr(name, changed)
    return copy

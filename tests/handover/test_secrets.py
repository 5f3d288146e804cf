"""What goes along of keys and passwords, and what another `SECRET_KEY` means."""

import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.apps import apps
from django.db import connection
from django.urls import reverse

from accounts.models import User
from core.tokens import hash_token
from handover.controllers import Successor
from handover.errors import CannotExportError, ImportFailedError
from handover.links import models_with_links
from handover.models import DataController
from handover.services import export_network, import_network
from newsletters.links import unsubscribe_url
from tests.factories.cast import Cast
from tests.handover.conftest import NOW, empty_portal, subscriber

pytestmark = pytest.mark.django_db
CANARY = "kanariefågel-i-miljön"


def content_of(archive: Path) -> bytes:
    with zipfile.ZipFile(archive) as parts:
        return b"".join(parts.read(name) for name in parts.namelist())


def test_no_secret_of_the_environment_leaves(portal: Cast, tmp_path: Path, settings: Any) -> None:
    for name in ("EMAIL_HOST_PASSWORD", "MAILBOX_URL", "MAIL_WEBHOOK_SECRET", "METRICS_TOKEN", "REDIS_URL"):
        setattr(settings, name, CANARY)
    export_network(tmp_path / "network.zip", at=NOW)
    content = content_of(tmp_path / "network.zip")
    assert b"elin@example.org" in content
    assert CANARY.encode() not in content
    assert settings.SECRET_KEY.encode() not in content


def test_every_row_that_a_mailed_link_finds_says_how_it_is_made() -> None:
    keeping = {
        model._meta.label
        for model in apps.get_models()
        if any(field.name.endswith("_hash") and field.max_length == 64 for field in model._meta.fields)
        and any("nonce" in field.name for field in model._meta.fields)
    }
    assert keeping == {model._meta.label for model in models_with_links()}


def test_links_work_with_another_key(archive: Path, new_host: object, settings: Any) -> None:
    settings.SECRET_KEY = "another-key-of-another-host-0123456789-0123456789"
    imported = import_network(archive, at=NOW)
    elin = subscriber()
    token = unsubscribe_url(elin, "sv").rstrip("/").rpartition("/")[2]
    assert elin.unsubscribe_hash == hash_token(token)
    assert imported.renewed_links == 3


def test_second_factors_need_the_old_key_or_are_dropped(
    portal: Cast, tmp_path: Path, settings: Any, folders: Any
) -> None:
    TOTP.activate(portal.coordinator, "JBSWY3DPEHPK3PXP")
    Authenticator.objects.create(user=portal.coordinator, type="webauthn", data={"name": "Nyckel", "credential": {}})
    archive = tmp_path / "network.zip"
    export_network(archive, at=NOW)
    old_key = settings.SECRET_KEY
    empty_portal()
    folders("new")
    settings.SECRET_KEY = "another-key-of-another-host-0123456789-0123456789"
    with pytest.raises(ImportFailedError, match="--drop-second-factors"):
        import_network(archive, at=NOW)
    assert not User.objects.exists()

    imported = import_network(archive, at=NOW, drops_second_factors=True)
    assert imported.dropped_second_factors == 1
    assert Authenticator.objects.get().type == "webauthn"

    empty_portal()
    folders("third")
    settings.SECRET_KEY = old_key
    assert import_network(archive, at=NOW).dropped_second_factors == 0
    assert Authenticator.objects.count() == 2


def test_credentials_stay_behind_on_request(portal: Cast, tmp_path: Path, folders: Any) -> None:
    TOTP.activate(portal.coordinator, "JBSWY3DPEHPK3PXP")
    hashes = [user.password for user in User.objects.all()]
    archive = tmp_path / "network.zip"
    manifest, _fingerprint = export_network(archive, at=NOW, has_credentials=False)
    assert not any(password.encode() in content_of(archive) for password in hashes)
    assert "mfa.Authenticator" in manifest.left_out
    empty_portal()
    folders("new")
    import_network(archive, at=NOW)
    assert not any(user.has_usable_password() for user in User.objects.all())
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize(
    ("name", "why"), [("a\x00b", "U+0000"), ("x" * 300, "first_name is longer than 150 characters")]
)
def test_what_postgresql_cannot_keep_is_named_at_the_export(name: str, why: str, portal: Cast, tmp_path: Path) -> None:
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL takes no such text")
    User.objects.filter(pk=portal.representative.pk).update(first_name=name)
    with pytest.raises(CannotExportError, match=rf"accounts\.User {portal.representative.pk}: .*{re.escape(why)}"):
        export_network(tmp_path / "network.zip", at=NOW)
    assert list(tmp_path.glob("network*")) == []


def test_successor_is_noted_and_shown_to_coordinators(archive: Path, portal: Cast, new_host: object) -> None:
    first = DataController(name="Trollhättans Stad", since=NOW.date().replace(year=2020))
    import_network(archive, at=NOW, successor=Successor("Luleå kommun", NOW.date(), "dso@example.org"))
    assert DataController.objects.get().archive
    first.save()
    assert [row.name for row in DataController.objects.all()] == ["Luleå kommun", "Trollhättans Stad"]
    address = reverse("data-controller:index")
    assert "Luleå kommun" in portal.client(portal.coordinator).get(address).content.decode()
    assert portal.client(portal.trollhattan_editor).get(address).status_code in (302, 403)

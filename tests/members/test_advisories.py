"""Wagtail's security advisories of 2023 to 2026 that could touch the portal (docs/permissions.md lists all 24)."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path
from typing import Any

import pytest
import wagtail
from django.conf import settings as portal_settings
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale, Page

from members.models import ApprovalSettings
from tests.factories.cast import Cast
from tests.factories.news import category
from tests.factories.secrets import SECRET, Kept, keep

# Advisory (by CVE where we found no GHSA) → what an editor of another member asks for.
READ = {
    "GHSA-fc75-58r8-rm3h": "/admin/bulk/accounts/user/delete/?id={person}",
    "GHSA-xxfm-vmcf-g33f": "/admin/settings/members/approvalsettings/",
    "GHSA-c6wj-9vcj-75pj": "/admin/pages/{draft}/revisions/compare/{old}...{new}/",
    "GHSA-c4mr-889m-vgf6": "/admin/pages/{draft}/history/",
    "GHSA-p5gm-92h4-6pv6": "/admin/api/main/documents/{document}/",
    "GHSA-c2xx-cjmh-9q8f": "/admin/api/main/documents/{deeper}/",
    "GHSA-h54r-xq46-qwqm": "/admin/documents/chooser/chosen/{document}/",
    "GHSA-h54r-xq46-qwqm, several": "/admin/documents/chooser/chosen-multiple/?id={document}",
    "GHSA-h54r-xq46-qwqm, pictures": "/admin/images/chooser/chosen/{image}/",
    "GHSA-r6p4-grq7-xm4m": "/admin/images/{image}/preview/width-8/",
    "GHSA-3vrh-m9w7-v94f": "/admin/api/main/pages/{draft}/?fields=*",
    "GHSA-3vrh-m9w7-v94f, list": "/admin/api/main/pages/?fields=*&search=utkast",
    "GHSA-x5cx-w6p2-mxf2": "/admin/snippets/news/newscategory/copy/{category}/",
}
WRITE = {
    "CVE-2026-25517": "/admin/pages/{draft}/edit/preview/",
    "GHSA-67rv-mg8q-5pf3": "/admin/pages/{draft}/copy/",
    "GHSA-67rv-mg8q-5pf3, API": "/admin/api/main/pages/{draft}/action/copy/",
    "GHSA-jm5p-837g-rv8g": "/admin/api/main/pages/{draft}/action/copy_for_translation/",
    "GHSA-8634-mr4j-r72c": "/admin/localize/submit/page/{draft}/",
}
# What advisories are about and the portal does not have.
NOT_INSTALLED = (
    "wagtail_modeladmin",  # GHSA-5286-f2rf-35c2
    "wagtail.contrib.table_block",  # GHSA-p5cm-246w-84jm
    "wagtail.contrib.simple_translation",  # GHSA-p4v8-rw59-93cq, GHSA-8634-mr4j-r72c
    "wagtail.contrib.forms",  # GHSA-pwm3-7fv4-g6xx
)
REFUSED = {302, 403, 404, 405}


@pytest.fixture
def kept(cast: Cast, settings: Any, tmp_path: Path) -> Kept:
    """What Luleå keeps to itself."""
    settings.MEDIA_ROOT = tmp_path
    return keep(cast.lulea, cast.lulea_page, cast.lulea_editor)


def keys(cast: Cast, kept: Kept) -> dict[str, object]:
    return kept.keys | {"person": cast.coordinator.pk, "category": category().pk}


def test_wagtail_is_as_new_as_the_newest_advisory() -> None:
    assert wagtail.VERSION[:3] >= (7, 4, 3)


@pytest.mark.parametrize("app", NOT_INSTALLED)
def test_what_advisories_are_about_is_not_installed(app: str) -> None:
    assert app not in portal_settings.INSTALLED_APPS


def test_other_members_editor_reads_nothing(cast: Cast, kept: Kept) -> None:
    browser = cast.client(cast.trollhattan_editor)
    words = (SECRET, "Koordinator")

    answers = {name: browser.get(path.format(**keys(cast, kept))) for name, path in READ.items()}

    lists = {"GHSA-3vrh-m9w7-v94f, list", "GHSA-h54r-xq46-qwqm, several", "GHSA-fc75-58r8-rm3h"}
    assert [name for name, answer in answers.items() if answer.status_code not in REFUSED and name not in lists] == []
    assert [name for name, answer in answers.items() if any(word in answer.content.decode() for word in words)] == []


def test_other_members_editor_copies_previews_and_translates_nothing(cast: Cast, kept: Kept) -> None:
    browser, pages = cast.client(cast.trollhattan_editor), Page.objects.count()
    own = cast.trollhattan_page.pk
    english, _created = Locale.objects.get_or_create(language_code="en")
    form = {"new_title": "Min", "new_slug": "min", "new_parent_page": own, "destination_page_id": own,
            "title": "Min", "slug": "min", "lead": "Min", "locale": "en", "locales": [english.pk]}  # fmt: skip

    answers = {name: browser.post(path.format(**keys(cast, kept)), form) for name, path in WRITE.items()}

    assert [name for name, answer in answers.items() if answer.status_code not in REFUSED] == []
    assert [name for name, answer in answers.items() if SECRET in answer.content.decode()] == []
    assert Page.objects.count() == pages


def test_settings_are_the_coordinators(cast: Cast) -> None:
    """GHSA-xxfm-vmcf-g33f, GHSA-w2v8-php4-p8hc."""
    path = f"/admin/settings/members/approvalsettings/{ApprovalSettings.load().pk}/"
    before = ApprovalSettings.objects.values().get()

    answer = cast.client(cast.trollhattan_editor).post(path, {"members_publish_at_once": "on"})

    assert answer.status_code in REFUSED
    assert ApprovalSettings.objects.values().get() == before
    assert cast.client(cast.coordinator).get(path).status_code == 200


def test_hash_of_a_private_document_is_not_confirmed(kept: Kept, client: Client) -> None:
    """GHSA-92hv-j533-69wc."""
    kept.document.get_file_hash()
    etag = f'"{hashlib.sha1(SECRET.encode(), usedforsecurity=False).hexdigest()}"'

    for name in (kept.document.filename, "annat.txt"):
        path = reverse("wagtaildocs_serve", args=[kept.document.pk, name])
        assert client.get(path, headers={"If-None-Match": etag}).status_code in {302, 404}


def test_picture_is_not_made_huge_by_its_preview(cast: Cast, kept: Kept) -> None:
    """GHSA-f2p5-j6fg-5cxf and GHSA-23m2-mghx-vqmf: only known operations, and the answer is no HTML."""
    for spec in ("format-png|bgcolor-fff|max-9x9", "<script>alert(1)</script>"):
        answer = cast.client(cast.lulea_editor).get(f"/admin/images/{kept.image.pk}/preview/{spec}/")
        assert answer.status_code in {400, 404}
        assert answer.status_code == 404 or answer["Content-Type"].startswith("text/plain")


@pytest.mark.django_db
def test_search_reads_any_number_of_quotation_marks_quickly(client: Client) -> None:
    """GHSA-jmp3-39vp-fwg8."""
    started = time.monotonic()

    for page in ("/sok/", "/praktik/"):
        assert client.get(page, {"q": 'hälsa:"' * 4_000}).status_code in {200, 404}

    assert time.monotonic() - started < 5

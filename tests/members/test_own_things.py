"""Wagtail's admin shows an editor the own member's things: each leak that `make permissions` found stays closed."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from wagtail.images.models import Image
from wagtail.models import Collection

from members.permissions import private_collection
from members.services import create_member, provision_member
from tests.factories.cast import Cast
from tests.factories.secrets import SECRET, Kept, keep

CLOSED = (
    "/admin/pages/{draft}/", "/admin/pages/{draft}/results/", "/admin/pages/{profile}/",
    "/admin/pages/{draft}/move/{draft}/confirm/",
    "/admin/pages/usage/news/nowhere/", "/admin/choose-page/{profile}/", "/admin/choose-page/{draft}/",
    "/admin/choose-page/chosen-multiple/?id={draft}", "/admin/choose-page/chosen-multiple/?id={profile}",
    "/admin/images/chooser/{image}/select_format/",
    "/admin/api/main/documents/{document}/?fields=*", "/admin/api/main/images/{image}/?fields=*",
    *(f"/admin/bulk/wagtailcore/page/{action}/?id={{draft}}" for action in ("delete", "move", "publish", "unpublish")),
    *(f"/admin/bulk/wagtailimages/image/{action}/?id={{image}}"
      for action in ("delete", "add_tags", "add_to_collection")),
    *(f"/admin/bulk/wagtaildocs/document/{action}/?id={{document}}"
      for action in ("delete", "add_tags", "add_to_collection")),
    "/admin/bulk/wagtailcore/page/publish/?id=all&childOf={profile}",
    "/admin/reports/workflow/", "/admin/reports/site-history/", "/admin/reports/page-types-usage/",
    "/admin/localize/reports/translations/",
)  # fmt: skip
SCOPED = (
    "/admin/pages/", "/admin/pages/?q=utkast", "/admin/pages/usage/news/newspage/", "/admin/choose-page/",
    "/admin/choose-page/?page_type=news.newspage", "/admin/choose-page/search/?q=utkast",
    "/admin/choose-page/search/?q=nyckeltal",
    "/admin/tag-autocomplete/?term=kvarn", "/admin/tag-autocomplete/taggit/tag/?term=kvarn",
    "/admin/documents/", "/admin/images/", "/admin/images/results/", "/admin/images/chooser/",
    "/admin/api/main/documents/?fields=*", "/admin/api/main/images/?fields=*",
)  # fmt: skip


@pytest.fixture
def kept(cast: Cast, settings: Any, tmp_path: Path) -> Kept:
    """What Luleå keeps to itself."""
    settings.MEDIA_ROOT = tmp_path
    return keep(cast.lulea, cast.lulea_page, cast.lulea_editor)


def told(browser: Client, path: str, kept: Kept) -> tuple[int, bool]:
    """How an address answers, and whether the answer holds the secret."""
    answer = browser.get(path.format(**kept.keys), follow=True)
    return answer.status_code, SECRET in answer.content.decode()


def test_what_others_own_is_not_there_for_an_editor(cast: Cast, kept: Kept) -> None:
    browser = cast.client(cast.trollhattan_editor)

    answers = {path: told(browser, path, kept) for path in CLOSED}

    assert {path: answer for path, answer in answers.items() if answer[0] not in {403, 404} or answer[1]} == {}


def test_lists_and_dialogs_hold_what_is_ones_own(cast: Cast, kept: Kept) -> None:
    other, owner = cast.client(cast.trollhattan_editor), cast.client(cast.lulea_editor)

    assert [path for path in SCOPED if told(other, path, kept) != (200, False)] == []
    assert [path for path in SCOPED if told(owner, path, kept) != (200, True)] == ["/admin/choose-page/"]
    assert told(owner, "/admin/pages/{profile}/", kept) == (200, True)


def test_coordinator_sees_everything(cast: Cast, kept: Kept) -> None:
    browser = cast.client(cast.coordinator)
    opens = ("/admin/pages/{draft}/", "/admin/choose-page/{profile}/", "/admin/reports/page-types-usage/",
             "/admin/reports/site-history/", "/admin/images/chooser/{image}/select_format/")  # fmt: skip

    assert [path for path in opens if told(browser, path, kept)[0] != 200] == []


def test_several_things_at_once_are_ones_own(cast: Cast, kept: Kept) -> None:
    own = Image.objects.create(title="Egen bild", collection=cast.trollhattan.media_collection, file=kept.image.file)
    browser = cast.client(cast.trollhattan_editor)
    path = f"/admin/bulk/wagtailimages/image/add_tags/?id={own.pk}&id={kept.image.pk}"

    assert told(browser, path, kept) == (200, False)
    browser.post(path, {"tags": "sol"})

    assert [list(image.tags.names()) for image in (own, kept.image)] == [["sol"], [f"{SECRET} tagg"]]


def test_filters_name_people_of_ones_own_pages_only(cast: Cast, kept: Kept) -> None:
    for path, user, names in (
        ("/admin/pages/", cast.trollhattan_editor, False),
        ("/admin/pages/", cast.lulea_editor, True),
        ("/admin/pages/usage/news/newspage/", cast.trollhattan_editor, False),
    ):
        answer = cast.client(user).get(path, follow=True).content.decode()
        assert ("Berg" in answer.split('id="owner"')[-1]) is names, (path, user)


@pytest.mark.parametrize(
    "path", ["/admin/pages/create/news/newspage", "/admin/bulk/wagtailcore/page/move/?id={page}", "/admin/sites/new/"]
)
def test_nonsense_for_the_number_of_a_page_is_a_bad_request(path: str, cast: Cast) -> None:
    browser = cast.client(cast.coordinator)
    nonsense = {"parent_page": "Ny", "chooser": "Ny", "hostname": "example.org", "port": "80", "root_page": "Ny"}

    answer = browser.post(path.format(page=cast.trollhattan_page.pk), nonsense)

    assert answer.status_code == 400


def test_private_folder_stays_under_its_member_when_others_come(cast: Cast) -> None:
    trollhattan = cast.trollhattan
    assert trollhattan.media_collection is not None
    create_member(
        code="1489", name="Alingsås", county_code="14", county_name="Västra Götalands län",
        latitude=Decimal("57.93"), longitude=Decimal("12.53"),
    )  # fmt: skip
    Collection.objects.get(pk=trollhattan.media_collection_id).get_children().first().delete()

    provision_member(trollhattan)  # still holds the collection as it lay before

    folder = private_collection(trollhattan)
    assert folder is not None
    assert folder.get_parent().name == "Trollhättan"
    assert set(folder.view_restrictions.get().groups.all()) == {
        trollhattan.editor_group, *cast.coordinator.groups.all()
    }  # fmt: skip

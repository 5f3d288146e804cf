"""The pages where a member's editors change and end roles."""

import pytest
from django.utils import timezone

from accounts.models import User
from members.models import Member, Representative
from members.services import appoint_editor
from tests.factories.cast import Cast
from tests.factories.members import ContactFactory

pytestmark = pytest.mark.django_db


def role_url(cast: Cast, user: User, what: str = "avsluta", member: Member | None = None) -> str:
    role = Representative.objects.current().get(user=user)
    return f"/mina-sidor/medlem/{(member or cast.trollhattan).pk}/roll/{role.pk}/{what}/"


@pytest.mark.parametrize("what", ["avsluta", "andra"])
def test_others_are_refused(cast: Cast, what: str) -> None:
    url = role_url(cast, cast.representative, what)
    astray = role_url(cast, cast.representative, what, member=cast.lulea)
    for user in (cast.lulea_editor, cast.representative):
        for client in (cast.client(user).get, cast.client(user).post):
            assert client(url).status_code in (403, 404)
    assert cast.client(cast.lulea_editor).post(astray).status_code == 404
    assert cast.client(None).post(url)["Location"].startswith("/konto/login/")
    assert Representative.objects.ended().count() == 0


def test_looking_changes_nothing_and_pressing_ends(cast: Cast) -> None:
    url = role_url(cast, cast.representative)
    client = cast.client(cast.trollhattan_editor)
    ContactFactory.create(member=cast.trollhattan, user=cast.representative, name="Rut Lind")

    html = client.get(url).content.decode()
    assert "Rut Lind" in html
    assert Representative.objects.ended().count() == 0
    assert client.post(url).status_code == 422
    assert client.post(url, {"successor": cast.lulea_editor.pk}).status_code == 422
    assert client.post(url, {"successor": cast.trollhattan_editor.pk}).status_code == 302
    assert Representative.objects.ended().get().ended_by == cast.trollhattan_editor
    assert client.get(url).status_code == 404
    html = client.get(f"/mina-sidor/medlem/{cast.trollhattan.pk}/").content.decode()
    assert "1 tidigare roll" in html
    assert "Tora Ek" in html


def test_last_editor_needs_a_successor(cast: Cast) -> None:
    url, client = role_url(cast, cast.trollhattan_editor), cast.client(cast.coordinator)
    assert client.post(url).status_code == 422
    assert client.get(url.replace("avsluta", "andra")).context["is_last"]
    assert client.post(url.replace("avsluta", "andra"), {"role": "representative"}).status_code == 409
    assert client.post(url, {"successor": cast.representative.pk}).status_code == 302
    only = cast.client(cast.lulea_editor).get(role_url(cast, cast.lulea_editor, member=cast.lulea))
    assert not only.context["has_successors"]


def test_own_role_ends_with_the_session(cast: Cast) -> None:
    appoint_editor(cast.trollhattan, user=cast.coordinator, at=timezone.localdate())
    client = cast.client(cast.trollhattan_editor)
    client.post(role_url(cast, cast.trollhattan_editor))
    assert "/konto/login/" in client.get("/mina-sidor/")["Location"]


def test_role_is_changed_by_a_post(cast: Cast) -> None:
    url, client = role_url(cast, cast.representative, "andra"), cast.client(cast.trollhattan_editor)
    assert client.get(url).status_code == 200
    assert client.post(url, {"role": "representative"}).status_code == 404
    assert client.post(url, {"role": "editor"}).status_code == 302
    assert Representative.objects.current().get(user=cast.representative).role == "editor"


def test_coordinator_sees_all_members(cast: Cast) -> None:
    members = cast.client(cast.coordinator).get("/mina-sidor/medlem/").context["members"]
    assert {member.name for member in members} == {"Trollhättan", "Luleå"}


def test_admin_leads_to_the_page_that_asks_who_takes_over(cast: Cast) -> None:
    role, client = Representative.objects.current().get(user=cast.trollhattan_editor), cast.client(cast.coordinator)
    for path in (f"/admin/representative/edit/{role.pk}/", f"/admin/representative/edit/{role.pk}/?x=1"):
        assert client.get(path)["Location"] == role_url(cast, cast.trollhattan_editor)
        assert client.post(path, {"ended_on": "2026-01-01"})["Location"] == role_url(cast, cast.trollhattan_editor)
    assert client.post(f"/admin/representative/delete/{role.pk}/").status_code in (302, 403, 404)
    assert Representative.objects.current().filter(pk=role.pk).exists()


def test_coordinator_ends_the_role_of_whom_nobody_can_follow(cast: Cast) -> None:
    url = role_url(cast, cast.lulea_editor, member=cast.lulea)
    assert cast.client(cast.lulea_editor).post(url, {"leaves_rest": "on"}).status_code == 422
    client = cast.client(cast.coordinator)
    assert client.post(url).status_code == 422
    assert client.post(url, {"leaves_rest": "on"}).status_code == 302
    assert Representative.objects.ended().get().user == cast.lulea_editor

"""Devices and sessions: seen, ended one by one or all at once, and with a role."""

from datetime import date

import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.services import end_sessions
from members.models import Representative
from members.services import end_role
from tests.factories.accounts import PASSWORD
from tests.factories.cast import Cast


def signed_in(user: User, agent: str = "Provläsare/1.0") -> Client:
    cache.clear()
    browser = Client(headers={"user-agent": agent})
    browser.post("/konto/login/", {"login": user.email, "password": PASSWORD})
    assert browser.get("/konto/").status_code == 200
    return browser


def is_in(browser: Client) -> bool:
    return browser.get("/konto/").status_code == 200


def test_page_lists_own_sessions_alone(cast: Cast) -> None:
    signed_in(cast.lulea_editor, "Annan/2.0")
    html = signed_in(cast.trollhattan_editor).get("/konto/sessions/").content.decode()

    assert "Provläsare/1.0" in html
    assert "Annan/2.0" not in html


def test_one_session_is_ended_by_post(cast: Cast) -> None:
    here, there = signed_in(cast.representative), signed_in(cast.representative)
    path = reverse("accounts:session-end", args=[UserSession.objects.get(session_key=there.session.session_key).pk])

    assert here.get(path).status_code == 405
    assert is_in(there)
    here.post(path)

    assert (is_in(here), is_in(there)) == (True, False)


def test_nobody_ends_another_persons_session(cast: Cast) -> None:
    victim, mallory = signed_in(cast.coordinator), signed_in(cast.representative)
    pk = UserSession.objects.get(user=cast.coordinator).pk

    assert mallory.post(reverse("accounts:session-end", args=[pk])).status_code == 404
    assert is_in(victim)


def test_all_other_sessions_are_ended_at_once(cast: Cast) -> None:
    here, there = signed_in(cast.representative), signed_in(cast.representative)
    here.post("/konto/sessions/")

    assert (is_in(here), is_in(there)) == (True, False)


@pytest.mark.parametrize("listed", [True, False])
def test_sessions_end_with_the_role(cast: Cast, listed: bool) -> None:
    user = cast.trollhattan_editor
    browser = signed_in(user) if listed else cast.client(user)
    assert is_in(browser)

    end_role(Representative.objects.get(user=user), at=date(2026, 1, 1))

    assert not is_in(browser)
    assert browser.get("/admin/").status_code == 302
    assert not UserSession.objects.filter(user=user).exists()


def test_ended_sessions_stay_ended_and_a_new_one_begins(cast: Cast) -> None:
    old = signed_in(cast.representative)
    end_sessions(cast.representative)

    assert is_in(signed_in(cast.representative))
    assert not is_in(old)


def test_closed_accounts_sessions_do_not_wake_up(cast: Cast) -> None:
    user = cast.representative
    browser = signed_in(user)
    form = {"email": user.email, "first_name": "Rut", "last_name": "Lind", "language": "sv"}
    admin = cast.client(cast.coordinator)
    edit = reverse("wagtailusers_users:edit", args=[user.pk])

    admin.post(edit, form)
    assert not is_in(browser)
    admin.post(edit, form | {"is_active": "on"})

    assert User.objects.get(pk=user.pk).is_active
    assert not is_in(browser)

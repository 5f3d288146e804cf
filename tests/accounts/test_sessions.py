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
from members.services import appoint_coordinator, end_role
from tests.factories.accounts import PASSWORD, UserFactory
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


def test_this_device_stands_first_and_the_others_below(cast: Cast) -> None:
    signed_in(cast.representative, "Telefon/1.0")
    here = signed_in(cast.representative, "Dator/1.0")
    signed_in(cast.representative, "Platta/1.0")
    html = here.get("/konto/sessions/").content.decode()

    places = [html.index(words) for words in ("Den här enheten", "Dator/1.0", "Telefon/1.0", "Platta/1.0")]
    assert places[:2] == sorted(places)[:2]
    assert html.count("Avsluta inloggningen") == 2


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


def bulk(admin: Client, action: str, *people: User, **fields: str) -> None:
    """What the list of users in the admin does to several at once."""
    query = "&".join(f"id={user.pk}" for user in people)
    answer = admin.post(f"/admin/bulk/accounts/user/{action}/?next=/admin/users/&{query}", fields)
    assert answer.status_code == 302


def test_sessions_end_where_several_accounts_are_closed_at_once(cast: Cast) -> None:
    people = (cast.representative, cast.lulea_editor)
    browsers = [signed_in(user) for user in people]
    admin = cast.client(cast.coordinator)

    bulk(admin, "set_active_state", *people, mark_as_active="False")
    assert [is_in(browser) for browser in browsers] == [False, False]
    bulk(admin, "set_active_state", *people, mark_as_active="True")

    assert User.objects.filter(pk__in=[user.pk for user in people], is_active=True).count() == 2
    assert [is_in(browser) for browser in browsers] == [False, False]


def test_coordinators_neither_close_nor_delete_a_superusers_account(cast: Cast) -> None:
    superuser = UserFactory.create(is_superuser=True)
    admin = cast.client(cast.coordinator)

    for action, field in (
        ("set_active_state", {"mark_as_active": "False"}),
        ("delete", {}),
        ("assign_role", {"role": "1"}),
    ):
        bulk(admin, action, superuser, **field)

    superuser.refresh_from_db()
    assert superuser.is_active
    assert not superuser.groups.exists()


def test_sessions_end_where_accounts_are_deleted_at_once(cast: Cast) -> None:
    user = UserFactory.create()
    browser = signed_in(user)

    bulk(cast.client(UserFactory.create(is_superuser=True)), "delete", user)

    assert not User.objects.filter(pk=user.pk).exists()
    assert not is_in(browser)
    assert not UserSession.objects.filter(session_key=browser.session.session_key).exists()


def test_all_other_sessions_end_with_a_new_password(cast: Cast) -> None:
    here, there = signed_in(cast.representative), signed_in(cast.representative)
    new = "fyra helt nya ord"

    here.post("/konto/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})

    assert (is_in(here), is_in(there)) == (True, False)


def test_sessions_end_where_a_role_is_taken_away_in_the_list_of_users(cast: Cast) -> None:
    user = cast.coordinator
    appoint_coordinator(UserFactory.create())  # the network keeps one
    browser = signed_in(user)
    superuser = cast.client(UserFactory.create(is_superuser=True))
    form = {"email": user.email, "first_name": "Karin", "last_name": "K", "language": "sv", "is_active": "on"}
    edit = reverse("wagtailusers_users:edit", args=[user.pk])

    superuser.post(edit, form | {"groups": [group.pk for group in user.groups.all()]})
    assert is_in(browser)
    superuser.post(edit, form)

    assert not user.groups.exists()
    assert not is_in(browser)

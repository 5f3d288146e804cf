"""One door, which tells strangers nothing, and a page of one's own behind it."""

import re
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.cast import Cast


@pytest.fixture(autouse=True)
def forget_earlier_tries() -> None:
    cache.clear()


@pytest.fixture
def person(db: None) -> User:
    return UserFactory.create(email="tora@example.org", first_name="Tora", last_name="Ek")


def sign_in(browser: Client, address: str, password: str, **extra: str) -> Any:
    return browser.post("/konto/login/", {"login": address, "password": password} | extra)


@pytest.mark.parametrize("address", ["tora@example.org", "Tora@Example.ORG"])
def test_sign_in_by_address_and_password(address: str, client: Client, person: User) -> None:
    response = sign_in(client, address, PASSWORD)

    assert response.status_code == 302
    assert response["Location"] == "/konto/"


def test_sign_in_goes_on_to_where_one_was_going_but_never_elsewhere(person: User) -> None:
    assert sign_in(Client(), person.email, PASSWORD, next="/admin/")["Location"] == "/admin/"
    assert sign_in(Client(), person.email, PASSWORD, next="https://evil.example/")["Location"] == "/konto/"


def test_wrong_password_and_unknown_address_get_the_same_answer(person: User) -> None:
    known = sign_in(Client(), person.email, "fel lösenord här").context["form"].errors
    unknown = sign_in(Client(), "ingen@example.org", "fel lösenord här").context["form"].errors

    assert known == unknown


def test_closed_account_cannot_sign_in(client: Client, person: User) -> None:
    User.objects.update(is_active=False)

    sign_in(client, person.email, PASSWORD)

    assert "_auth_user_id" not in client.session


def test_sign_out_needs_a_post(client: Client, person: User) -> None:
    client.force_login(person)

    assert client.get("/konto/logout/").status_code == 200
    assert "_auth_user_id" in client.session
    client.post("/konto/logout/")
    assert "_auth_user_id" not in client.session


def test_password_reset_says_the_same_and_mails_only_those_with_an_account(person: User) -> None:
    known = Client().post("/konto/password/reset/", {"email": person.email}, follow=True)
    unknown = Client().post("/konto/password/reset/", {"email": "ingen@example.org"}, follow=True)

    assert known.redirect_chain == unknown.redirect_chain
    assert [message.to for message in mail.outbox] == [[person.email]]


def test_password_reset_link_begins_with_the_sites_address_and_works_once(person: User) -> None:
    Client().post("/konto/password/reset/", {"email": person.email}, headers={"host": "localhost"})
    link = re.search(r"http\S+", str(mail.outbox[0].body))
    assert link is not None
    assert link[0].startswith(django_settings.SITE_URL)

    browser = Client()
    form_page = browser.get(link[0].removeprefix(django_settings.SITE_URL), follow=True)
    new = "fyra helt nya ord"
    browser.post(form_page.redirect_chain[-1][0], {"password1": new, "password2": new})

    person.refresh_from_db()
    assert person.check_password(new)
    again = Client().get(link[0].removeprefix(django_settings.SITE_URL), follow=True)
    assert again.context["token_fail"]


@pytest.mark.parametrize("path", ["/konto/login/", "/konto/password/reset/", "/konto/password/reset/done/"])
@pytest.mark.parametrize(("prefix", "language"), [("", "sv"), ("/en", "en")])
def test_pages_answer_in_both_languages(path: str, prefix: str, language: str, client: Client, db: None) -> None:
    html = client.get(prefix + path).content.decode()

    assert f'<html lang="{language}">' in html
    assert html.count("<h1>") == 1


def test_own_page_is_for_those_signed_in(client: Client, db: None) -> None:
    assert client.get("/konto/")["Location"] == "/konto/login/?next=/konto/"


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_own_page_shows_roles_and_saves_the_language(prefix: str, cast: Cast) -> None:
    browser = cast.client(cast.trollhattan_editor)
    html = browser.get(f"{prefix}/konto/").content.decode()
    assert "Trollhättan" in html
    assert f"/admin/members/edit/{cast.trollhattan.pk}/" in html
    assert "Luleå" not in html

    form = {"first_name": "Tora", "last_name": "Ek", "language": "en", "is_superuser": "on", "email": "x@example.org"}
    browser.post(f"{prefix}/konto/", form)

    cast.trollhattan_editor.refresh_from_db()
    assert cast.trollhattan_editor.language == "en"
    assert not cast.trollhattan_editor.is_superuser
    assert cast.trollhattan_editor.email == "tora.trollhattan@example.org"

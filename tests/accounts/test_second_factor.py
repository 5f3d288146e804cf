"""The admin opens to a second factor only: codes from an app, recovery codes, passkeys in a real browser."""

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import CDPSession, Page, expect
from pytest_django.live_server_helper import LiveServer
from wagtail.models import Locale

from accounts.models import User
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.cast import Cast


@pytest.fixture(autouse=True)
def required(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    cache.clear()


def sign_in(user: User, onward: str = "/admin/") -> tuple[Client, Any]:
    browser = Client()
    return browser, browser.post("/konto/login/", {"login": user.email, "password": PASSWORD, "next": onward})


def code_now(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def with_app(user: User) -> str:
    secret: str = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


@pytest.mark.parametrize("who", ["coordinator", "trollhattan_editor"])
@pytest.mark.parametrize("address", ["/admin/", "/admin/pages/", "/admin/users/", "/admin/account/", "/admin/logout/"])
def test_password_alone_does_not_open_the_admin(cast: Cast, who: str, address: str) -> None:
    browser, _answer = sign_in(getattr(cast, who))

    for answer in (browser.get(address), browser.post(address)):
        assert answer.status_code == 302
        assert answer["Location"].startswith("/konto/2fa/?next=%2Fadmin%2F")


def test_password_is_enough_for_those_who_have_no_business_in_the_admin(cast: Cast) -> None:
    browser, answer = sign_in(cast.representative, "/konto/")

    assert answer["Location"] == "/konto/"
    assert browser.get("/konto/").status_code == 200


def test_demonstration_does_without_and_says_so(cast: Cast, settings: Any) -> None:
    settings.DEMO, settings.SECOND_FACTOR_REQUIRED = True, False

    assert "räcker lösenordet" in Client().get("/konto/login/").content.decode()
    assert sign_in(cast.coordinator)[0].get("/admin/").status_code == 200


@pytest.mark.django_db(transaction=True)  # a new factor counts when it is committed
def test_app_is_turned_on_and_the_admin_opens_at_once() -> None:
    Locale.objects.get_or_create(language_code="sv")
    browser, _answer = sign_in(UserFactory.create(is_superuser=True))
    html = browser.get("/konto/2fa/totp/activate/").content.decode()
    found = re.search(r'id="authenticator_secret"[^>]*value="(\w+)"', html)
    assert found is not None

    answer = browser.post("/konto/2fa/totp/activate/", {"code": code_now(found[1])})

    assert answer["Location"] == "/konto/2fa/recovery-codes/"
    assert browser.get("/admin/sprite/").status_code == 200
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert found[1] not in stored


def test_sign_in_asks_for_the_apps_code_before_anything_opens(cast: Cast) -> None:
    secret = with_app(cast.coordinator)
    browser, answer = sign_in(cast.coordinator)

    assert answer["Location"].startswith("/konto/2fa/authenticate/")
    assert "_auth_user_id" not in browser.session
    assert browser.post("/konto/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert "_auth_user_id" not in browser.session
    assert browser.post("/konto/2fa/authenticate/", {"code": code_now(secret)})["Location"] == "/admin/"
    assert browser.get("/admin/").status_code == 200


def test_code_of_the_app_works_once(cast: Cast) -> None:
    code = code_now(with_app(cast.coordinator))
    for _first, expected in ((True, True), (False, False)):
        browser, _answer = sign_in(cast.coordinator)
        browser.post("/konto/2fa/authenticate/", {"code": code})
        assert ("_auth_user_id" in browser.session) == expected


def test_recovery_code_opens_once(cast: Cast) -> None:
    with_app(cast.coordinator)
    code = RecoveryCodes.activate(cast.coordinator).get_unused_codes()[0]
    for expected in (True, False):
        browser, _answer = sign_in(cast.coordinator)
        browser.post("/konto/2fa/authenticate/", {"code": code})
        assert ("_auth_user_id" in browser.session) == expected


def test_guessing_codes_stops(cast: Cast) -> None:
    secret = with_app(cast.coordinator)
    browser, _answer = sign_in(cast.coordinator)
    for _try in range(6):
        browser.post("/konto/2fa/authenticate/", {"code": "000000"})

    browser.post("/konto/2fa/authenticate/", {"code": code_now(secret)})

    assert "_auth_user_id" not in browser.session


def test_mailed_code_is_one_factor_and_the_second_is_asked_for(cast: Cast) -> None:
    secret = with_app(cast.coordinator)
    browser = Client()
    browser.post("/konto/login/code/", {"email": cast.coordinator.email})
    found = re.search(r"^\s*([A-Z0-9]{3,}(?:-[A-Z0-9]+)*)\s*$", str(mail.outbox[0].body), re.MULTILINE)
    assert found is not None

    answer = browser.post("/konto/login/code/confirm/", {"code": found[1]})

    assert answer["Location"].startswith("/konto/2fa/authenticate/")
    browser.post("/konto/2fa/authenticate/", {"code": code_now(secret)})
    assert browser.session["_auth_user_id"] == str(cast.coordinator.pk)


def test_mailed_code_signs_in_whoever_needs_no_second_factor(cast: Cast) -> None:
    browser = Client()
    browser.post("/konto/login/code/", {"email": cast.representative.email})
    found = re.search(r"^\s*([A-Z0-9]{3,}(?:-[A-Z0-9]+)*)\s*$", str(mail.outbox[0].body), re.MULTILINE)
    assert found is not None
    browser.post("/konto/login/code/confirm/", {"code": found[1]})

    assert browser.session["_auth_user_id"] == str(cast.representative.pk)
    assert mail.outbox[0].subject.startswith("Inloggningskod")


def test_session_from_before_is_asked_for_the_factor(cast: Cast) -> None:
    with_app(cast.coordinator)
    browser = cast.client(cast.coordinator)

    assert browser.get("/admin/")["Location"] == "/konto/2fa/reauthenticate/?next=%2Fadmin%2F"


def test_another_persons_record_in_the_session_counts_for_nothing(cast: Cast) -> None:
    browser = cast.client(cast.coordinator)
    session = browser.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "at": time.time()}]
    session.save()

    assert browser.get("/admin/").status_code == 302


@pytest.fixture
def authenticator(page: Page) -> Iterator[CDPSession]:
    """A security key of Chromium's own (https://chromedevtools.github.io/devtools-protocol/tot/WebAuthn/)."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {**options, "isUserVerified": True, "automaticPresenceSimulation": True}},
    )
    yield session
    session.detach()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_passkey_is_added_and_signs_in_without_a_password(
    live_server: LiveServer, page: Page, authenticator: CDPSession
) -> None:
    user = UserFactory.create(email="tora@example.org", is_superuser=True)
    page.goto(f"{live_server.url}/konto/login/?next=/admin/")
    page.get_by_label("E-post").fill(user.email)
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Logga in", exact=True).click()
    page.get_by_role("link", name="Lägg till en passnyckel").click()
    expect(page.get_by_role("checkbox")).to_be_checked()
    page.get_by_role("button", name="Lägg till").click()
    page.wait_for_url("**/recovery-codes/")
    assert Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).count() == 1
    page.goto(f"{live_server.url}/konto/2fa/webauthn/")
    expect(page.get_by_role("main")).to_contain_text("Chrome på Linux Loggar in dig på egen hand, utan lösenord.")
    page.goto(f"{live_server.url}/admin/")
    assert page.url.endswith("/admin/")

    page.context.clear_cookies()
    page.goto(f"{live_server.url}/konto/login/?next=/admin/")
    page.get_by_role("button", name="Logga in med passnyckel").click()
    page.wait_for_url("**/admin/")
    expect(page).to_have_url(f"{live_server.url}/admin/")

"""Sign-in by OpenID Connect, against a real provider on the loopback address."""

import datetime
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount, SocialApp
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.sso.configuration import read_providers
from devservices.oidc_provider import OidcProvider, new_key
from members.inviting import Invitee, invite_person
from members.models import Representative, RoleInvitation
from members.services import end_role
from tests.accounts.test_second_factor import with_app
from tests.factories.cast import Cast

UNKNOWN, FAILED, CANCELLED = (f"/konto/sso/nekad/{reason}/" for reason in ("unknown", "failed", "cancelled"))
TORA = {"sub": "tora-0001", "email": "Tora.Trollhattan@example.org", "given_name": "Tora", "family_name": "Ek"}


@pytest.fixture
def provider(settings: Any) -> Iterator[OidcProvider]:
    """The provider of everybody at example.org."""
    cache.clear()
    with OidcProvider() as server:
        settings.SOCIALACCOUNT_PROVIDERS = read_providers(
            {
                "SSO_PROVIDERS": "trollhattan",
                "SSO_TROLLHATTAN_NAME": "Trollhättans Stad",
                "SSO_TROLLHATTAN_URL": server.issuer,
                "SSO_TROLLHATTAN_CLIENT_ID": server.client_id,
                "SSO_TROLLHATTAN_CLIENT_SECRET": server.client_secret,
                "SSO_TROLLHATTAN_DOMAINS": "example.org",
            }
        )
        server.person = dict(TORA)
        yield server


def begin(browser: Client, *, prefix: str = "", onward: str = "") -> str:
    """Press the button; gives the provider's address with our request."""
    answer = browser.post(f"{prefix}/konto/sso/trollhattan/", {"next": onward} if onward else {})
    assert answer.status_code == 200, answer
    assert answer["Refresh"] == f"0; url={answer.context['url']}"
    return str(answer.context["url"])


def at_provider(url: str) -> str:
    """Visit the provider; gives the address, at our place, that it sends back to."""
    answer = requests.get(url, allow_redirects=False, timeout=5)
    assert answer.status_code == 302, answer.text
    back = urlsplit(answer.headers["Location"])
    assert back.path == "/konto/oidc/trollhattan/login/callback/"
    return f"{back.path}?{back.query}"


def sign_in(browser: Client, **start: str) -> str:
    """The whole way; gives where it ends."""
    return str(browser.get(at_provider(begin(browser, **start)))["Location"])


def is_in(browser: Client) -> bool:
    return "_auth_user_id" in browser.session


def test_known_person_signs_in_and_goes_on_to_where_one_was_going(cast: Cast, provider: OidcProvider) -> None:
    browser = Client()
    assert sign_in(browser, onward="/admin/") == "/admin/"

    assert browser.session["_auth_user_id"] == str(cast.trollhattan_editor.pk)
    link = SocialAccount.objects.get()
    assert (link.provider, link.uid, link.extra_data) == ("trollhattan", "tora-0001", {})
    assert "Du loggar in med Trollhättans Stad också." in browser.get("/konto/").content.decode()
    assert sign_in(Client(), prefix="/en") == "/en/konto/"
    assert sign_in(Client(), onward="https://evil.example/") == "/konto/"


def test_request_has_pkce_a_nonce_and_one_address_to_come_back_to(db: None, provider: OidcProvider) -> None:
    sent = [
        parse_qs(urlsplit(begin(Client(headers={"host": "localhost"}), prefix=prefix)).query) for prefix in ("", "/en")
    ]

    assert {request["redirect_uri"][0] for request in sent} == {
        "http://127.0.0.1:8000/konto/oidc/trollhattan/login/callback/"
    }
    assert [request["code_challenge_method"] for request in sent] == [["S256"], ["S256"]]
    for name in ("nonce", "state", "code_challenge"):
        assert sent[0][name] != sent[1][name]


def test_parameters_of_the_visitor_are_not_passed_on(db: None, provider: OidcProvider) -> None:
    answer = Client().post("/konto/sso/trollhattan/?auth_params=nonce%3Dmine&scope=files&process=connect")

    sent = parse_qs(urlsplit(answer.context["url"]).query)
    assert sent["nonce"] != ["mine"]
    assert set(sent["scope"][0].split()) == {"openid", "email", "profile"}


def test_invited_person_gets_the_account_and_the_role(cast: Cast, provider: OidcProvider) -> None:
    invite_person(
        Invitee("anna.ny@example.org", "Anna", "Ny"),
        role=RoleInvitation.Role.EDITOR,
        member=cast.trollhattan,
        invited_by=None,
        at=timezone.now(),
    )
    provider.person = {"sub": "anna", "email": "anna.ny@example.org", "given_name": "Anna", "family_name": "Nyström"}
    browser = Client()

    assert sign_in(browser) == "/konto/"
    anna = User.objects.get(email="anna.ny@example.org")
    assert (anna.first_name, anna.last_name, anna.has_usable_password()) == ("Anna", "Nyström", False)
    assert Representative.objects.filter(user=anna, member=cast.trollhattan).exists()
    assert RoleInvitation.objects.get().accepted_at is not None


@pytest.mark.parametrize("state", ["never", "withdrawn", "expired"])
def test_nobody_gets_an_account_without_an_open_invitation(cast: Cast, provider: OidcProvider, state: str) -> None:
    if state != "never":
        invitation = invite_person(
            Invitee("anna.ny@example.org"),
            role=RoleInvitation.Role.COORDINATOR,
            member=None,
            invited_by=None,
            at=timezone.now() - datetime.timedelta(days=30 if state == "expired" else 0),
        )
        if state == "withdrawn":
            RoleInvitation.objects.filter(pk=invitation.pk).update(withdrawn_at=timezone.now())
    people = User.objects.count()
    provider.person = {"sub": "anna", "email": "anna.ny@example.org"}
    browser = Client()

    assert sign_in(browser) == UNKNOWN
    assert not is_in(browser)
    assert (User.objects.count(), SocialAccount.objects.count()) == (people, 0)


@pytest.mark.parametrize(
    "person",
    [
        {"sub": "x", "email": "tora.trollhattan@example.org", "email_verified": False},
        {"sub": "x", "email": "tora.trollhattan@example.org", "xms_edov": "0"},
        {"sub": "x", "email": "tora.trollhattan@example.org.evil.example"},
        {"sub": "x", "email": "karin.koordinator@elsewhere.example"},
        {"sub": "x", "preferred_username": "tora.trollhattan@example.org"},
        {"sub": "x"},
    ],
)
def test_address_counts_only_where_the_provider_vouches_for_it(
    cast: Cast, provider: OidcProvider, person: dict[str, Any]
) -> None:
    provider.person = person
    User.objects.filter(pk=cast.coordinator.pk).update(email="karin.koordinator@elsewhere.example")
    browser = Client()

    assert sign_in(browser, prefix="/en") == f"/en{UNKNOWN}"
    assert not is_in(browser)


def test_address_that_passes_to_somebody_else_opens_no_account(cast: Cast, provider: OidcProvider) -> None:
    sign_in(Client())
    provider.person = TORA | {"sub": "another-tora"}
    assert sign_in(Client()) == UNKNOWN

    provider.person = TORA | {"email": "tora.gift@example.org"}
    browser = Client()
    assert sign_in(browser) == "/konto/"
    assert browser.session["_auth_user_id"] == str(cast.trollhattan_editor.pk)


def test_closed_account_stays_closed(cast: Cast, provider: OidcProvider) -> None:
    User.objects.filter(pk=cast.trollhattan_editor.pk).update(is_active=False)

    assert sign_in(Client()) == UNKNOWN


@pytest.mark.parametrize(
    "spoil",
    [
        {"aud": "somebody-else"},
        {"aud": ["portal", "somebody-else"], "azp": "somebody-else"},
        {"iss": "https://evil.example"},
        {"nonce": "of another sign-in"},
        {"nonce": None},
        {"exp": 1_000_000_000},
        {"exp": None},
        {"sub": None},
    ],
    ids=str,
)
def test_wrong_token_is_refused(cast: Cast, provider: OidcProvider, spoil: dict[str, Any]) -> None:
    provider.spoil = spoil
    browser = Client()

    assert sign_in(browser) == FAILED
    assert not is_in(browser)
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("trick", ["another key", "none", "HS256"])
def test_token_that_the_provider_did_not_sign_is_refused(cast: Cast, provider: OidcProvider, trick: str) -> None:
    if trick == "another key":
        provider.signs_with = new_key()
    else:
        provider.algorithm = trick
    browser = Client()

    assert sign_in(browser) == FAILED
    assert not is_in(browser)


def test_answer_is_good_once_and_in_the_browser_that_began(cast: Cast, provider: OidcProvider) -> None:
    browser, mallory = Client(), Client()
    back = at_provider(begin(browser))

    assert mallory.get(back)["Location"] == FAILED
    assert browser.get(back)["Location"] == "/konto/"
    browser.logout()
    assert browser.get(back)["Location"] == FAILED
    assert not is_in(browser)


def test_stopping_at_the_provider_says_so(db: None, provider: OidcProvider) -> None:
    browser = Client()
    state = parse_qs(urlsplit(begin(browser, prefix="/en")).query)["state"][0]

    back = browser.get("/konto/oidc/trollhattan/login/callback/", {"error": "access_denied", "state": state})
    assert back["Location"] == f"/en{CANCELLED}"


def test_provider_that_is_down_or_lies_about_itself(db: None, provider: OidcProvider, settings: Any) -> None:
    options = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]
    for url in ("http://127.0.0.1:9", provider.issuer.replace("127.0.0.1", "localhost")):
        options["server_url"] = url
        answer = Client().post("/konto/sso/trollhattan/")
        assert (answer.status_code, answer["Location"]) == (302, FAILED)


@pytest.mark.parametrize(
    ("claims", "opens"),
    [
        ({}, False),
        ({"amr": ["pwd"]}, False),
        ({"amr": ["pwd", "mfa"]}, True),
        ({"acr": "mfa"}, True),
        ({"amr": "x mfa"}, False),
    ],
    ids=str,
)
def test_admin_opens_where_the_provider_says_mfa(
    cast: Cast, provider: OidcProvider, settings: Any, claims: dict[str, Any], opens: bool
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    provider.person = TORA | claims
    browser = Client()
    sign_in(browser)

    assert browser.get("/admin/").status_code == (200 if opens else 302)


def test_own_second_factor_is_asked_for_unless_the_provider_has_asked(cast: Cast, provider: OidcProvider) -> None:
    with_app(cast.trollhattan_editor)
    browser = Client()
    assert sign_in(browser, prefix="/en") == "/en/konto/2fa/authenticate/"
    assert not is_in(browser)

    provider.person = TORA | {"amr": ["mfa"]}
    browser = Client()
    assert sign_in(browser) == "/konto/"
    assert is_in(browser)


def test_sessions_end_with_the_role(cast: Cast, provider: OidcProvider) -> None:
    browser = Client()
    sign_in(browser)
    assert browser.get("/konto/").status_code == 200

    end_role(Representative.objects.get(user=cast.trollhattan_editor), at=timezone.localdate())
    assert browser.get("/konto/").status_code == 302


def test_button_is_shown_where_a_provider_is_configured(cast: Cast, provider: OidcProvider, settings: Any) -> None:
    assert "Trollhättans Stad" in Client().get("/konto/login/").content.decode()
    settings.SOCIALACCOUNT_PROVIDERS = read_providers({})

    assert "/konto/sso/" not in Client().get("/konto/login/").content.decode()
    assert Client().post("/konto/sso/trollhattan/").status_code == 404
    assert Client().get("/konto/oidc/trollhattan/login/callback/").status_code == 404


def test_row_in_the_database_opens_no_door(db: None, client: Client) -> None:
    SocialApp.objects.create(provider="openid_connect", provider_id="mallory", client_id="x", name="Mallory")

    assert "Mallory" not in client.get("/konto/login/").content.decode()
    assert client.post("/konto/sso/mallory/").status_code == 404


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("reason", ["unknown", "failed", "cancelled"])
def test_refusal_is_a_page_in_both_languages(db: None, client: Client, prefix: str, reason: str) -> None:
    answer = client.get(f"{prefix}/konto/sso/nekad/{reason}/")

    assert (answer.status_code, answer.content.decode().count("<h1>")) == (403, 1)
    assert client.get(f"{prefix}/konto/sso/nekad/else/").status_code == 404

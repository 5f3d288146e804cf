"""No second door: every address of the portal is tried, and one alone opens with a password."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation
from django.utils.regex_helper import normalize

from accounts.models import User
from home.models import StandardPage
from home.site import lay_site
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

NEW = "fyra helt nya ord"
# Whatever a form for signing in or choosing a password may call its fields.
CREDENTIALS = {
    **dict.fromkeys(("login", "username", "email", "user"), "tora@example.org"),
    "password": PASSWORD,
    **dict.fromkeys(("password1", "password2", "new_password1", "new_password2", "old_password"), NEW),
}
SAMPLES = {"uuid": "00000000-0000-4000-8000-000000000000", "key": "abc-def", "token": "abc-def", "uidb64": "MQ"}
SIGN_IN = {"/konto/login/", "/en/konto/login/"}
# Where people sign in with accounts that they have elsewhere, if any provider is configured (docs/adr/0022).
PROVIDERS_ADDRESSES = {
    "/konto/sso/1/",
    "/konto/sso/nekad/1/",
    "/konto/oidc/1/login/callback/",
    "/konto/saml/1/acs/",
    "/konto/saml/1/acs/finish/",
    "/konto/saml/1/metadata/",
}
# These ask for the password that opens one restricted page or document, which is nobody's account.
SHARED_PASSWORDS = re.compile(r"authenticate_with_password")


def walk(resolver: URLResolver, before: str = "") -> Iterator[str]:
    """Every address below, as one regular expression each."""
    for entry in resolver.url_patterns:
        text = before + str(entry.pattern.regex.pattern).removeprefix("^").removesuffix("\\Z")
        if isinstance(entry, URLPattern):
            yield text
        else:
            yield from walk(entry, text)


def sample(expression: str) -> str:
    """An address that the expression matches, or nearly."""
    form, names = normalize(expression)[0]
    return "/" + form % {name: SAMPLES.get(name, "1") for name in names}


def every_address() -> list[str]:
    """An address for each pattern, in both languages."""
    found: set[str] = set()
    for language in ("sv", "en"):
        with translation.override(language):
            found.update(sample(expression) for expression in walk(get_resolver()))
    return sorted(found)


@pytest.fixture
def person() -> User:
    lay_site()
    return UserFactory.create(email="tora@example.org", is_superuser=True)


def test_walk_reaches_every_part_of_the_portal() -> None:
    addresses = every_address()

    assert len(addresses) > 400
    for known in (
        "/admin/login/",
        "/admin/password_reset/",
        "/admin/account/",
        "/_util/login/",
        "/en/_util/login/",
        "/konto/login/",
        "/en/konto/password/reset/",
        "/admin/users/",
    ):
        assert known in addresses


def test_no_address_but_the_sign_in_opens_with_a_password(person: User) -> None:
    before = person.password
    for address in every_address():
        if address in SIGN_IN:
            continue
        for method in ("get", "post"):
            browser = Client(raise_request_exception=False)
            answer = getattr(browser, method)(address, CREDENTIALS)
            assert "_auth_user_id" not in browser.session, (method, address)
            html = b"" if answer.streaming else answer.content
            if not SHARED_PASSWORDS.search(address):
                assert b'type="password"' not in html, (method, address)
    person.refresh_from_db()
    assert person.password == before


def test_doors_of_providers_are_these_alone() -> None:
    provided = re.compile(r"^(?:/en)?/konto/(?:oidc|saml|sso)/")

    assert {address for address in every_address() if provided.match(address)} == {
        prefix + address for prefix in ("", "/en") for address in PROVIDERS_ADDRESSES
    }


@pytest.mark.parametrize("address", ["", "signup/", "login/cancelled/", "login/error/"])
def test_allauths_other_pages_about_providers_are_closed(address: str, client: Client) -> None:
    for language in ("", "/en"):
        assert client.post(f"{language}/konto/3rdparty/{address}")["Location"] == f"{language}/konto/"


@pytest.mark.parametrize("address", sorted(SIGN_IN))
def test_the_sign_in_itself_opens(address: str, person: User) -> None:
    browser = Client()
    browser.post(address, CREDENTIALS)

    assert browser.session["_auth_user_id"] == str(person.pk)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    ("door", "leads_to"),
    [
        ("/admin/login/?next=/admin/pages/", "/konto/login/?next=/admin/pages/"),
        ("/_util/login/", "/konto/login/"),
        ("/en/_util/login/", "/en/konto/login/"),
        ("/admin/", "/konto/login/?next=/admin/"),
        ("/admin/account/", "/konto/login/?next=/admin/account/"),
        ("/admin/users/", "/konto/login/?next=/admin/users/"),
        ("/admin/nowhere/", "/admin/login/?next=/admin/nowhere/"),
        ("/admin/password_reset/", "/konto/password/reset/"),
        ("/admin/password_reset/done/", "/konto/password/reset/"),
        ("/admin/password_reset/confirm/MQ/abc-def/", "/konto/password/reset/"),
        ("/admin/password_reset/complete/", "/konto/password/reset/"),
        ("/konto/email/", "/konto/"),
        ("/en/konto/confirm-email/", "/en/konto/"),
    ],
)
def test_door_leads_to_the_portals_own_page(door: str, leads_to: str, method: str, client: Client) -> None:
    answer = getattr(client, method)(door, CREDENTIALS) if method == "post" else client.get(door)

    assert (answer.status_code, answer["Location"]) == (302, leads_to)


@pytest.mark.parametrize("door", ["/django-admin/", "/accounts/login/", "/login/", "/api/", "/admin/api/login/"])
def test_there_is_nothing_where_robots_look(door: str, client: Client, person: User) -> None:
    assert client.get(door).status_code in (302, 404)
    assert "_auth_user_id" not in client.session


def test_page_for_people_signed_in_asks_for_the_same_sign_in(client: Client) -> None:
    page = lay_site().add_child(instance=StandardPage(title="Internt", slug="internt"))
    page.view_restrictions.create(restriction_type="login")

    assert client.get(page.url)["Location"] == f"/konto/login/?next={page.url}"


@pytest.mark.parametrize("address", ["/admin/account/"])
def test_wagtails_own_account_page_changes_no_password_and_no_address(address: str, person: User) -> None:
    browser = Client()
    browser.force_login(person)
    before = person.password
    fields = {f"{prefix}-{name}": value for prefix in ("password", "name_email") for name, value in CREDENTIALS.items()}

    assert b'type="password"' not in browser.get(address).content
    browser.post(address, fields | {"name_email-email": "mallory@example.org"})

    person.refresh_from_db()
    assert (person.password, person.email) == (before, "tora@example.org")

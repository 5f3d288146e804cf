"""The pages for signing in, second factors, devices and invitations against axe's rules for WCAG 2.2 A and AA."""

from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page as BrowserPage
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from accounts.sso.configuration import read_providers
from home.site import lay_site
from members.inviting import Invitee, invite_person
from members.models import RoleInvitation
from tests.accounts.test_second_factor import code_now, with_app
from tests.factories.accounts import PASSWORD, UserFactory
from tests.journeys.test_pages_accessible import DESKTOP, EVERYTHING, PHONE, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIGNED_OUT = [
    "login/",
    "login/code/",
    "password/reset/",
    "password/reset/key/1-abc-def/",
    "signup/",
    "sso/nekad/unknown/",
    "sso/nekad/failed/",
    "inbjudan/forged/",
]
WITHOUT_FACTORS = ["2fa/", "2fa/totp/activate/", "2fa/webauthn/", "2fa/webauthn/add/"]
SIGNED_IN = [
    "",
    "sessions/",
    "2fa/",
    "2fa/recovery-codes/",
    "2fa/recovery-codes/generate/",
    "2fa/totp/deactivate/",
    "2fa/reauthenticate/",
    "reauthenticate/",
    "password/change/",
    "logout/",
]
# Swedish as on a desk, English as on a telephone.
WAYS = [("", DESKTOP), ("/en", PHONE)]
PROVIDER = {
    "SSO_PROVIDERS": "vasby",
    "SSO_VASBY_NAME": "Upplands Väsby",
    "SSO_VASBY_URL": "https://idp.example.org",
    "SSO_VASBY_CLIENT_ID": "portal",
    "SSO_VASBY_CLIENT_SECRET": "secret",
    "SSO_VASBY_DOMAINS": "example.org",
}


@pytest.fixture
def portal(live_server: LiveServer, settings: Any) -> LiveServer:
    """The portal with one provider of accounts."""
    cache.clear()
    lay_site()
    settings.SOCIALACCOUNT_PROVIDERS = read_providers(PROVIDER)
    return live_server


def sign_in(page: BrowserPage, portal: LiveServer, user: User, code: str = "") -> None:
    """Let the browser have the session of somebody who has shown address, password and, where given, a code."""
    client = Client(headers={"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"})
    client.post("/konto/login/", {"login": user.email, "password": PASSWORD})
    if code:
        assert client.post("/konto/2fa/authenticate/", {"code": code}).status_code == 302
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": portal.url}])


def faults(page: BrowserPage, portal: LiveServer, paths: list[str]) -> list[str]:
    """What is wrong with these pages, in both languages and widths."""
    found = []
    for prefix, width in WAYS:
        page.set_viewport_size({"width": width, "height": 900})
        for path in paths:
            where = f"{prefix}/konto/{path}"
            page.goto(portal.url + where)
            if page.url != portal.url + where.partition("?")[0] and "/key/" not in path:
                found.append(f"{where}: leads to {page.url}")
            found += violations(page, EVERYTHING, where)
            if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                found.append(f"{where}: scrolls sideways")
    return found


def test_pages_for_signing_in_break_no_rule_of_wcag(portal: LiveServer, page: BrowserPage) -> None:
    page.emulate_media(reduced_motion="reduce")
    invitation = invite_person(
        Invitee("anna@example.org", "Anna", "Ny"),
        role=RoleInvitation.Role.COORDINATOR,
        member=None,
        invited_by=None,
        at=timezone.now(),
    )
    assert not (found := faults(page, portal, [*SIGNED_OUT, f"inbjudan/{invitation.token}/"])), "\n".join(found)


def test_pages_of_ones_own_account_break_no_rule_of_wcag(portal: LiveServer, page: BrowserPage) -> None:
    page.emulate_media(reduced_motion="reduce")
    plain, careful = UserFactory.create(is_superuser=True), UserFactory.create(is_superuser=True)
    sign_in(page, portal, plain)
    found = faults(page, portal, WITHOUT_FACTORS)
    secret = with_app(careful)
    RecoveryCodes.activate(careful)
    sign_in(page, portal, careful)
    found += faults(page, portal, ["2fa/authenticate/"])
    sign_in(page, portal, careful, code_now(secret))
    found += faults(page, portal, SIGNED_IN)
    assert not found, "\n".join(found)

"""What the environment may say of providers."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from accounts.sso.configuration import read_providers

OIDC = {
    "SSO_PROVIDERS": "upplands-vasby",
    "SSO_UPPLANDS_VASBY_NAME": "Upplands Väsby",
    "SSO_UPPLANDS_VASBY_URL": "https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0",
    "SSO_UPPLANDS_VASBY_CLIENT_ID": "portal",
    "SSO_UPPLANDS_VASBY_CLIENT_SECRET": "secret",
    "SSO_UPPLANDS_VASBY_DOMAINS": "upplandsvasby.se, @vasby.example",
}


def test_nothing_is_configured_where_nothing_is_said() -> None:
    assert [kind["APPS"] for kind in read_providers({}).values()] == [[], []]


def test_provider_has_its_own_domains_and_says_mfa_in_amr() -> None:
    app = read_providers(OIDC)["openid_connect"]["APPS"][0]

    assert app["provider_id"] == "upplands-vasby"
    assert app["settings"]["domains"] == ["upplandsvasby.se", "vasby.example"]
    assert (app["settings"]["mfa_claims"], app["settings"]["mfa_values"]) == (["amr", "acr"], ["mfa"])


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"SSO_UPPLANDS_VASBY_DOMAINS": ""}, "DOMAINS is missing"),
        ({"SSO_UPPLANDS_VASBY_CLIENT_SECRET": ""}, "CLIENT_SECRET is missing"),
        ({"SSO_UPPLANDS_VASBY_URL": "http://idp.example.org"}, "https"),
        ({"SSO_UPPLANDS_VASBY_URL": "https://login.microsoftonline.com/common/v2.0"}, "one tenant"),
        ({"SSO_UPPLANDS_VASBY_KIND": "ldap"}, "neither"),
        ({"SSO_UPPLANDS_VASBY_KIND": "saml"}, "ENTITY_ID is missing"),
        ({"SSO_PROVIDERS": "Väsby"}, "hyphens"),
    ],
)
def test_what_is_missing_or_unsafe_is_said_at_the_start(change: dict[str, str], complaint: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=complaint):
        read_providers(OIDC | change)

"""Which providers may sign people in, read from the environment; nothing there, nothing shown (docs/operations.md).

`SSO_PROVIDERS` names them ("trollhattan,lulea"); what else is said of one begins with `SSO_TROLLHATTAN_`. No import of
the portal's: the settings call this.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.core.exceptions import ImproperlyConfigured

OIDC, SAML = "openid_connect", "saml"
# Microsoft's name for "any tenant at all": whoever makes a tenant there could claim any address.
ANY_TENANT = re.compile(r"^https://login\.microsoftonline\.com/(?:common|organizations|consumers)(?:/|$)")
# How each kind says that a second factor was shown: OpenID Connect's `amr`, or what ADFS and REFEDS call it in SAML.
OIDC_MFA_CLAIMS, OIDC_MFA_VALUES = ["amr", "acr"], ["mfa"]
SAML_MFA_CLAIMS = ["http://schemas.microsoft.com/claims/authnmethodsreferences"]
SAML_MFA_VALUES = ["http://schemas.microsoft.com/claims/multipleauthn", "https://refeds.org/profile/mfa"]
SAML_ADDRESS = [
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
    "urn:oid:0.9.2342.19200300.100.1.3",
    "mail",
    "email",
]
SAML_SUBJECT = [
    "urn:oasis:names:tc:SAML:attribute:subject-id",
    "http://schemas.microsoft.com/identity/claims/objectidentifier",
]


@dataclass(frozen=True)
class Variables:
    """What the environment says of one provider."""

    provider_id: str
    environment: Mapping[str, str]

    def name(self, key: str) -> str:
        """The variable's whole name."""
        return f"SSO_{self.provider_id.upper().replace('-', '_')}_{key}"

    def text(self, key: str, default: str = "") -> str:
        """A value, without white space around it."""
        return self.environment.get(self.name(key), "").strip() or default

    def needed(self, key: str) -> str:
        """A value. Raises `ImproperlyConfigured` where there is none."""
        value = self.text(key)
        if not value:
            raise ImproperlyConfigured(f"{self.name(key)} is missing.")
        return value

    def words(self, key: str, default: list[str] | None = None) -> list[str]:
        """Values with commas between them."""
        return [word.strip() for word in self.text(key).split(",") if word.strip()] or list(default or [])

    def address(self, key: str) -> str:
        """An address on the net, encrypted. Raises `ImproperlyConfigured`."""
        value = self.needed(key).rstrip("/")
        parts = urlsplit(value)
        if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "localhost"):
            raise ImproperlyConfigured(f"{self.name(key)} has to begin with https://.")
        return value


def read_providers(environment: Mapping[str, str]) -> dict[str, Any]:
    """`SOCIALACCOUNT_PROVIDERS` of django-allauth. Raises `ImproperlyConfigured` for what is missing or unsafe."""
    found: dict[str, Any] = {
        OIDC: {"provider_class": "accounts.sso.oidc.provider.OidcProvider", "APPS": []},
        SAML: {"provider_class": "accounts.sso.saml.provider.SamlProvider", "APPS": []},
    }
    for provider_id in (word.strip() for word in environment.get("SSO_PROVIDERS", "").split(",")):
        if not provider_id:
            continue
        if not re.fullmatch(r"[a-z0-9-]+", provider_id):
            raise ImproperlyConfigured(f"SSO_PROVIDERS: {provider_id!r} is not made of a to z, 0 to 9 and hyphens.")
        variables = Variables(provider_id, environment)
        kind = variables.text("KIND", "oidc")
        if kind == "oidc":
            found[OIDC]["APPS"].append(_oidc_app(variables))
        elif kind == "saml":
            found[SAML]["APPS"].append(_saml_app(variables))
        else:
            raise ImproperlyConfigured(f'{variables.name("KIND")} is neither "oidc" nor "saml".')
    return found


def _app(variables: Variables, *, client_id: str, secret: str, settings: dict[str, Any]) -> dict[str, Any]:
    variables.needed("DOMAINS")
    return {
        "provider_id": variables.provider_id,
        "name": variables.needed("NAME"),
        "client_id": client_id,
        "secret": secret,
        "settings": {
            # The part of addresses behind the @ that this provider may vouch for, and no others.
            "domains": [word.lower().lstrip("@") for word in variables.words("DOMAINS")],
            **settings,
        },
    }


def _oidc_app(variables: Variables) -> dict[str, Any]:
    url = variables.address("URL")
    if ANY_TENANT.match(url):
        raise ImproperlyConfigured(f"{variables.name('URL')} has to name one tenant.")
    settings = {
        "server_url": url,
        "email_claim": variables.text("EMAIL_CLAIM", "email"),
        "mfa_claims": variables.words("MFA_CLAIMS", OIDC_MFA_CLAIMS),
        "mfa_values": variables.words("MFA_VALUES", OIDC_MFA_VALUES),
        "scope": variables.text("SCOPE", "openid email profile").split(),
        "auth_params": dict(parse_qsl(variables.text("AUTH_PARAMS"))),
        "oauth_pkce_enabled": True,
    }
    client_id, secret = variables.needed("CLIENT_ID"), variables.needed("CLIENT_SECRET")
    return _app(variables, client_id=client_id, secret=secret, settings=settings)


def _saml_app(variables: Variables) -> dict[str, Any]:
    if variables.text("METADATA_URL"):
        idp = {"metadata_url": variables.address("METADATA_URL"), "entity_id": variables.text("ENTITY_ID")}
    else:
        idp = {
            "entity_id": variables.needed("ENTITY_ID"),
            "sso_url": variables.address("SSO_URL"),
            "certificate": variables.needed("CERTIFICATE").replace("\\n", "\n"),
        }
    settings = {
        "idp": idp,
        "email_claims": variables.words("EMAIL_CLAIM", SAML_ADDRESS),
        "subject_claims": variables.words("SUBJECT_CLAIM", SAML_SUBJECT),
        "mfa_claims": variables.words("MFA_CLAIMS", SAML_MFA_CLAIMS),
        "mfa_values": variables.words("MFA_VALUES", SAML_MFA_VALUES),
    }
    return _app(variables, client_id=variables.provider_id, secret="", settings=settings)

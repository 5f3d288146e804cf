"""SAML 2.0: our request goes by redirect, the signed answer comes by POST (saml-bindings-2.0, 3.4 and 3.5)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.saml.provider import SAMLProvider
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from lxml import etree  # type: ignore[import-untyped]
from onelogin.saml2.auth import OneLogin_Saml2_Auth  # type: ignore[import-untyped]
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Constants  # type: ignore[import-untyped]
from onelogin.saml2.errors import OneLogin_Saml2_Error  # type: ignore[import-untyped]
from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser  # type: ignore[import-untyped]

from accounts.sso.people import Identity, vouched_address
from accounts.sso.providers import ReadsIdentity, is_any_of
from core.links import public_url

METADATA_SECONDS = 3600
GIVEN_NAME = ["http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname", "urn:oid:2.5.4.42", "givenName"]
SURNAME = ["http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname", "urn:oid:2.5.4.4", "sn"]


class ProviderError(OSError):
    """What is known of the provider does not do; the text says why, for the log."""


def own_address(name: str, provider_id: str) -> str:
    """One of our addresses as the provider knows it: the same in all languages, whatever Host a request claims."""
    with translation.override(settings.LANGUAGE_CODE):
        return public_url(reverse(name, args=[provider_id]))


def own_config(app: Any) -> dict[str, Any]:
    """What python3-saml needs to know of ourselves."""
    provider_id = app.provider_id
    return {
        "strict": True,
        "sp": {
            "entityId": own_address("saml_metadata", provider_id),
            "assertionConsumerService": {
                "url": own_address("saml_acs", provider_id),
                "binding": Constants.BINDING_HTTP_POST,
            },
            "NameIDFormat": Constants.NAMEID_UNSPECIFIED,
        },
        "security": {
            "wantAssertionsSigned": True,
            "wantNameId": False,
            "requestedAuthnContext": False,
            "rejectDeprecatedAlgorithm": True,
            "rejectUnsolicitedResponsesWithInResponseTo": True,
            "allowRepeatAttributeName": True,
        },
    }


def build_auth(app: Any, *, posted: dict[str, str] | None = None) -> OneLogin_Saml2_Auth:
    """The library's view of one sign-in, at our address for answers and no other. Raises `OSError`."""
    here = urlsplit(own_address("saml_acs", app.provider_id))
    request = {
        "https": "on" if here.scheme == "https" else "off",
        "http_host": here.netloc,
        "script_name": here.path,
        "get_data": {},
        "post_data": posted or {},
    }
    try:
        return OneLogin_Saml2_Auth(request, {**own_config(app), "idp": _identity_provider(app.settings["idp"])})
    except OneLogin_Saml2_Error as error:
        raise ProviderError(str(error)) from error


def _identity_provider(idp: dict[str, str]) -> dict[str, Any]:
    if "metadata_url" not in idp:
        return {
            "entityId": idp["entity_id"],
            "singleSignOnService": {"url": idp["sso_url"], "binding": Constants.BINDING_HTTP_REDIRECT},
            "x509cert": idp["certificate"],
        }
    key = f"sso:metadata:{idp['metadata_url']}"
    found: dict[str, Any] | None = cache.get(key)
    if found is None:
        found = _read_metadata(idp["metadata_url"], entity_id=idp["entity_id"] or None)
        cache.set(key, found, METADATA_SECONDS)
    return found


def _read_metadata(url: str, *, entity_id: str | None) -> dict[str, Any]:
    with get_adapter().get_requests_session() as session:
        answer = session.get(url)
        answer.raise_for_status()
    try:
        found: dict[str, Any] = OneLogin_Saml2_IdPMetadataParser.parse(answer.content, entity_id=entity_id)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ProviderError(f"{url} holds no metadata") from error
    if "singleSignOnService" not in found.get("idp", {}):
        raise ProviderError(f"{url} names no address for requests by redirect")
    return found["idp"]


class SamlProvider(ReadsIdentity, SAMLProvider):
    """One provider, such as a municipality's ADFS."""

    package = "accounts.sso.saml"

    def redirect(
        self, request: HttpRequest, process: str, next_url: str | None = None, data: Any = None, **kwargs: Any
    ) -> HttpResponse:
        """Begin a sign-in, never anything else. Raises `OSError`."""
        auth = build_auth(self.app)
        url = auth.login(return_to="")
        self.stash_redirect_state(request, AuthProcess.LOGIN, next_url, state_id=auth.get_last_request_id())
        return HttpResponseRedirect(url)

    def read_identity(self, data: OneLogin_Saml2_Auth) -> Identity:
        """Who the assertion speaks of. A name that is new at every sign-in (transient) is none."""
        options = self.app.settings
        attributes: dict[str, list[str]] = data.get_attributes()
        name, name_format = data.get_nameid(), data.get_nameid_format()
        address = _first(attributes, options["email_claims"])
        if not address and name_format == Constants.NAMEID_EMAIL_ADDRESS:
            address = name
        lasting = "" if name_format == Constants.NAMEID_TRANSIENT else name
        vouched = vouched_address(address, domains=options["domains"])
        said = [value for claim in options["mfa_claims"] for value in attributes.get(claim, [])]
        return Identity(
            provider_id=self.sub_id,
            subject=_first(attributes, options["subject_claims"]) or lasting or vouched,
            address=vouched,
            first_name=_first(attributes, GIVEN_NAME),
            last_name=_first(attributes, SURNAME),
            has_second_factor=is_any_of(options["mfa_values"], [*said, *data.get_last_authn_contexts()]),
        )


def _first(attributes: dict[str, list[str]], names: list[str]) -> str:
    return next((str(attributes[name][0]) for name in names if attributes.get(name)), "")

"""OpenID Connect: the code flow with PKCE, a nonce, and a signed token that is checked in full."""

from __future__ import annotations

import hmac
import secrets
from typing import Any

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation

from accounts.sso.people import Identity, vouched_address
from accounts.sso.providers import ReadsIdentity, is_any_of
from core.links import public_url

# No HMAC: its key would be the client's secret.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
CLOCKS_DIFFER_SECONDS = 60
NEEDED = ["iss", "sub", "aud", "exp", "iat", "nonce"]


class OidcAdapter(OpenIDConnectOAuth2Adapter):
    """Talks with the provider. Allauth alone would skip the signature, and knows no nonce."""

    # What this sign-in was begun with; the callback sets it.
    nonce = ""

    @property
    def openid_config(self) -> dict[str, Any]:
        """The provider's addresses. Raises `OAuth2Error` where they are another issuer's (OIDC Discovery 1.0, 4.3)."""
        config: dict[str, Any] = super().openid_config
        if str(config.get("issuer", "")).rstrip("/") != self.get_provider().app.settings["server_url"]:
            raise OAuth2Error("The issuer is not the configured one.")
        return config

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        """One address for all languages and hosts: the provider knows it by heart."""
        with translation.override(settings.LANGUAGE_CODE):
            return public_url(reverse("openid_connect_callback", kwargs={"provider_id": self.provider_id}))

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        """The login that the signed token tells of. Raises `OAuth2Error`."""
        claims = self.read_id_token(app, str(kwargs["response"].get("id_token", "")))
        return self.get_provider().sociallogin_from_response(request, claims)

    def read_id_token(self, app: Any, text: str) -> dict[str, Any]:
        """The claims of a token that is whole, for us, fresh and of this sign-in (OIDC Core 1.0, section 3.1.3.7)."""
        try:
            claims: dict[str, Any] = jwt.decode(
                text,
                self.signing_key(jwt.get_unverified_header(text).get("kid")),
                algorithms=ALGORITHMS,
                audience=app.client_id,
                issuer=self.openid_config["issuer"],
                leeway=CLOCKS_DIFFER_SECONDS,
                options={"require": NEEDED},
            )
        except jwt.PyJWTError as error:
            raise OAuth2Error(f"The token is refused: {error}") from error
        if not self.nonce or not hmac.compare_digest(str(claims["nonce"]).encode(), self.nonce.encode()):
            raise OAuth2Error("The token belongs to another sign-in.")
        if claims.get("azp", app.client_id) != app.client_id:
            raise OAuth2Error("The token was made for another client.")
        return claims

    def signing_key(self, key_id: str | None) -> jwt.PyJWK:
        """The provider's key of that name. Raises `OAuth2Error`, `jwt.PyJWTError`."""
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
            keys = jwt.PyJWKSet.from_dict(answer.json()).keys
        for key in keys:
            if key.public_key_use != "enc" and key.key_id == key_id:
                return key
        raise OAuth2Error("The token's key is not the provider's.")


class OidcProvider(ReadsIdentity, OpenIDConnectProvider):
    """One provider, such as a municipality's Entra ID."""

    package = "accounts.sso.oidc"
    oauth2_adapter_class = OidcAdapter

    def redirect(
        self, request: HttpRequest, process: str, next_url: str | None = None, data: Any = None, **kwargs: Any
    ) -> HttpResponse:
        """Begin a sign-in, never anything else, with parameters of the settings alone. Raises `OAuth2Error`."""
        nonce = secrets.token_urlsafe(24)
        response: HttpResponse = super().redirect(
            request, AuthProcess.LOGIN, next_url, auth_params={**self.get_auth_params(), "nonce": nonce}, nonce=nonce
        )
        return response

    def read_identity(self, data: dict[str, Any]) -> Identity:
        """Who the claims speak of."""
        options = self.app.settings
        # Microsoft says in `xms_edov` whether the owner of an address's domain vouches for it.
        is_doubtful = any(
            str(data.get(claim, True)).lower() in ("false", "0") for claim in ("email_verified", "xms_edov")
        )
        address = "" if is_doubtful else vouched_address(data.get(options["email_claim"]), domains=options["domains"])
        return Identity(
            provider_id=self.sub_id,
            subject=str(data["sub"]),
            address=address,
            first_name=str(data.get("given_name", "")),
            last_name=str(data.get("family_name", "")),
            has_second_factor=any(is_any_of(options["mfa_values"], data.get(claim)) for claim in options["mfa_claims"]),
        )

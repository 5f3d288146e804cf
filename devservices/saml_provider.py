"""A SAML 2.0 identity provider without a server: it reads our requests and signs answers, right or wrong ones."""

from __future__ import annotations

import base64
import datetime
import zlib
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape, quoteattr

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from lxml import etree  # type: ignore[import-untyped]
from onelogin.saml2.utils import OneLogin_Saml2_Utils  # type: ignore[import-untyped]

from devservices.oidc_provider import new_key, shared_key

FORM = "%Y-%m-%dT%H:%M:%SZ"
PASSWORD_ALONE = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"
NAMES = (
    'xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)


def self_signed(key: rsa.RSAPrivateKey) -> str:
    """A certificate for the key, as PEM."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "identity provider")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


@dataclass
class Answer:
    """What an answer says; each value may be made wrong."""

    question: str
    recipient: str
    audience: str
    issuer: str = "https://idp.example.org/metadata"
    name_id: str = "anna-0001"
    attributes: dict[str, str] = field(default_factory=dict)
    context: str = PASSWORD_ALONE
    age: datetime.timedelta = datetime.timedelta()

    def xml(self) -> str:
        """A response with one assertion, unsigned (saml-core-2.0, sections 2.3.3 and 3.3.3)."""
        issued = datetime.datetime.now(datetime.UTC) - self.age
        now, until = issued.strftime(FORM), (issued + datetime.timedelta(minutes=5)).strftime(FORM)
        answers = f" InResponseTo={quoteattr(self.question)}" if self.question else ""
        statements = "".join(
            f"<saml:Attribute Name={quoteattr(name)}><saml:AttributeValue xsi:type='xs:string' "
            f"xmlns:xs='http://www.w3.org/2001/XMLSchema'>{escape(value)}</saml:AttributeValue></saml:Attribute>"
            for name, value in self.attributes.items()
        )
        return (
            f"<samlp:Response {NAMES} ID='r1' Version='2.0' IssueInstant='{now}' "
            f"Destination={quoteattr(self.recipient)}{answers}><saml:Issuer>{escape(self.issuer)}</saml:Issuer>"
            "<samlp:Status><samlp:StatusCode Value='urn:oasis:names:tc:SAML:2.0:status:Success'/></samlp:Status>"
            f"<saml:Assertion ID='a1' Version='2.0' IssueInstant='{now}'>"
            f"<saml:Issuer>{escape(self.issuer)}</saml:Issuer><saml:Subject>"
            "<saml:NameID Format='urn:oasis:names:tc:SAML:2.0:nameid-format:persistent'>"
            f"{escape(self.name_id)}</saml:NameID>"
            "<saml:SubjectConfirmation Method='urn:oasis:names:tc:SAML:2.0:cm:bearer'><saml:SubjectConfirmationData "
            f"NotOnOrAfter='{until}' Recipient={quoteattr(self.recipient)}{answers}/></saml:SubjectConfirmation>"
            f"</saml:Subject><saml:Conditions NotBefore='{now}' NotOnOrAfter='{until}'><saml:AudienceRestriction>"
            f"<saml:Audience>{escape(self.audience)}</saml:Audience></saml:AudienceRestriction></saml:Conditions>"
            f"<saml:AuthnStatement AuthnInstant='{now}' SessionIndex='s1'><saml:AuthnContext>"
            f"<saml:AuthnContextClassRef>{escape(self.context)}</saml:AuthnContextClassRef></saml:AuthnContext>"
            f"</saml:AuthnStatement><saml:AttributeStatement>{statements}</saml:AttributeStatement>"
            "</saml:Assertion></samlp:Response>"
        )


class SamlIdentityProvider:
    """One provider with one key."""

    entity_id, sso_url = "https://idp.example.org/metadata", "https://idp.example.org/sso"

    def __init__(self, *, is_impostor: bool = False) -> None:
        self.key = new_key() if is_impostor else shared_key()
        self.certificate = self_signed(self.key)

    def metadata(self) -> str:
        """What the provider says of itself (saml-metadata-2.0)."""
        certificate = "".join(self.certificate.splitlines()[1:-1])
        return (
            "<md:EntityDescriptor xmlns:md='urn:oasis:names:tc:SAML:2.0:metadata' "
            f"xmlns:ds='http://www.w3.org/2000/09/xmldsig#' entityID={quoteattr(self.entity_id)}>"
            "<md:IDPSSODescriptor protocolSupportEnumeration='urn:oasis:names:tc:SAML:2.0:protocol'>"
            "<md:KeyDescriptor use='signing'><ds:KeyInfo><ds:X509Data>"
            f"<ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"
            "<md:SingleSignOnService Binding='urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect' "
            f"Location={quoteattr(self.sso_url)}/></md:IDPSSODescriptor></md:EntityDescriptor>"
        )

    def question(self, url: str) -> str:
        """The ID of the request that our redirect carries (saml-bindings-2.0, 3.4.4.1)."""
        packed = parse_qs(urlsplit(url).query)["SAMLRequest"][0]
        return str(etree.fromstring(zlib.decompress(base64.b64decode(packed), -15)).get("ID"))

    def sign(self, answer: Answer) -> str:
        """The answer with its assertion signed, as it is posted."""
        pem = self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode()
        response = etree.fromstring(answer.xml().encode())
        assertion = response.find("{urn:oasis:names:tc:SAML:2.0:assertion}Assertion")
        assert assertion is not None
        signed = OneLogin_Saml2_Utils.add_sign(etree.tostring(assertion), pem, self.certificate)
        response.replace(assertion, etree.fromstring(signed))
        return base64.b64encode(etree.tostring(response)).decode()

"""Sign-in by SAML, with answers that are really signed."""

import base64
import datetime
import functools
import threading
from collections.abc import Callable, Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.test import Client
from lxml import etree  # type: ignore[import-untyped]

from accounts.models import User
from accounts.sso.configuration import SAML_MFA_CLAIMS, SAML_MFA_VALUES, read_providers
from devservices.saml_provider import Answer, SamlIdentityProvider
from tests.factories.cast import Cast

UNKNOWN, FAILED = "/konto/sso/nekad/unknown/", "/konto/sso/nekad/failed/"
OURS = "http://127.0.0.1:8000/konto/saml/lulea"
ADDRESS = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress"
LOVE = {ADDRESS: "Love.Lulea@example.org"}
Change = Callable[[Answer], None]


@pytest.fixture
def provider(settings: Any) -> SamlIdentityProvider:
    """The provider of everybody at example.org."""
    cache.clear()
    idp = SamlIdentityProvider()
    settings.SOCIALACCOUNT_PROVIDERS = read_providers(
        {
            "SSO_PROVIDERS": "lulea",
            "SSO_LULEA_KIND": "saml",
            "SSO_LULEA_NAME": "Luleå kommun",
            "SSO_LULEA_ENTITY_ID": idp.entity_id,
            "SSO_LULEA_SSO_URL": idp.sso_url,
            "SSO_LULEA_CERTIFICATE": idp.certificate,
            "SSO_LULEA_DOMAINS": "example.org",
        }
    )
    return idp


def ask(browser: Client, provider: SamlIdentityProvider, *, prefix: str = "", onward: str = "") -> Answer:
    """Press the button; gives the right answer to what we ask the provider."""
    page = browser.post(f"{prefix}/konto/sso/lulea/", {"next": onward} if onward else {})
    url = str(page.context["url"])
    assert url.startswith(provider.sso_url)
    return Answer(
        question=provider.question(url), recipient=f"{OURS}/acs/", audience=f"{OURS}/metadata/", attributes=dict(LOVE)
    )


def post(browser: Client, signed: str) -> str:
    """Bring the answer, as the browser does; gives where that ends."""
    taken = browser.post("/konto/saml/lulea/acs/", {"SAMLResponse": signed})
    if taken["Location"] == FAILED:
        return FAILED
    assert taken["Location"] == "/konto/saml/lulea/acs/finish/"
    return str(browser.get(taken["Location"])["Location"])


def is_in(browser: Client) -> bool:
    return "_auth_user_id" in browser.session


def test_known_person_signs_in_and_goes_on_to_where_one_was_going(cast: Cast, provider: SamlIdentityProvider) -> None:
    browser = Client()
    assert post(browser, provider.sign(ask(browser, provider, onward="/admin/"))) == "/admin/"

    assert browser.session["_auth_user_id"] == str(cast.lulea_editor.pk)
    link = SocialAccount.objects.get()
    assert (link.provider, link.uid, link.extra_data) == ("lulea", "anna-0001", {})
    browser = Client()
    assert post(browser, provider.sign(ask(browser, provider, prefix="/en"))) == "/en/konto/"


@pytest.mark.parametrize(
    "attributes",
    [{ADDRESS: "ingen@example.org"}, {ADDRESS: "love.lulea@elsewhere.example"}, {}],
    ids=["unknown", "elsewhere", "none"],
)
def test_unknown_people_are_refused(cast: Cast, provider: SamlIdentityProvider, attributes: dict[str, str]) -> None:
    User.objects.filter(pk=cast.representative.pk).update(email="love.lulea@elsewhere.example")
    people = User.objects.count()
    browser = Client()
    answer = ask(browser, provider)
    answer.attributes = attributes | {"urn:other": "something"}

    assert post(browser, provider.sign(answer)) == UNKNOWN
    assert not is_in(browser)
    assert User.objects.count() == people


def say(**values: Any) -> Change:
    """A change that makes an answer wrong."""

    def change(answer: Answer) -> None:
        for name, value in values.items():
            setattr(answer, name, value)

    return change


@pytest.mark.parametrize(
    "change",
    [
        say(audience="https://other.example/metadata/"),
        say(issuer="https://evil.example/metadata"),
        say(recipient="https://other.example/acs/"),
        say(age=datetime.timedelta(minutes=30)),
        say(age=-datetime.timedelta(minutes=30)),
        say(question="ONELOGIN_of-another-sign-in"),
        say(question=""),
    ],
    ids=["audience", "issuer", "recipient", "expired", "not yet", "other question", "no question"],
)
def test_wrong_answer_is_refused(cast: Cast, provider: SamlIdentityProvider, change: Change) -> None:
    browser = Client()
    answer = ask(browser, provider)
    change(answer)

    assert post(browser, provider.sign(answer)) == FAILED
    assert not is_in(browser)


def test_answer_is_good_once_and_in_the_browser_that_asked(cast: Cast, provider: SamlIdentityProvider) -> None:
    browser, mallory = Client(), Client()
    signed = provider.sign(ask(browser, provider))
    ask(mallory, provider)

    assert post(mallory, signed) == FAILED
    assert post(browser, signed) == "/konto/"
    browser.logout()
    assert post(browser, signed) == FAILED
    ask(browser, provider)
    assert post(browser, signed) == FAILED
    assert not is_in(browser)


def test_wrapping_cannot_bend_a_signed_answer_to_another_question(cast: Cast, provider: SamlIdentityProvider) -> None:
    stolen = provider.sign(ask(Client(), provider))
    mallory = Client()
    own_question = ask(mallory, provider).question
    response = etree.fromstring(base64.b64decode(stolen))
    for question in (own_question, None):
        if question is None:
            del response.attrib["InResponseTo"]
        else:
            response.set("InResponseTo", question)
        assert post(mallory, base64.b64encode(etree.tostring(response)).decode()) == FAILED
    assert not is_in(mallory)


def spoiled(provider: SamlIdentityProvider, answer: Answer, trick: str) -> str:
    """What somebody without the provider's key may post."""
    if trick == "another key":
        return SamlIdentityProvider(is_impostor=True).sign(answer)
    if trick == "unsigned":
        return base64.b64encode(answer.xml().encode()).decode()
    if trick == "changed":
        answer.attributes = {ADDRESS: "rut.representant@example.org"}
        signed = base64.b64decode(provider.sign(answer))
        changed = signed.replace(b"rut.representant@example.org", b"love.lulea@example.org")
        return base64.b64encode(changed).decode()
    if trick == "entities":
        return base64.b64encode(b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>').decode()
    return {"no XML": base64.b64encode(b"hello").decode(), "no base64": "%%%", "nothing": ""}[trick]


@pytest.mark.parametrize("trick", ["another key", "unsigned", "changed", "entities", "no XML", "no base64", "nothing"])
def test_answer_that_the_provider_did_not_sign_is_refused(
    cast: Cast, provider: SamlIdentityProvider, trick: str
) -> None:
    browser = Client()

    assert post(browser, spoiled(provider, ask(browser, provider), trick)) == FAILED
    assert not is_in(browser)


@pytest.mark.parametrize(
    ("change", "opens"),
    [
        (say(), False),
        (say(context=SAML_MFA_VALUES[1]), True),
        (say(attributes=LOVE | {SAML_MFA_CLAIMS[0]: SAML_MFA_VALUES[0]}), True),
    ],
    ids=["password", "context", "attribute"],
)
def test_admin_opens_where_the_provider_says_mfa(
    cast: Cast, provider: SamlIdentityProvider, settings: Any, change: Change, opens: bool
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    browser = Client()
    answer = ask(browser, provider)
    change(answer)
    post(browser, provider.sign(answer))

    assert is_in(browser)
    assert browser.get("/admin/").status_code == (200 if opens else 302)


@pytest.fixture
def metadata_url(provider: SamlIdentityProvider, tmp_path: Path) -> Iterator[str]:
    """Where the provider's own metadata stand."""
    (tmp_path / "metadata.xml").write_text(provider.metadata())
    handler = functools.partial(SilentFiles, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/metadata.xml"
        server.shutdown()


class SilentFiles(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


def test_metadata_of_the_provider_are_enough(
    cast: Cast, provider: SamlIdentityProvider, metadata_url: str, settings: Any
) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = read_providers(
        {
            "SSO_PROVIDERS": "lulea",
            "SSO_LULEA_KIND": "saml",
            "SSO_LULEA_NAME": "Luleå kommun",
            "SSO_LULEA_METADATA_URL": metadata_url,
            "SSO_LULEA_DOMAINS": "example.org",
        }
    )
    browser = Client()
    assert post(browser, provider.sign(ask(browser, provider))) == "/konto/"

    cache.clear()
    app = settings.SOCIALACCOUNT_PROVIDERS["saml"]["APPS"][0]
    for broken in ("nowhere.xml", ""):
        app["settings"]["idp"]["metadata_url"] = metadata_url.replace("metadata.xml", broken)
        answer = Client().post("/konto/sso/lulea/")
        assert (answer.status_code, answer["Location"]) == (302, FAILED)
        assert Client().get("/konto/saml/lulea/metadata/").status_code == 200


def test_metadata_names_the_one_address_for_answers(db: None, provider: SamlIdentityProvider) -> None:
    answer = Client(headers={"host": "localhost"}).get("/en/konto/saml/lulea/metadata/")

    told = etree.fromstring(answer.content)
    assert told.get("entityID") == f"{OURS}/metadata/"
    assert told.xpath("//*[local-name()='AssertionConsumerService']/@Location") == [f"{OURS}/acs/"]
    assert Client().get("/konto/saml/other/metadata/").status_code == 404
    assert Client().get("/konto/oidc/lulea/login/callback/").status_code == 404

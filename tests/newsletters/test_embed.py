"""The sign-up form in a frame on another website: framed by anybody, without cookie, and nothing else is."""

from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from devservices.permissions.addresses import all_addresses
from newsletters.embed_views import snippet
from newsletters.links import confirm_url, manage_url, unsubscribe_url
from newsletters.models import Subscriber, Topic
from tests.factories.cast import Cast
from tests.factories.members import home_page
from tests.factories.newsletters import SubscriberFactory

pytestmark = pytest.mark.django_db
PATH = "/prenumerera/inbaddad/"


def may_be_framed(answer: object) -> bool:
    headers = answer.headers  # type: ignore[attr-defined]
    policy = headers.get("Content-Security-Policy", "")
    return "X-Frame-Options" not in headers or "frame-ancestors *" in policy or "frame-ancestors" not in policy


@pytest.fixture
def stranger() -> Client:
    """A browser that keeps no cookie and sends no token, as in a frame of another site."""
    return Client(enforce_csrf_checks=True, headers={"Sec-Fetch-Site": "cross-site", "Origin": "null"})


@pytest.mark.parametrize(("prefix", "word"), [("", "Prenumerera"), ("/en", "Subscribe")])
def test_the_form_stands_in_any_frame_and_works_without_cookie(stranger: Client, prefix: str, word: str) -> None:
    topic = Topic.objects.create(name_sv="Barn", name_en="Children")
    page = stranger.get(prefix + PATH)
    assert may_be_framed(page)
    assert word in page.content.decode()
    assert "<script" not in page.content.decode()
    answer = stranger.post(prefix + PATH, {"address": "a@example.org", "language": "en", "topics": [topic.pk]})
    assert (answer.status_code, may_be_framed(answer), dict(answer.cookies)) == (200, True, {})
    assert "a@example.org" not in answer.content.decode()
    reader = Subscriber.objects.get()
    assert (reader.state, reader.consent_source, reader.language) == (Subscriber.State.PENDING, "embed", "en")
    assert list(reader.topics.all()) == [topic]


def test_the_frame_has_the_trap_the_limit_and_reasons(stranger: Client) -> None:
    assert stranger.post(PATH, {"address": "bot@example.org", "website": "x"}).status_code == 200
    assert not Subscriber.objects.exists()
    assert stranger.post(PATH, {"address": "nobody"}).status_code == 422
    answers = [stranger.post(PATH, {"address": f"p{number}@example.org"}).status_code for number in range(10)]
    assert answers == [200] * 9 + [429]
    assert may_be_framed(stranger.post(PATH, {"address": "p@example.org"}))


def test_the_frame_and_the_page_count_together(stranger: Client) -> None:
    for number in range(10):
        stranger.post(("/prenumerera/", PATH)[number % 2], {"address": f"p{number}@example.org"})
    assert stranger.post(PATH, {"address": "p@example.org"}).status_code == 429


def test_no_other_address_may_be_framed(cast: Cast) -> None:
    home_page()
    paths = [
        f"/{address.pattern}"
        for address in all_addresses()
        if not address.parameters
        and "^" not in address.pattern
        and not address.pattern.startswith(("admin/", "metrics"))
    ]
    reader = SubscriberFactory.create()
    paths += [urlsplit(url(reader, "sv")).path for url in (confirm_url, manage_url, unsubscribe_url)]
    paths += ["/", "/admin/", reverse("newsletters_admin:import"), reverse("subscribers:index")]
    assert len(paths) > 40
    client = cast.client(cast.coordinator)
    framed = set()
    for path in paths:
        answer = client.get(path)
        if "html" in answer.headers.get("Content-Type", "") and may_be_framed(answer):
            framed.add(path)
    assert framed == {PATH}


def test_every_editor_finds_the_html_to_copy(cast: Cast) -> None:
    address = reverse("newsletters_admin:embed")
    page = cast.client(cast.trollhattan_editor).get(address).content.decode()
    assert "&lt;iframe src=&quot;http" in page
    assert cast.client(None).get(address).status_code == 302
    with override("sv"):
        assert "/en/prenumerera/inbaddad/" in snippet("en")
        assert "/prenumerera/inbaddad/" in snippet("sv")
        assert "Subscribe" in snippet("en")

"""Topics and language are chosen at sign-up and later; what was agreed to is kept with its version."""

from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from newsletters import consent
from newsletters.consent import current_consent, version_of
from newsletters.links import confirm_url, manage_url
from newsletters.models import Subscriber, Topic
from tests.factories.cast import Cast
from tests.factories.newsletters import SubscriberFactory

pytestmark = pytest.mark.django_db
# What each version says, as it was shown. A wording is never changed: give a new one the next number in
# `newsletters.consent.WORDINGS`, and write its versions down here.
VERSIONS = {"sv": "1-65bff5ed66", "en": "1-b9c622b505"}


@pytest.fixture
def topics() -> list[Topic]:
    """Two topics, the second first in order."""
    late = Topic.objects.create(name_sv="Planering", name_en="Planning", sort_order=2)
    return [Topic.objects.create(name_sv="Barn", name_en="Children", sort_order=1), late]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_changed_wording_is_a_new_version(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with override(language):
        before = current_consent()
        assert before.version == VERSIONS[language]
        monkeypatch.setitem(consent.WORDINGS, 1, "Ja till %(network)s!")
        forgotten = current_consent().version
        monkeypatch.setitem(consent.WORDINGS, 2, "Ja, gärna, %(network)s!")
        assert len({before.version, forgotten, current_consent().version}) == 3
        assert current_consent().version.startswith("2-")
    assert version_of(before.wording, number=1) == before.version


def test_the_page_asks_for_topics_and_language_and_says_what_none_means(client: Client, topics: list[Topic]) -> None:
    page = client.get("/prenumerera/").content.decode()
    assert "Väljer du inget får du allt" in page
    assert page.index("Barn") < page.index("Planering")
    assert "Choose none, and you get everything" in client.get("/en/prenumerera/").content.decode()
    answer = client.post("/prenumerera/", {"address": "a@example.org", "language": "en", "topics": [topics[1].pk]})
    assert answer.status_code == 302
    reader = Subscriber.objects.get()
    assert (reader.language, list(reader.topics.all())) == ("en", [topics[1]])
    with override("sv"):
        shown = current_consent()
    assert (reader.consent_wording, reader.consent_version) == (shown.wording, shown.version)
    answer = client.post(urlsplit(confirm_url(reader, "sv")).path)
    assert urlsplit(manage_url(reader, "sv")).path in answer.content.decode()


def test_a_forged_topic_or_place_is_refused(client: Client, topics: list[Topic]) -> None:
    for field, value in (("topics", "99999"), ("topics", "x"), ("language", "kl"), ("source", "manage")):
        assert client.post("/prenumerera/", {"address": "a@example.org", field: value}).status_code == 422
    assert not Subscriber.objects.exists()


def test_nobody_changes_the_topics_of_a_subscriber_by_signing_the_address_up(
    client: Client, topics: list[Topic]
) -> None:
    reader = SubscriberFactory.create()
    reader.topics.add(topics[0])
    client.post("/prenumerera/", {"address": reader.address, "topics": [topics[1].pk]})
    assert list(reader.topics.all()) == [topics[0]]


def test_topics_are_changed_by_the_mails_link(client: Client, topics: list[Topic]) -> None:
    reader = SubscriberFactory.create()
    path = urlsplit(manage_url(reader, "en")).path
    assert "Children" in client.get(path).content.decode()
    chosen = {"name": "A", "language": "en", "topics": [topic.pk for topic in topics]}
    assert client.post(path, chosen).status_code == 200
    assert reader.topics.count() == 2
    client.post(path, {"name": "A", "language": "en"})
    assert reader.topics.count() == 0
    assert list(Subscriber.objects.about([topics[0].pk])) == [reader]


def test_the_page_without_topics_asks_for_none(client: Client) -> None:
    assert "Väljer du inget" not in client.get("/prenumerera/").content.decode()


def test_the_proof_stands_on_the_subscribers_page(cast: Cast) -> None:
    reader = SubscriberFactory.create(consent_version="1-abc", consent_source="embed")
    page = cast.client(cast.coordinator).get(reverse("subscribers:edit", args=[reader.pk])).content.decode()
    for words in ("Ja, skicka nyhetsbrevet.", "1-abc", "Formuläret på en annan webbplats", "15 januari 2026"):
        assert words in page


def test_topics_are_made_and_deleted_with_a_warning(cast: Cast, topics: list[Topic]) -> None:
    client = cast.client(cast.coordinator)
    values = {"name_sv": "Äldre", "name_en": "Older people", "sort_order": "3"}
    assert client.post(reverse("newsletter-topic:add"), values).status_code == 302
    SubscriberFactory.create().topics.add(topics[0])
    page = client.get(reverse("newsletter-topic:delete", args=[topics[0].pk])).content.decode()
    assert "1 prenumerant har valt det" in page
    for user in (None, cast.trollhattan_editor):
        assert cast.client(user).get(reverse("newsletter-topic:index")).status_code == 302


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_topics_asks_one_query_for_all_numbers(
    cast: Cast, number: int, django_assert_num_queries: object
) -> None:
    for place in range(number):
        SubscriberFactory.create().topics.add(Topic.objects.create(name_sv=f"Ämne {place}"))
    client = cast.client(cast.coordinator)
    client.get(reverse("newsletter-topic:index"))
    with django_assert_num_queries(TOPIC_QUERIES):  # type: ignore[operator]
        client.get(reverse("newsletter-topic:index"))


TOPIC_QUERIES = 12

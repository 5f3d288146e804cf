"""The archive on the web: its feed, the way from issue to issue, and the way there from each mail."""

import datetime
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone

from newsletters.sending import send_issue
from newsletters.web_text import web_text
from tests.factories.members import english
from tests.factories.newsletters import SubscriberFactory, newsletter_index, newsletter_issue
from tests.newsletters.conftest import Drain
from tests.newsletters.test_sending import bodies, in_english

pytestmark = pytest.mark.django_db

ATOM = "/feed/newsletters.atom"
NAMES = {"a": "http://www.w3.org/2005/Atom"}
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@pytest.fixture(autouse=True)
def site_url(settings: object) -> None:
    """The portal's own address."""
    settings.SITE_URL = "https://portalen.example.org"  # type: ignore[attr-defined]


def entries(client: Client, address: str) -> list[ElementTree.Element]:
    """What the feed tells."""
    response = client.get(address)
    assert response.status_code == 200
    return ElementTree.fromstring(response.content).findall("a:entry", NAMES)


def test_the_feed_holds_the_issues_of_its_language(client: Client) -> None:
    older = newsletter_issue(title="Vinterns <nummer>", slug="vinter", issued_on=datetime.date(2026, 1, 10))
    newsletter_issue(title="Vårens nummer", slug="var", issued_on=datetime.date(2026, 3, 10), preheader="Om mars")
    newsletter_issue(title="Ett utkast", slug="utkast").unpublish()
    in_english(older, "The winter issue", "Words.")
    swedish, in_other = entries(client, ATOM), entries(client, f"/en{ATOM}")
    assert [entry.findtext("a:title", "", NAMES) for entry in swedish] == ["Vårens nummer", "Vinterns <nummer>"]
    assert swedish[0].findtext("a:summary", "", NAMES) == "Om mars"
    assert swedish[0].find("a:link", NAMES).get("href") == "https://portalen.example.org/nyhetsbrev/var/"  # type: ignore[union-attr]
    assert "The winter issue" in [entry.findtext("a:title", "", NAMES) for entry in in_other]
    assert len({entry.findtext("a:id", "", NAMES) for entry in swedish + in_other}) == len(swedish) + len(in_other)


def test_an_issue_that_is_not_translated_says_its_language(client: Client) -> None:
    english(newsletter_issue())
    (entry,) = entries(client, f"/en{ATOM}")
    assert entry.get(XML_LANG) == "sv"


def test_who_has_the_newest_gets_nothing_anew(client: Client) -> None:
    issue = newsletter_issue()
    tag = client.get(ATOM).headers["ETag"]
    assert client.get(ATOM, headers={"if-none-match": tag}).status_code == 304
    issue.unpublish()
    assert client.get(ATOM, headers={"if-none-match": tag}).status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_the_feed_asks_the_same_questions_whatever_its_length(
    number: int, client: Client, django_assert_num_queries: object
) -> None:
    for turn in range(number):
        newsletter_issue(slug=f"nummer-{turn}")
    client.get(ATOM)
    with django_assert_num_queries(11):  # type: ignore[operator]
        client.get(ATOM)


def test_the_archive_and_each_issue_lead_to_the_feed_and_to_one_another(client: Client) -> None:
    for turn in range(3):
        newsletter_issue(title=f"Nummer {turn}", slug=f"nummer-{turn}", issued_on=datetime.date(2026, 1 + turn, 1))
    assert ATOM in client.get(newsletter_index().url).content.decode()
    page = client.get("/nyhetsbrev/nummer-1/").content.decode()
    assert ATOM in page
    assert 'rel="prev" href="/nyhetsbrev/nummer-0/"' in page
    assert 'rel="next" href="/nyhetsbrev/nummer-2/"' in page


def test_the_search_finds_what_the_page_shows_and_only_what_is_published(client: Client) -> None:
    issue = newsletter_issue(("paragraph", "<p>Om skolgården och <b>cykelvägar</b>.</p>"), title="Vårens nummer")
    issue.refresh_from_db()
    assert issue.public_text == web_text(issue)
    assert "Vårens nummer" in client.get("/sok/", {"q": "cykelvägar"}).content.decode()
    draft = issue.get_latest_revision_as_object()
    draft.body = [("paragraph", "<p>Om badplatser.</p>")]
    draft.save_revision()
    assert "Vårens nummer" not in client.get("/sok/", {"q": "badplatser"}).content.decode()
    draft.save_revision().publish()
    assert "Vårens nummer" in client.get("/sok/", {"q": "badplatser"}).content.decode()
    assert "Vårens nummer" not in client.get("/sok/", {"q": "cykelvägar"}).content.decode()


def test_each_mail_leads_to_its_issue_on_the_web(client: Client, drain: Drain) -> None:
    SubscriberFactory.create()
    issue = newsletter_issue(slug="var")
    send_issue(issue, at=timezone.now())
    (mail,) = drain()
    text, html = bodies(mail)
    address = "https://portalen.example.org/nyhetsbrev/var/"
    assert address in text
    assert f'href="{address}"' in html
    assert client.get("/nyhetsbrev/var/").status_code == 200

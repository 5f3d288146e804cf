"""The checklist before an issue is sent: what it finds, what it stops, and how links are followed."""

import datetime
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from mailings.models import Mailing
from newsletters import sending
from newsletters.checklist.checking import CHECKS, check_issue
from newsletters.checklist.draft import Draft
from newsletters.checklist.following import Answer, follow
from newsletters.checklist.links import check_links, links_of
from newsletters.models import LinkCheck, NewsletterPage
from newsletters.tasks import follow_links
from tests.factories.cast import Cast
from tests.factories.newsletters import SubscriberFactory, newsletter_issue
from tests.factories.projects import ProjectPageFactory
from tests.factories.reviews import review_of

NOW = timezone.now()
ANSWERS = {"/fine": 200, "/gone": 404, "/closed": 403, "/moved": 302}


class Web(BaseHTTPRequestHandler):
    """Answers as the path says."""

    def do_GET(self) -> None:
        self.send_response(ANSWERS.get(self.path, 200))
        if self.path == "/moved":
            self.send_header("Location", "http://localhost:1/inside")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def web(settings: Any) -> Iterator[str]:
    """A web server that counts as the portal's own, so that it may be asked."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Web) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        settings.SITE_URL = "http://127.0.0.1:8000"
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def found(issue: NewsletterPage, *, at: datetime.datetime = NOW) -> dict[str, list[str]]:
    """What each point that is not fine says, by its name."""
    with translation.override("sv"):
        points = check_issue(issue, at=at)
    return {one.check.name: [finding.text for finding in one.findings] for one in points if not one.is_fine}


def good_issue(*blocks: tuple[str, Any], **fields: Any) -> NewsletterPage:
    SubscriberFactory.create()
    return newsletter_issue(*blocks, **{"preheader": "Det här har hänt sedan sist.", **fields})


def test_an_issue_in_one_language_has_one_thing_to_say_of(db: None) -> None:
    assert list(found(good_issue())) == ["languages"]


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("ALLT NYTT FRÅN NÄTVERKET", "versaler"),
        ("Kom till Åmål!!!", "i rad"),
        ("Vinn en resa till Åmål", "Vinn"),
        ("Sv: Mötet i Åmål", "svar"),
        ("å" * 71, "71"),
    ],
)
def test_a_subject_like_an_advertisement_is_named(db: None, subject: str, words: str) -> None:
    [text] = found(good_issue(subject=subject))["subject"]
    assert words in text


def test_what_is_missing_is_named(db: None) -> None:
    image = get_image_model().objects.create(title="Torget", file=get_test_image_file(size=(40, 30)))
    picture = {"image": image.pk, "alt": "", "caption": ""}
    issue = newsletter_issue(("picture", picture), subject="Nyheter")
    points = found(issue)
    assert set(points) == {"audience", "languages", "preview-line", "pictures", "text-part"}
    assert len(CHECKS) == 10


def test_a_preview_line_that_repeats_the_subject_and_a_foreign_marker_are_named(db: None) -> None:
    issue = good_issue(("paragraph", "<p>Hej %%namn%% och %%name_of%%.</p>"), subject="Nytt", preheader="nytt ")
    points = found(issue)
    assert "preview-line" in points
    assert any("name_of" in text for text in points["own-words"])


def test_a_mail_that_is_cut_off_is_named_with_its_size(db: None) -> None:
    assert "Gmail" in found(good_issue(("paragraph", "<p>" + "Ord " * 30_000 + "</p>")))["size"][0]


def test_a_chosen_practice_that_nobody_reviewed_is_named(db: None) -> None:
    stale = ProjectPageFactory.create(title="Gammal praktik")
    review_of(stale, member=stale.lead_member, due_on=datetime.date(2019, 1, 1), kind="practice")
    points = found(good_issue(("practices", {"heading": "", "pages": [stale.pk], "newest": 1})))
    assert "Gammal praktik" in points["age"][0]


def test_a_link_to_a_page_that_visitors_cannot_see_stops_the_issue(db: None) -> None:
    hidden = newsletter_issue(title="Gömt nummer")
    hidden.unpublish()
    link = f'<p><a linktype="page" id="{hidden.pk}">Läs</a></p>'
    issue = good_issue(("paragraph", link), title="Nytt nummer", slug="nytt")
    assert "Gömt nummer" in found(issue)["links"][0]
    with pytest.raises(sending.SendingError, match="Gömt nummer"), translation.override("sv"):
        sending.send_issue(issue, at=NOW)
    assert not Mailing.objects.exists()


def test_links_are_followed_and_count_for_a_day(db: None, web: str) -> None:
    paths = ("fine", "gone", "closed", "moved")
    text = "".join(f'<a href="{web}/{path}">{path}</a> ' for path in paths)
    button = {"text": "Anmäl dig", "page": None, "url": "http://localhost:9/x"}
    issue = good_issue(("paragraph", f"<p>{text}</p>"), ("button", button))
    assert "5 länkar" in found(issue)["links"][0]
    draft = Draft(issue, at=NOW)
    assert len(links_of(draft)) == 5
    assert check_links(draft) == 5
    outcomes = {check.url.rpartition("/")[2]: (check.outcome, check.code) for check in LinkCheck.objects.all()}
    assert outcomes == {
        "fine": ("fine", 200), "gone": ("gone", 404), "closed": ("refused", 403),
        "moved": ("silent", 0), "x": ("silent", 0),
    }  # fmt: skip
    assert len(found(issue)["links"]) == 4
    assert check_links(draft) == 4, "what was fine is not asked again"
    assert "5 länkar" in found(issue, at=NOW + datetime.timedelta(hours=25))["links"][0]
    check_links(Draft(newsletter_issue(title="Annat", slug="annat"), at=NOW + datetime.timedelta(days=31)))
    assert not LinkCheck.objects.exists()


def test_an_inner_network_is_never_asked(web: str, settings: Any) -> None:
    assert follow(f"{web}/fine") == Answer("fine", 200)
    settings.SITE_URL = "https://portal.example.org"
    assert follow(f"{web}/fine") == Answer("inside")
    assert follow("http://[::1]:1/") == Answer("silent")
    assert follow("http://åäö..example/") == Answer("silent")


def test_sending_what_is_warned_of_takes_a_tick(cast: Cast) -> None:
    issue, client = good_issue(), cast.client(cast.coordinator)
    address = reverse("newsletters_admin:send", args=[issue.pk])
    page = client.get(address).content.decode()
    assert "Checklista" in page
    assert 'name="anyway"' in page
    assert client.post(address, {"send": "1", "scheduled_at": ""}).status_code == 422
    assert not Mailing.objects.exists()
    assert client.post(address, {"send": "1", "scheduled_at": "", "anyway": "on"}).status_code == 302
    assert Mailing.objects.count() == 1


def test_an_issue_that_is_stopped_offers_no_button(cast: Cast) -> None:
    picture = get_image_model().objects.create(title="Torget", file=get_test_image_file(size=(40, 30)))
    issue = good_issue(("picture", {"image": picture.pk, "alt": "Torget", "caption": ""}))
    address = reverse("newsletters_admin:send", args=[issue.pk])
    page = cast.client(cast.coordinator).get(address).content.decode()
    assert "Stoppar utskicket" in page
    assert 'name="send"' not in page


def test_links_are_followed_by_a_post_of_who_may_send(cast: Cast, web: str, monkeypatch: pytest.MonkeyPatch) -> None:
    issue = good_issue(("paragraph", f'<p><a href="{web}/fine">Läs</a></p>'))
    asked: list[int] = []
    monkeypatch.setattr(follow_links, "delay", asked.append)
    address = reverse("newsletters_admin:links", args=[issue.pk])
    assert cast.client(cast.lulea_editor).post(address).status_code == 302
    assert cast.client(cast.coordinator).get(address).status_code == 405
    assert asked == []
    assert cast.client(cast.coordinator).post(address).status_code == 302
    assert asked == [issue.pk]
    follow_links(issue.pk)
    assert LinkCheck.objects.get().outcome == "fine"


def test_the_list_asks_the_same_questions_whatever_the_length(db: None) -> None:
    counts = []
    for number in (2, 1, 30):
        texts = [("paragraph", f'<p><a href="https://example.org/{n}">Läs</a></p>') for n in range(number)]
        issue = good_issue(*texts, title=f"Nummer {number}", slug=f"nummer-{number}")
        with CaptureQueriesContext(connection) as queries:
            check_issue(issue, at=NOW)
        counts.append(len(queries))
    # The first one warms what is kept between requests.
    assert counts[1] == counts[2] == 13

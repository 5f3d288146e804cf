"""An issue as a mail and as a web page: what is in it, and what it never has."""

from __future__ import annotations

import datetime
from html.parser import HTMLParser

import pytest
from django.test import Client
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Locale, Page

from meetings.models import Meeting, MeetingKind
from newsletters.models import NewsletterPage
from newsletters.rendering import render_issue
from newsletters.sections import issue_sections
from tests.factories.members import english
from tests.factories.news import NewsPageFactory
from tests.factories.newsletters import newsletter_index, newsletter_issue
from tests.factories.projects import ProjectPageFactory

pytestmark = pytest.mark.django_db

NEWEST_NEWS = ("news", {"heading": "", "pages": [], "newest": 2})
NEWEST_PRACTICES = ("practices", {"heading": "", "pages": [], "newest": 2})
DAY = datetime.date(2026, 3, 10)


class Balance(HTMLParser):
    """Checks that every element is closed in order, and keeps what pictures and links say."""

    void = {"meta", "link", "img", "br", "hr"}

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.images: list[dict[str, str | None]] = []
        self.links: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            self.images.append(dict(attrs))
        if tag == "a":
            self.links.append(dict(attrs).get("href") or "")
        if tag not in self.void:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def full_issue() -> NewsletterPage:
    """An issue with every kind of block."""
    image = get_image_model().objects.create(title="Torget", file=get_test_image_file(size=(1600, 900)))
    news = NewsPageFactory.create(title="Vald nyhet & mer", date=DAY)
    ProjectPageFactory.create(title="Gångbuss i Sylte")
    return newsletter_issue(
        ("heading", "Rubrik <ett>"),
        ("paragraph", f'<p>Läs <a linktype="page" id="{news.pk}">mer</a> &amp; <b>njut</b>.</p><ul><li>ett</li></ul>'),
        ("picture", {"image": image.pk, "alt": 'Torget "Drott"', "caption": "Foto: Kim"}),
        ("quote", {"text": "Det fungerar.", "source": "Kim, strateg"}),
        ("button", {"text": "Anmäl dig", "page": None, "url": "https://example.org/a?b=1&c=2"}),
        ("news", {"heading": "Utvalt", "pages": [news.pk], "newest": 3}),
        NEWEST_PRACTICES,
        title="Vårens nummer",
        preheader="Vad som hänt",
    )


def test_a_mail_has_html_that_is_well_formed_and_asks_no_other_server() -> None:
    rendered = render_issue(full_issue())
    parsed = Balance(rendered.html)
    assert parsed.open == []
    assert all(link.startswith(("http://", "https://", "%%")) for link in parsed.links)
    (image,) = parsed.images
    assert (image["src"] or "").startswith("http://127.0.0.1:8000/media/")
    assert image["alt"] == 'Torget "Drott"'
    assert image["width"] == "536"
    assert '<html lang="sv"' in rendered.html
    for foreign in ("fonts.googleapis", "<script", "<link", "@import"):
        assert foreign not in rendered.html
    assert rendered.html_size < 30_000
    assert "Vad som hänt" in rendered.html


def test_the_text_part_says_the_same() -> None:
    text = render_issue(full_issue()).text
    for words in (
        "RUBRIK <ETT>",
        "Läs mer <http://127.0.0.1:8000/",
        "& njut.",
        "- ett",
        "Foto: Kim",
        "Det fungerar.",
        "Anmäl dig: https://example.org/a?b=1&c=2",
        "UTVALT",
        "Vald nyhet & mer",
        "Gångbuss i Sylte",
        "%%greeting%%",
        "%%manage_url%%",
        "%%unsubscribe_url%%",
    ):
        assert words in text
    assert "&amp;" not in text
    assert "\n\n\n\n" not in text


def test_the_newest_are_those_up_to_the_day_of_the_issue() -> None:
    for number in range(4):
        NewsPageFactory.create(title=f"Nyhet {number}", date=DAY + datetime.timedelta(days=number))
    issue = newsletter_issue(NEWEST_NEWS, issued_on=DAY + datetime.timedelta(days=2))
    (section,) = issue_sections(issue)
    assert [item.title for item in section.items] == ["Nyhet 2", "Nyhet 1"]


def test_meetings_ahead_stand_in_it_with_time_and_place() -> None:
    kind = MeetingKind.objects.order_by("pk").first() or MeetingKind.objects.create(
        key="natt", name_sv="N", name_en="N"
    )
    start = datetime.datetime(2026, 3, 12, 8, 0, tzinfo=datetime.UTC)
    facts = {"kind": kind, "starts_at": start, "ends_at": start + datetime.timedelta(hours=2), "place": "Luleå"}
    Meeting.objects.create(title_sv="Årskonferens", state=Meeting.State.ANNOUNCED, **facts)
    Meeting.objects.create(title_sv="Utkast", state=Meeting.State.DRAFT, **facts)
    (section,) = issue_sections(newsletter_issue(("meetings", {"heading": "", "upcoming": 3}), issued_on=DAY))
    (item,) = section.items
    assert (item.title, item.url.startswith("http://127.0.0.1:8000/")) == ("Årskonferens", True)
    assert item.meta.startswith("12 mars 2026, 09.00 · Luleå · ")
    assert (
        issue_sections(newsletter_issue(("meetings", {"heading": "", "upcoming": 3}), issued_on=DAY.replace(day=13)))
        == []
    )


def test_what_is_withdrawn_or_untranslated_is_left_out_and_named() -> None:
    shown, withdrawn = NewsPageFactory.create(title="Kvar"), NewsPageFactory.create(title="Borta")
    withdrawn.unpublish()
    chosen = {"heading": "", "pages": [shown.pk, withdrawn.pk], "newest": 3}
    issue = newsletter_issue(("news", chosen), NEWEST_PRACTICES)
    (section,) = issue_sections(issue)
    assert [item.title for item in section.items] == ["Kvar"]
    assert section.left_out == ("Borta",)
    english(newsletter_index())
    english(shown.get_parent())
    shown.copy_for_translation(Locale.objects.get(language_code="en"), alias=True)
    translated: NewsletterPage = issue.copy_for_translation(Locale.objects.get(language_code="en"))
    assert render_issue(translated).left_out == ("Kvar", "Borta")


def test_an_issue_with_many_blocks_is_rendered_with_few_queries(django_assert_max_num_queries: object) -> None:
    NewsPageFactory.create_batch(3)
    issue = newsletter_issue(*[NEWEST_NEWS] * 20)
    issue = NewsletterPage.objects.get(pk=issue.pk)
    with django_assert_max_num_queries(45):  # type: ignore[operator]
        render_issue(issue)


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_archive_asks_the_same_questions_whatever_the_number_of_issues(
    number: int, client: Client, django_assert_num_queries: object
) -> None:
    for issue in range(number):
        newsletter_issue(title=f"Nummer {issue}", issued_on=DAY + datetime.timedelta(days=issue))
    client.get("/nyhetsbrev/")
    with django_assert_num_queries(11):  # type: ignore[operator]
        page = client.get("/nyhetsbrev/").content.decode()
    assert f"Nummer {number - 1}" in page
    assert ("Nummer 0" in page) == (number < 13)


def test_an_issue_on_the_web_leads_to_its_neighbors_and_sets_no_cookie(client: Client) -> None:
    days = [DAY + datetime.timedelta(days=number) for number in range(3)]
    first, second, third = (newsletter_issue(title=f"Nummer {day.day}", issued_on=day) for day in days)
    answer = client.get(second.url)
    page = answer.content.decode()
    assert f'rel="prev" href="{first.url}"' in page
    assert f'rel="next" href="{third.url}"' in page
    assert not client.cookies
    assert "Cookie" not in answer.headers.get("Vary", "") or not answer.cookies
    assert client.get("/nyhetsbrev/").status_code == 200


def test_the_english_archive_marks_swedish_issues(client: Client) -> None:
    issue = newsletter_issue(NEWEST_NEWS, title="Bara på svenska")
    NewsPageFactory.create(title="Svensk nyhet", date=DAY)
    stand_in = english(issue)
    page = client.get("/en/nyhetsbrev/").content.decode()
    assert '<a class="row__link" href="/en/nyhetsbrev/bara-pa-svenska/" lang="sv">' in page
    shown = client.get(stand_in.url).content.decode()
    assert "Svensk nyhet" in shown
    assert '<div class="measure prose" lang="sv">' in shown


@pytest.mark.parametrize(("mode", "words"), [("", "Vårens nummer"), ("mail", "<html"), ("text", "<pre>")])
def test_previews_show_no_markers(mode: str, words: str) -> None:
    issue = full_issue()
    answer = issue.make_preview_request(preview_mode=mode)
    answer.render() if hasattr(answer, "render") else None
    page = answer.content.decode()
    assert words in page
    assert "%%" not in page


def test_search_finds_an_issue_by_its_words() -> None:
    newsletter_issue(("paragraph", "<p>Blåbärssoppa i Luleå</p>"), title="Höst")
    assert [page.title for page in Page.objects.search("blåbärssoppa")] == ["Höst"]

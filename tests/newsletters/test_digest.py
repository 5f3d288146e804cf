"""Issues that make themselves: when, of what, once; nothing where nothing is new."""

import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse
from wagtail.models import Locale, WorkflowState

from mailings.models import Mailing
from meetings.models import Meeting
from news.models import NewsPage
from newsletters.digest.making import due_rules, last_due, make_digest
from newsletters.models import DigestRule, DigestRun, NewsletterPage
from newsletters.rendering import render_issue
from newsletters.tasks import make_one_digest
from newsletters.versions import issue_versions
from tests.factories.cast import Cast
from tests.factories.meetings import MeetingFactory
from tests.factories.members import english
from tests.factories.news import NewsPageFactory, category, news_index
from tests.factories.newsletters import SubscriberFactory, newsletter_index
from tests.factories.projects import ProjectPageFactory
from tests.newsletters.conftest import Drain

pytestmark = pytest.mark.django_db

STOCKHOLM = ZoneInfo("Europe/Stockholm")
# A Monday.
DUE = datetime.datetime(2026, 3, 2, 8, 0, tzinfo=STOCKHOLM)
DAY = datetime.timedelta(days=1)
LONG_AGO = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)


def make_rule(**fields: Any) -> DigestRule:
    """A rule for each Monday at eight that has been there for long."""
    newsletter_index()
    values = {"title": "Nytt på portalen", "rhythm": "weekly", "weekday": 0, "hour": 8, "active_since": LONG_AGO}
    return DigestRule.objects.create(**{**values, **fields})


def news(title: str, *, at: datetime.datetime = DUE - DAY, **fields: Any) -> NewsPage:
    """A news item that was published then."""
    return NewsPageFactory.create(title=title, first_published_at=at, date=at.date(), **fields)


def titles_in(page: NewsletterPage) -> str:
    """What the issue's mail says."""
    return render_issue(page.get_latest_revision_as_object()).text


@pytest.mark.parametrize(
    ("fields", "now", "due"),
    [
        ({}, "2026-03-04 12:00", "2026-03-02 08:00"),
        ({}, "2026-03-02 07:59", "2026-02-23 08:00"),
        ({"rhythm": "monthly", "month_day": 15, "hour": 9}, "2026-03-14 12:00", "2026-02-15 09:00"),
        # The hour that is skipped, and the one that comes twice.
        ({"weekday": 6, "hour": 2}, "2027-03-28 12:00", "2027-03-28 03:00"),
        ({"weekday": 6, "hour": 2}, "2027-10-31 12:00", "2027-10-31 02:00"),
    ],
)
def test_a_rule_is_due_by_the_clock_on_the_wall(fields: dict[str, Any], now: str, due: str) -> None:
    moment = datetime.datetime.fromisoformat(now).replace(tzinfo=STOCKHOLM)
    found = last_due(make_rule(**fields), now=moment)
    assert found is not None
    assert found.astimezone(STOCKHOLM).strftime("%Y-%m-%d %H:%M") == due


def test_what_was_due_before_a_rule_was_made_or_changed_is_not_made_up_for() -> None:
    rule = make_rule(active_since=DUE + DAY)
    assert last_due(rule, now=DUE + 2 * DAY) is None
    assert due_rules(now=DUE + 2 * DAY) == []
    assert due_rules(now=DUE + 7 * DAY) == [rule.pk]


def test_a_draft_of_what_is_new_is_submitted_for_approval_once(cast: Cast, drain: Drain) -> None:
    rule = make_rule()
    news("Helt ny nyhet")
    news("Gammal nyhet", at=DUE - 20 * DAY)
    ProjectPageFactory.create(title="Ny praktik", first_published_at=DUE - DAY)
    MeetingFactory.create(state=Meeting.State.ANNOUNCED, title_sv="Vårmöte", starts_at=DUE + 9 * DAY,
                          ends_at=DUE + 10 * DAY, announced_at=DUE - DAY)  # fmt: skip
    runs = [make_digest(rule.pk, now=DUE + datetime.timedelta(minutes=5)) for _tick in range(2)]
    assert runs[0] is not None
    assert runs[1] is None
    issue = NewsletterPage.objects.get(locale__language_code="sv")
    assert (runs[0].outcome, runs[0].number, runs[0].issue) == ("drafted", 3, issue)
    text = titles_in(issue)
    assert all(title in text for title in ("Helt ny nyhet", "Ny praktik", "Vårmöte"))
    assert "Gammal nyhet" not in text
    assert issue.title == "Nytt på portalen 2 mars 2026"
    assert not issue.live
    assert WorkflowState.objects.filter(object_id=str(issue.pk), status="in_progress").count() == 1
    assert not Mailing.objects.filter(kind="newsletter").exists()
    assert [mail["To"] for mail in drain()] == [f"Karin Koordinator <{cast.coordinator.email}>"]


def test_the_next_one_begins_where_the_last_one_ended() -> None:
    rule = make_rule()
    news("Första veckan")
    make_digest(rule.pk, now=DUE)
    news("Andra veckan", at=DUE + DAY)
    make_digest(rule.pk, now=DUE + 7 * DAY)
    first, second = NewsletterPage.objects.filter(locale__language_code="sv").order_by("pk")
    assert "Första veckan" in titles_in(first)
    assert "Andra veckan" in titles_in(second)
    assert "Första veckan" not in titles_in(second)


def test_nothing_new_makes_no_issue_and_the_log_says_so(cast: Cast) -> None:
    rule = make_rule()
    for _tick in range(2):
        make_digest(rule.pk, now=DUE)
    assert not NewsletterPage.objects.exists()
    assert [run.outcome for run in DigestRun.objects.all()] == [DigestRun.Outcome.SKIPPED]
    client = cast.client(cast.coordinator)
    assert "inget nytt" in client.get(reverse("digest-rule:inspect", args=[rule.pk])).content.decode()
    assert "inget nytt" in client.get(reverse("digest-rule:index")).content.decode()


def test_a_rule_that_sends_sends_once(drain: Drain) -> None:
    SubscriberFactory.create()
    rule = make_rule(mode=DigestRule.Mode.SEND)
    news("Helt ny nyhet")
    with time_machine.travel(DUE + datetime.timedelta(minutes=5)):
        for _tick in range(2):
            make_one_digest(rule.pk)
        (mail,) = drain()
    assert mail["Subject"] == "Nytt på portalen 2 mars 2026"
    assert NewsletterPage.objects.get(locale__language_code="sv").live


def test_what_is_late_is_not_sent_by_itself_and_what_is_very_late_is_let_be() -> None:
    rule = make_rule(mode=DigestRule.Mode.SEND)
    news("Helt ny nyhet")
    late = make_digest(rule.pk, now=DUE + datetime.timedelta(hours=13))
    assert late is not None
    assert late.outcome == DigestRun.Outcome.DRAFTED
    other = make_rule(title="Annan")
    very_late = make_digest(other.pk, now=DUE + 4 * DAY)
    assert very_late is not None
    assert very_late.outcome == DigestRun.Outcome.TOO_LATE


def test_topics_are_kept_to() -> None:
    rule = make_rule(with_practices=False)
    rule.categories.add(category("who"))
    news("Om WHO", category=category("who"))
    news("Om nätverket", category=category("natverket"))
    ProjectPageFactory.create(title="Ny praktik", first_published_at=DUE - DAY)
    run = make_digest(rule.pk, now=DUE)
    assert run is not None
    assert run.issue is not None
    assert run.number == 1
    assert "Om WHO" in titles_in(run.issue)


def test_english_holds_what_is_written_in_english_and_nothing_else() -> None:
    rule = make_rule(title_en="New on the portal")
    english(newsletter_index())
    english(news_index())
    translated = news("Helt ny nyhet")
    news("Bara på svenska")
    page = translated.copy_for_translation(Locale.objects.get(language_code="en"))
    page.title, page.lead = "Brand new", "In English."
    page.first_published_at, page.live = DUE - DAY, True
    page.save()
    run = make_digest(rule.pk, now=DUE)
    assert run is not None
    assert run.issue is not None
    swedish, in_english = issue_versions(run.issue)
    assert in_english.title == "New on the portal March 2, 2026"
    assert "Brand new" in titles_in(in_english)
    assert "Bara på svenska" not in titles_in(in_english)
    assert "Bara på svenska" in titles_in(swedish)


def test_without_anything_in_english_there_is_no_english_issue() -> None:
    rule = make_rule()
    english(newsletter_index())
    news("Bara på svenska")
    run = make_digest(rule.pk, now=DUE)
    assert run is not None
    assert run.issue is not None
    assert [page.locale.language_code for page in issue_versions(run.issue)] == ["sv"]


def test_a_coordinator_makes_a_rule_and_new_times_count_from_now(cast: Cast) -> None:
    client = cast.client(cast.coordinator)
    values = {"title": "Nytt", "rhythm": "weekly", "weekday": "0", "month_day": "1", "hour": "8", "with_news": "on",
              "mode": "draft", "is_on": "on"}  # fmt: skip
    assert client.post(reverse("digest-rule:add"), values).status_code == 302
    rule = DigestRule.objects.get()
    DigestRule.objects.update(active_since=LONG_AGO)
    client.post(reverse("digest-rule:edit", args=[rule.pk]), {**values, "title": "Nytt igen"})
    rule.refresh_from_db()
    assert (rule.title, rule.active_since) == ("Nytt igen", LONG_AGO)
    client.post(reverse("digest-rule:edit", args=[rule.pk]), {**values, "hour": "9"})
    rule.refresh_from_db()
    assert rule.active_since > LONG_AGO
    assert "Varje måndag kl. 09" in client.get(reverse("digest-rule:index")).content.decode()
    assert cast.client(cast.representative).get(reverse("digest-rule:index")).status_code == 302

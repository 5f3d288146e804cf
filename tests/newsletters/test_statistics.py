"""The numbers of issues: what mail servers answered and who left; nothing about openings and clicks."""

import datetime
import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from mailings.models import Delivery, Mailing, Suppression
from newsletters.models import NewsletterPage
from newsletters.sending import send_issue
from newsletters.statistics.figures import accepted_by_time, figures_by_domain, figures_of_issues, mailings_of_issues
from newsletters.versions import issue_key
from tests.factories.cast import Cast
from tests.factories.newsletters import SubscriberFactory, newsletter_issue
from tests.newsletters.conftest import Drain
from tests.newsletters.test_sending import bodies

pytestmark = pytest.mark.django_db

START = datetime.datetime(2026, 3, 2, 7, 0, tzinfo=datetime.UTC)
MINUTE, DAY = datetime.timedelta(minutes=1), datetime.timedelta(days=1)
ROOT = Path(__file__).parent.parent.parent


def deliver(mailing: Mailing, *addresses: str, start: datetime.datetime = START) -> None:
    """Have the mailing accepted at these addresses, a minute apart."""
    Mailing.objects.filter(pk=mailing.pk).update(state=Mailing.State.DONE, finished_at=start)
    Delivery.objects.bulk_create(
        Delivery(
            mailing=mailing,
            address=address,
            state=Delivery.State.ACCEPTED,
            accepted_at=start + number * MINUTE,
            next_attempt_at=start,
            message_id=f"<{mailing.pk}.{number}@example.org>",
        )
        for number, address in enumerate(addresses)
    )


def leave(address: str, at: datetime.datetime) -> None:
    """Somebody left the newsletter."""
    Suppression.objects.create(
        address=address, scope="newsletter", reason=Suppression.Reason.UNSUBSCRIBED, created_at=at
    )


@pytest.fixture
def issue(cast: Cast) -> NewsletterPage:
    """An issue that seven people at one place and three at others have got."""
    page = newsletter_issue(title="Vårens nummer")
    mailing = send_issue(page, at=START)
    people = [f"p{number}@kommun.example" for number in range(7)]
    deliver(mailing, *people, "a@liten.example", "b@liten.example", "c@ensam.example")
    mailing.deliveries.filter(address="p0@kommun.example").update(bounced_at=START + DAY)
    mailing.deliveries.filter(address="p1@kommun.example").update(complained_at=START + DAY)
    mailing.deliveries.filter(address="c@ensam.example").update(state=Delivery.State.FAILED, accepted_at=None)
    leave("p2@kommun.example", START + DAY)
    leave("a@liten.example", START + 2 * DAY)
    leave("p3@kommun.example", START + 40 * DAY)
    return page


def test_numbers_of_an_issue(issue: NewsletterPage) -> None:
    (figures,) = figures_of_issues(mailings_of_issues()).values()
    assert (figures.total, figures.accepted, figures.bounced, figures.refused) == (10, 9, 1, 1)
    assert (figures.complained, figures.left, figures.in_place) == (1, 2, 8)


def test_who_leaves_after_the_next_issue_left_because_of_that_one(issue: NewsletterPage) -> None:
    later = newsletter_issue(title="Sommarens nummer", slug="sommar")
    deliver(send_issue(later, at=START), "p4@kommun.example", start=START + 1.5 * DAY)
    figures = figures_of_issues(mailings_of_issues())
    assert figures[issue_key(issue)].left == 1
    assert figures[issue_key(later)].left == 1


def test_small_domains_are_counted_together(issue: NewsletterPage) -> None:
    key = issue_key(issue)
    rows = {row.domain: row.figures for row in figures_by_domain(key, mailings_of_issues()[key])}
    assert list(rows) == ["kommun.example", ""]
    assert (rows["kommun.example"].total, rows["kommun.example"].bounced, rows["kommun.example"].left) == (7, 1, 1)
    assert (rows[""].total, rows[""].refused, rows[""].left) == (3, 1, 1)


def test_steps_of_time_follow_the_length_of_the_mailing(issue: NewsletterPage) -> None:
    pks = mailings_of_issues()[issue_key(issue)]
    step, numbers = accepted_by_time(pks)
    assert step == "minute"
    assert [number for _moment, number in numbers] == [1] * 9
    Delivery.objects.filter(address="b@liten.example").update(accepted_at=START + 5 * DAY)
    step, numbers = accepted_by_time(pks)
    assert (step, len(numbers), numbers[0][1], numbers[-1][1]) == ("day", 6, 8, 1)
    assert accepted_by_time([]) == ("minute", [])


def test_the_pages_draw_and_tell_the_same_and_name_no_small_domain(cast: Cast, issue: NewsletterPage) -> None:
    client = cast.client(cast.coordinator)
    page = client.get(reverse("newsletters_admin:issue-statistics", args=[issue.pk])).content.decode()
    assert "kommun.example" in page
    assert "liten.example" not in page
    assert "ensam.example" not in page
    assert page.count("<svg") >= 2
    assert "Andra (färre än 5 personer var)" in page
    whole = client.get(reverse("newsletters_admin:statistics")).content.decode()
    assert "Vårens nummer" in whole
    assert reverse("newsletters_admin:issue-statistics", args=[issue.pk]) in whole
    for address in (reverse("newsletters_admin:statistics"), reverse("newsletters_admin:send", args=[issue.pk])):
        assert cast.client(cast.representative).get(address).status_code == 302


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_the_same_questions_whatever_its_length(
    number: int, cast: Cast, django_assert_num_queries: object
) -> None:
    client = cast.client(cast.coordinator)
    for turn in range(number):
        issue = newsletter_issue(slug=f"nummer-{turn}")
        deliver(send_issue(issue, at=START), f"p{turn}@example.org", start=START + turn * DAY)
    client.get(reverse("newsletters_admin:statistics"))
    with django_assert_num_queries(16):  # type: ignore[operator]
        client.get(reverse("newsletters_admin:statistics"))


def test_an_issue_that_was_never_sent_says_so(cast: Cast) -> None:
    client = cast.client(cast.coordinator)
    page = client.get(reverse("newsletters_admin:issue-statistics", args=[newsletter_issue().pk])).content.decode()
    assert "har inte skickats" in page
    assert "Inget nyhetsbrev har skickats" in client.get(reverse("newsletters_admin:statistics")).content.decode()


def addresses_of(patterns: list[URLPattern | URLResolver], prefix: str = "") -> list[str]:
    """All routes of the portal's own URLconf."""
    found = []
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        found += addresses_of(pattern.url_patterns, route) if isinstance(pattern, URLResolver) else [route]
    return found


def test_nothing_counts_openings_or_clicks(client: Client, drain: Drain) -> None:
    """No address to count at, no code that would, and mails whose pictures and links say nothing of their reader."""
    words = re.compile(r"(?<![a-z])(track|pixel|beacon|opened|click)", re.I)
    routes = [
        route for route in addresses_of(get_resolver().url_patterns) if not route.startswith(("admin/", "konto/"))
    ]
    assert not [route for route in routes if words.search(route)]
    code = [*(ROOT / "newsletters").rglob("*.py"), *(ROOT / "templates/emails").rglob("*.*")]
    telling = re.compile(
        r"(open|click)_(count|rate|at|track)|track(ing)?_(url|pixel|id|open|click)|web_?beacon|utm_", re.I
    )
    assert not [str(path) for path in code if telling.search(path.read_text())]
    SubscriberFactory.create_batch(2)
    send_issue(newsletter_issue(("paragraph", '<p>Läs <a href="https://who.example/rapport">rapporten</a>.</p>')),
               at=timezone.now())  # fmt: skip
    first, second = (bodies(mail)[1] for mail in drain())
    assert 'href="https://who.example/rapport"' in first
    own = re.compile(r"/(?:en/)?prenumerera/[a-z-]+/[\w-]+/")
    assert set(re.findall(r'(?:src|href)="([^"]*)"', own.sub("", first))) == set(
        re.findall(r'(?:src|href)="([^"]*)"', own.sub("", second))
    )
    assert not re.search(r'(?:width|height)="1(?:px)?"', first)
    assert not any(own.search(source) for source in re.findall(r'src="([^"]*)"', first))

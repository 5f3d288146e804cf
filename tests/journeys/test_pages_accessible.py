"""Every public template against axe's rules for WCAG 2.2 A and AA: both languages, phone, desktop and dark."""

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from playwright.sync_api import Page as BrowserPage
from pytest_django.live_server_helper import LiveServer
from wagtail.models import Page

from core.tokens import hash_token, new_nonce
from meetings.models import Invitation, Meeting, MeetingIndexPage, Registration
from members.models import MemberIndexPage, MemberPage
from news.models import NewsIndexPage, NewsPage
from newsletters.links import confirm_url, manage_url, renew_url, set_confirm_hash, unsubscribe_url
from newsletters.models import NewsletterIndexPage, NewsletterPage, Subscriber
from projects.models import ProjectIndexPage, ProjectPage
from reviews.models import ReviewRequest
from reviews.services import ask_for_reviews
from tests.factories.meetings import MeetingFactory
from tests.factories.newsletters import SubscriberFactory

LANGUAGES = ("sv", "en")
PHONE, DESKTOP = 390, 1280
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
EVERYTHING = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": TAGS}}
# Dark mode changes colors and nothing else.
COLORS = {"resultTypes": ["violations"], "runOnly": {"type": "rule", "values": ["color-contrast"]}}
PAGE_KINDS: tuple[type[Page], ...] = (
    MemberIndexPage,
    MemberPage,
    ProjectIndexPage,
    ProjectPage,
    NewsIndexPage,
    NewsPage,
    MeetingIndexPage,
    NewsletterIndexPage,
    NewsletterPage,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def network(live_server: LiveServer, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LiveServer:
    """The demo network, served."""
    settings.DEMO = True
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.SITE_URL = live_server.url
    monkeypatch.setenv("DEMO_ACCOUNTS_FILE", str(tmp_path / "accounts.json"))
    call_command("load_demo", verbosity=0)
    return live_server


def answer_token() -> str:
    """What opens the answer page of somebody who is invited to a coming meeting."""
    invitation = Invitation.objects.filter(meeting__starts_at__gt=timezone.now()).order_by("pk").first()
    assert invitation is not None
    return invitation.token


def review_token() -> str:
    """What opens the page of somebody who is asked for a review."""
    ask_for_reviews(now=timezone.now())
    request = ReviewRequest.objects.order_by("pk").first()
    assert request is not None
    return request.token


def registration() -> Registration:
    """Somebody who has filled in the form of a public meeting and is asked whether it was they."""
    now = timezone.now()
    starts_at = now + datetime.timedelta(days=60)
    meeting = MeetingFactory.create(
        audience=Meeting.Audience.PUBLIC,
        state=Meeting.State.ANNOUNCED,
        announced_at=now,
        starts_at=starts_at,
        ends_at=starts_at + datetime.timedelta(hours=1),
    )
    row = Registration.objects.create(meeting=meeting, address="vera@example.org", name="Vera Vy", asked_at=now)
    row.token_hash = hash_token(row.token)
    row.save()
    return row


def newcomer() -> Subscriber:
    """Somebody who asked for the newsletter a moment ago."""
    subscriber = SubscriberFactory.create(
        state=Subscriber.State.PENDING, confirm_nonce=new_nonce(), confirmation_sent_at=timezone.now()
    )
    set_confirm_hash(subscriber)
    subscriber.save()
    return subscriber


def page_paths(language: str) -> Iterator[tuple[str, str]]:
    """Name and path of one page of each kind."""
    prefix = "" if language == "sv" else "/en"
    yield "home", f"{prefix}/"
    yield "standard", f"{prefix}/om-natverket/"
    for kind in PAGE_KINDS:
        page = kind.objects.live().filter(locale__language_code=language).order_by("path").first()
        if page is None and language == "en" and kind is NewsletterPage:
            continue  # an issue is in English only where somebody has translated it
        assert page is not None, kind
        path = page.relative_url(page.get_site())
        yield kind.__name__, path
        if kind is MeetingIndexPage:
            yield "past-meetings", f"{path}tidigare/"
            yield "month", f"{path}manad/"


def view_paths(language: str, *, token: str, subscriber: Subscriber) -> Iterator[tuple[str, str]]:
    """Name and path of what is no Wagtail page."""
    with override(language):
        meeting = Meeting.objects.shown().filter(starts_at__gt=timezone.now()).order_by("starts_at").first()
        assert meeting is not None
        yield "meeting", meeting.get_absolute_url()
        yield "respond", reverse("meetings:invitation-respond", args=[token])
        asking = Registration.objects.get()
        yield "register", reverse("meetings:registration", args=[asking.meeting_id])
        yield "register-thanks", reverse("meetings:registration-requested", args=[asking.meeting_id])
        yield "register-confirm", reverse("meetings:registration-confirm", args=[asking.token])
        yield "governance", reverse("members:governance")
        yield "apply", reverse("ledger:apply")
        yield "applied", reverse("ledger:requested")
        yield "apply-confirm", reverse("ledger:confirm", args=[token])
        yield "still-right", reverse("reviews:still-right", args=[review_token()])
        yield "sign-up", reverse("newsletters:sign-up")
        yield "embed", reverse("newsletters:embed")
        yield "requested", reverse("newsletters:subscription-requested")
        yield "search-hits", f"{reverse('search')}?q=h%C3%A4lsa"
        yield "search-none", f"{reverse('search')}?q=xyzzy"
        yield "sign-in", reverse("account_login")
        yield "password-reset", reverse("account_reset_password")
        yield "not-found", f"{reverse('search')}finns-inte/"
    asked = SubscriberFactory.create(renew_by=timezone.localdate())
    mailed = (("confirm", confirm_url), ("manage", manage_url), ("leave", unsubscribe_url), ("renewal over", renew_url))
    for name, url in mailed:
        yield name, "/" + url(subscriber, language).split("/", 3)[3]
    yield "renewal", "/" + renew_url(asked, language).split("/", 3)[3]


def violations(page: BrowserPage, options: dict[str, Any], where: str, part: str = "html") -> Iterator[str]:
    """One line for each element of a part of the page that breaks a rule."""
    for violation in Axe().run(page, context=part, options=options).response["violations"]:
        for node in violation["nodes"]:
            yield f"{where}: {violation['id']}: {node['target']}: {node['html'][:160]}"


def test_public_pages_break_no_rule_of_wcag(network: LiveServer, page: BrowserPage) -> None:
    page.emulate_media(reduced_motion="reduce")
    token, subscriber = answer_token(), newcomer()
    registration()
    found = []
    for language in LANGUAGES:
        for name, path in (
            *page_paths(language),
            *view_paths(language, token=token, subscriber=subscriber),
        ):
            where = f"{language} {name} {path}"
            page.set_viewport_size({"width": DESKTOP, "height": 900})
            answer = page.goto(network.url + path)
            expected = 404 if name == "not-found" else 200
            if answer is None or answer.status != expected:
                found.append(f"{where}: answered {answer and answer.status}")
                continue
            found += violations(page, EVERYTHING, f"{where} desktop")
            page.emulate_media(color_scheme="dark")
            found += violations(page, COLORS, f"{where} dark")
            page.emulate_media(color_scheme="light")
            page.set_viewport_size({"width": PHONE, "height": 844})
            found += violations(page, EVERYTHING, f"{where} phone")
            if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                found.append(f"{where}: scrolls sideways on a phone")
    assert not found, "\n".join(found)

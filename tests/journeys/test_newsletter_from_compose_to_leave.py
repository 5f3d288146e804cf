"""A newsletter's whole life in a real browser, in both languages, against axe's rules for WCAG.

Two readers ask for it and confirm; somebody writes an issue and submits it; the coordinator approves and schedules it;
it comes in its time, in each reader's language; they read it on the web, and leave.
"""

import datetime
import re
from email.message import EmailMessage
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page as Browser
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from accounts.addresses import vouch_for_address
from accounts.models import User
from core.tasks import publish_scheduled
from devservices.smtp_sink import SmtpSink
from home.site import lay_site
from mailings.models import Mailing
from newsletters.approval import WRITERS_NAME, approval_of
from newsletters.digest.making import make_digest
from newsletters.models import NewsletterIndexPage, NewsletterPage, ReaderList, Subscriber
from newsletters.renewal import Whom, ask_for_renewal
from newsletters.sending import send_issue
from tests.factories.accounts import UserFactory
from tests.factories.cast import Cast
from tests.factories.newsletters import SubscriberFactory, newsletter_issue
from tests.journeys.test_pages_accessible import DESKTOP, EVERYTHING, PHONE, violations
from tests.newsletters.test_digest import make_rule
from tests.newsletters.test_sending import bodies
from tests.newsletters.test_statistics import deliver

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
READERS = {"sv": "sven@example.org", "en": "eve@example.org"}
PREFIX = {"sv": "", "en": "/en"}
WAYS = {"sv": (DESKTOP, "light"), "en": (PHONE, "dark")}
MAIL_WIDTHS = (320, 700)
DAY = datetime.timedelta(days=1)
# Parts of the admin that are the portal's own.
OWN = "main .nice-padding"


class Post:
    """Sends what is due through a real SMTP server, and keeps what came to whom."""

    def __init__(self, sink: SmtpSink) -> None:
        self.sink = sink

    def to(self, address: str) -> EmailMessage:
        """Send, and give the last mail to an address."""
        call_command("dispatch", "--once")
        return [message.email for message in self.sink.messages if address in message.recipients][-1]


def link(mail: EmailMessage, part: str) -> str:
    """The link of a mail whose address holds these words."""
    found = re.search(rf"https?://[^\s<>]*{part}[^\s<>]*", bodies(mail)[0])
    assert found is not None, part
    return found[0]


def show(page: Browser, language: str) -> None:
    """A desk by day for Swedish, a telephone at night for English."""
    width, scheme = WAYS[language]
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(reduced_motion="reduce", color_scheme=scheme)  # type: ignore[arg-type]


def check(page: Browser, where: str, part: str = "html") -> list[str]:
    """What axe finds, and whether the page scrolls sideways."""
    found = list(violations(page, EVERYTHING, where, part))
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        found.append(f"{where}: scrolls sideways")
    return found


def press(page: Browser, button: str) -> None:
    """Send a form."""
    with page.expect_navigation():
        page.locator(button).first.click()


def act_as(page: Browser, user: User, live_server: LiveServer) -> None:
    """Sign a person in."""
    client = Client()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])


def subscribe(page: Browser, post: Post, url: str, language: str) -> list[str]:
    """Ask for the newsletter, and confirm by the mail's link."""
    show(page, language)
    page.goto(f"{url}{PREFIX[language]}/prenumerera/")
    found = check(page, f"{language} sign-up")
    page.fill("main input[name=address]", READERS[language])
    page.fill("main input[name=name]", "Åsa" if language == "sv" else "Eve")
    press(page, "main form.newsletter-signup button[type=submit]")
    found += check(page, f"{language} requested")
    page.goto(link(post.to(READERS[language]), "bekrafta"))
    found += check(page, f"{language} confirm")
    press(page, "main form button[type=submit]")
    found += check(page, f"{language} confirmed")
    assert Subscriber.objects.get(address=READERS[language]).state == Subscriber.State.CONFIRMED
    return found


def compose(page: Browser, url: str) -> NewsletterPage:
    """Write an issue as a writer, add its English version, and submit it for approval."""
    index = NewsletterIndexPage.objects.get(locale__language_code="sv")
    page.set_viewport_size({"width": DESKTOP, "height": 900})
    page.goto(f"{url}/admin/pages/add/newsletters/newsletterpage/{index.pk}/")
    page.fill("input[name=title]", "Nyhetsbrev i mars")
    page.fill("input[name=preheader]", "Tillit, trygghet och ett möte")
    body = page.locator("[data-contentpath=body]")
    body.locator(".c-sf-add-button").first.click()
    page.get_by_role("option", name="Text").first.click()
    text = body.locator("[contenteditable=true]").first
    text.click()
    expect(text).to_be_focused()
    page.keyboard.type("Allt på svenska.")
    page.wait_for_function(
        "() => [...document.querySelectorAll('[data-contentpath=body] input')].some(i => i.value.includes('svenska.'))"
    )
    menu(page, "button[name=action-submit]")
    expect(page.locator(".messages .success")).to_be_visible()
    return NewsletterPage.objects.get(locale__language_code="sv")


def write_in_english(issue: NewsletterPage) -> None:
    """Make the issue's stand-in in the English tree a text of its own."""
    version = NewsletterPage.objects.get(translation_key=issue.translation_key, locale__language_code="en")
    version.alias_of = None
    version.title, version.preheader = "Newsletter in March", "Trust"
    version.body = [("paragraph", "<p>All in English.</p>")]  # type: ignore[assignment]
    version.save()
    version.save_revision()


def menu(page: Browser, button: str) -> None:
    """Press what may stand first or in the menu of the editor's actions."""
    found = page.locator(button)
    if not found.first.is_visible():
        page.locator("footer [data-w-dropdown-target=toggle]").last.click()
    found.first.click()


def approve(page: Browser, url: str, issue: NewsletterPage) -> None:
    """Say yes, in the editor."""
    page.goto(f"{url}/admin/pages/{issue.pk}/edit/")
    menu(page, "[data-workflow-action-name=approve]")
    expect(page.locator(".messages .success")).to_be_visible()


def schedule(page: Browser, url: str, issue: NewsletterPage, when: datetime.datetime) -> list[str]:
    """Choose a time on the page for sending."""
    address = f"{url}/admin/newsletters/issue/{issue.pk}/send/"
    found = []
    for name in ("preview", "audience"):
        page.goto(address.replace("/send/", f"/{name}/"))
        found += check(page, name, OWN)
    page.goto(address)
    found += check(page, "send", OWN)
    page.fill("input[name=scheduled_at]", timezone.localtime(when).strftime("%Y-%m-%d %H:%M"))
    # The calendar opens a moment after the focus, over what is clicked next: it must have come before it can go.
    calendar = page.locator(".xdsoft_datetimepicker:visible")
    expect(calendar).to_have_count(1)
    page.keyboard.press("Tab")
    expect(calendar).to_have_count(0)
    page.locator("button[name=send]").click()
    expect(page.locator(".messages .success")).to_be_visible()
    found += check(page, "scheduled", OWN)
    page.set_viewport_size({"width": PHONE, "height": 844})
    found += check(page, "scheduled, phone", OWN)
    return found


def read_and_leave(page: Browser, mail: EmailMessage, language: str) -> list[str]:
    """Look at the mail itself, then at the issue on the web, and leave."""
    text, html = bodies(mail)
    own, foreign = (
        ("Allt på svenska.", "All in English.") if language == "sv" else ("All in English.", "Allt på svenska.")
    )
    assert own in text
    assert own in html
    assert foreign not in text + html
    found = []
    for width in MAIL_WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.set_content(html)
        found += check(page, f"{language} mail at {width}")
    show(page, language)
    page.goto(link(mail, "nyhetsbrev/"))
    expect(page.get_by_text(own)).to_be_visible()
    found += check(page, f"{language} in the browser")
    page.goto(link(mail, "avsluta"))
    found += check(page, f"{language} leave")
    press(page, "main form button[type=submit]")
    found += check(page, f"{language} left")
    return found


def test_from_compose_to_leave(
    live_server: LiveServer, cast: Cast, page: Browser, mail_to_sink: SmtpSink, settings: Any
) -> None:
    settings.SITE_URL = settings.WAGTAILADMIN_BASE_URL = live_server.url
    cache.clear()
    lay_site()
    vouch_for_address(cast.coordinator)
    writer = UserFactory.create(email="wera@example.org", first_name="Wera", last_name="Berg")
    writer.groups.add(Group.objects.get(name=WRITERS_NAME))
    vouch_for_address(writer)
    post, url, found = Post(mail_to_sink), live_server.url, []
    for language in READERS:
        found += subscribe(page, post, url, language)
    act_as(page, writer, live_server)
    issue = compose(page, url)
    write_in_english(issue)
    asked = post.to(cast.coordinator.email)
    act_as(page, cast.coordinator, live_server)
    page.goto(link(asked, f"pages/{issue.pk}/edit"))
    approve(page, url, issue)
    assert approval_of(issue) is not None
    when = timezone.now() + DAY
    found += schedule(page, url, issue, when)
    page.context.clear_cookies()
    with time_machine.travel(when + datetime.timedelta(minutes=1)):
        publish_scheduled()
        mails = {language: post.to(address) for language, address in READERS.items()}
    for language, mail in mails.items():
        found += read_and_leave(page, mail, language)
    assert not Subscriber.objects.confirmed().exists()
    before = len(mail_to_sink.messages)
    Mailing.objects.filter(kind="newsletter").update(state=Mailing.State.CANCELLED)
    send_issue(issue, at=timezone.now())
    call_command("dispatch", "--once")
    assert len(mail_to_sink.messages) == before
    assert not found, "\n".join(found)


def test_pages_of_numbers_and_rules_break_no_rule_of_wcag(live_server: LiveServer, cast: Cast, page: Browser) -> None:
    lay_site()
    vouch_for_address(cast.coordinator)
    issue = newsletter_issue(title="Vårens nummer")
    deliver(
        send_issue(issue, at=timezone.now()), *(f"p{number}@kommun.example" for number in range(9)), "a@liten.example"
    )
    rule = make_rule()
    readers = ReaderList.objects.create(
        name="Styrgruppen", consent_wording="Ja", source="x.csv", stated_at=timezone.now()
    )
    readers.readers.create(address="lo@example.org", name="Lo")
    reader = SubscriberFactory.create(address="p0@kommun.example", consented_at=timezone.now() - 1000 * DAY)
    until = timezone.localdate() + 30 * DAY
    ask_for_renewal(Whom(), until=until, expected=1, by=cast.coordinator, at=timezone.now())
    SubscriberFactory.create(consented_at=timezone.now() - 1000 * DAY)
    make_digest(rule.pk, now=timezone.now())
    act_as(page, cast.coordinator, live_server)
    found = []
    for path in (
        "newsletters/statistics/",
        f"newsletters/issue/{issue.pk}/statistics/",
        f"newsletters/issue/{issue.pk}/send/",
        f"digest-rule/inspect/{rule.pk}/",
        "newsletters/lists/",
        f"newsletters/lists/{readers.pk}/",
        f"newsletters/lists/{readers.pk}/upload/",
        "newsletters/renewals/",
        f"newsletters/renewals/new/?until={until.isoformat()}",
        "newsletters/embed/",
        f"newsletters/subscribers/edit/{reader.pk}/",
    ):
        for language in WAYS:
            show(page, language)
            page.goto(f"{live_server.url}/admin/{path}")
            found += check(page, f"{path} {WAYS[language]}", "main .content")
    assert not found, "\n".join(found)

"""The path that the portal is for, walked in a real browser by a coordinator, a reader and somebody invited.

Publish news and see it; change a contact; announce a meeting, answer it from the mail, move it, call it off; bring in
500 subscribers and send them a newsletter. Every mail goes through a real worker to a real SMTP server.
"""

import datetime
import re
import time
from collections import Counter
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.utils import timezone
from icalendar import Calendar
from playwright.sync_api import Page as Browser
from playwright.sync_api import expect

from devservices.smtp_sink import SmtpSink
from home.site import lay_site
from meetings.models import Invitation, Meeting
from members.models import Contact
from news.models import NewsIndexPage
from newsletters.models import NewsletterIndexPage, NewsletterPage
from tests.conftest import LivePortal
from tests.factories.accounts import PASSWORD
from tests.factories.cast import Cast

pytestmark = [pytest.mark.browser, pytest.mark.worker, pytest.mark.django_db(transaction=True)]
SUBSCRIBERS = 500
expect.set_options(timeout=20_000)


def wait_until(is_so: Callable[[], bool], *, seconds: float = 40) -> None:
    """Look again and again; fail when time is over."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.1)


def mails_to(sink: SmtpSink, address: str) -> list[EmailMessage]:
    """What has reached an address, in the order it came."""
    return [message.email for message in sink.messages if address in message.recipients]


def calendar_of(email: EmailMessage) -> Calendar:
    """The calendar that a mail carries."""
    part = next(part for part in email.walk() if part.get_content_type() == "text/calendar")
    return Calendar.from_ical(part.get_content())


def sign_in(browser: Browser, portal: LivePortal, email: str) -> None:
    """Sign in by the portal's own door."""
    browser.goto(f"{portal.url}/konto/login/")
    browser.fill("input[name=login]", email)
    browser.fill("input[name=password]", PASSWORD)
    browser.locator("main button[type=submit]").first.click()
    browser.wait_for_url(lambda url: "login" not in url)


def publish(browser: Browser) -> None:
    """Press Publish, which stands in the editor's menu of actions."""
    button = browser.locator("button[name=action-publish]")
    if not button.is_visible():
        browser.locator("footer [data-w-dropdown-target=toggle]").last.click()
    button.click()
    expect(browser.locator(".messages .success")).to_be_visible()


def publish_news(browser: Browser, portal: LivePortal) -> None:
    """A news item: in the admin, then on the start page and in the feed."""
    index = NewsIndexPage.objects.get(locale__language_code="sv")
    browser.goto(f"{portal.url}/admin/pages/add/news/newspage/{index.pk}/")
    browser.fill("input[name=title]", "Tillit i grannskapet")
    browser.fill("textarea[name=lead]", "Tre stadsdelar berättar vad som fick grannar att börja hälsa.")
    browser.select_option("select[name=category]", index=1)
    publish(browser)
    browser.goto(f"{portal.url}/")
    expect(browser.get_by_role("link", name="Tillit i grannskapet")).to_be_visible()
    assert "Tillit i grannskapet" in browser.request.get(f"{portal.url}/feed/news.atom").text()


def change_contact(browser: Browser, portal: LivePortal, contact: Contact) -> None:
    """A contact's telephone number: in the admin, then on the public profile."""
    browser.goto(f"{portal.url}/admin/members/edit/{contact.member_id}/")
    tab = browser.get_by_role("tab", name=re.compile("Kontakt"))
    if tab.count():
        tab.first.click()
    browser.fill("input[name=contacts-0-phone]", "0520-123 45")
    browser.locator("form[data-edit-form] button[type=submit], footer button[type=submit]").first.click()
    expect(browser.locator(".messages .success")).to_be_visible()
    browser.goto(f"{portal.url}/medlemmar/trollhattan/")
    expect(browser.get_by_text("0520-123 45")).to_be_visible()


def fill_meeting(browser: Browser, starts_at: datetime.datetime) -> None:
    """When the meeting is, in the admin's form."""
    for name, moment in (("starts_at", starts_at), ("ends_at", starts_at + datetime.timedelta(hours=2))):
        browser.fill(f"input[name={name}]", timezone.localtime(moment).strftime("%Y-%m-%d %H:%M"))
        # The calendar opens a moment after the focus, over what is clicked next: it must have come before it can go.
        calendar = browser.locator(".xdsoft_datetimepicker:visible")
        expect(calendar).to_have_count(1)
        browser.keyboard.press("Tab")
        expect(calendar).to_have_count(0 if name == "ends_at" else 1)


def announce_meeting(browser: Browser, portal: LivePortal, starts_at: datetime.datetime) -> Meeting:
    """A meeting for all members: written, looked at, announced."""
    browser.goto(f"{portal.url}/admin/meetings/meetings/new/")
    browser.fill("input[name=title_sv]", "Strategernas månadsmöte")
    browser.select_option("select[name=kind]", index=1)
    fill_meeting(browser, starts_at)
    browser.fill("input[name=place]", "Stadshuset i Trollhättan")
    browser.locator("footer button[type=submit]").first.click()
    expect(browser.locator(".messages .success")).to_be_visible()
    meeting = Meeting.objects.get()
    browser.goto(f"{portal.url}/admin/meetings/meeting/{meeting.pk}/announce/")
    browser.locator("main form button[type=submit], .content form button[type=submit]").first.click()
    browser.wait_for_url(re.compile("people|edit"))
    return meeting


def answer_from_mail(browser: Browser, portal: LivePortal, address: str) -> None:
    """The link in the mail, opened without signing in: GET shows, POST answers."""
    body = mails_to(portal.sink, address)[0].get_body(("plain",))
    assert body is not None
    link = re.search(rf"{re.escape(portal.url)}/\S+", body.get_content())
    assert link is not None
    context = browser.context.browser.new_context()  # type: ignore[union-attr]
    visitor = context.new_page()
    visitor.goto(link[0])
    assert Invitation.objects.get(address=address).answer == Invitation.Answer.NONE
    visitor.check("input[name=answer][value=yes]")
    visitor.locator("main form button[type=submit]").first.click()
    wait_until(lambda: Invitation.objects.get(address=address).answer == Invitation.Answer.YES)
    assert context.cookies() == []
    context.close()


def import_subscribers(browser: Browser, portal: LivePortal, folder: Path) -> None:
    """A list of 500 from a CSV file, with a statement of consent."""
    rows = "".join(f"lasare{number}@example.org;Läsare {number}\n" for number in range(SUBSCRIBERS))
    file = folder / "lista.csv"
    file.write_text("E-post;Namn\n" + rows, encoding="latin-1")
    browser.goto(f"{portal.url}/admin/newsletters/import/")
    browser.set_input_files("input[type=file]", file)
    browser.fill("textarea[name=consent_wording]", "Anmälda på årsmötet, samtycke på papper.")
    browser.get_by_role("button", name="Kontrollera listan").click()
    browser.get_by_role("button", name=re.compile("500")).click()
    expect(browser.locator(".messages .success")).to_be_visible()


def send_newsletter(browser: Browser, portal: LivePortal) -> None:
    """An issue: written as a page, sent to everybody who subscribes."""
    index = NewsletterIndexPage.objects.get(locale__language_code="sv")
    browser.goto(f"{portal.url}/admin/pages/add/newsletters/newsletterpage/{index.pk}/")
    browser.fill("input[name=title]", "Nyhetsbrev i november")
    browser.fill("input[name=preheader]", "Tillit, trygghet och ett möte")
    body = browser.locator("[data-contentpath=body]")
    body.locator(".c-sf-add-button").first.click()
    browser.get_by_role("option", name="Text").first.click()
    text = body.locator("[contenteditable=true]").first
    text.click()
    expect(text).to_be_focused()
    browser.keyboard.type("Hej! Det här har hänt.")
    # The editor hands its text over to the form a moment after the last key.
    browser.wait_for_function(
        "() => [...document.querySelectorAll('[data-contentpath=body] input')].some(i => i.value.includes('hänt.'))"
    )
    publish(browser)
    issue = NewsletterPage.objects.get(locale__language_code="sv")
    browser.goto(f"{portal.url}/admin/newsletters/issue/{issue.pk}/send/")
    # The issue is in Swedish alone, which the checklist warns of.
    browser.locator("input[name=anyway]").check()
    browser.locator("button[name=send]").click()
    expect(browser.locator(".messages .success")).to_be_visible()


def test_a_coordinators_day(live_portal: LivePortal, cast: Cast, page: Browser, tmp_path: Path) -> None:
    lay_site()
    sink = live_portal.sink
    contact = Contact.objects.create(
        member=cast.trollhattan, kind=Contact.Kind.ADMINISTRATIVE, name="Åsa Öberg", email="asa@example.org"
    )
    Contact.objects.create(
        member=cast.lulea, kind=Contact.Kind.POLITICAL, name="Per Ek", email="per@example.org", language="en"
    )
    sign_in(page, live_portal, cast.coordinator.email)

    publish_news(page, live_portal)
    change_contact(page, live_portal, contact)

    starts_at = (timezone.now() + datetime.timedelta(days=20)).replace(minute=0, second=0, microsecond=0)
    meeting = announce_meeting(page, live_portal, starts_at)
    wait_until(lambda: len(sink.messages) == 2)
    answer_from_mail(page, live_portal, "asa@example.org")

    page.goto(f"{live_portal.url}/admin/meetings/meetings/edit/{meeting.pk}/")
    fill_meeting(page, starts_at + datetime.timedelta(days=1))
    page.locator("footer button[type=submit]").first.click()
    expect(page.locator(".messages .success")).to_be_visible()
    wait_until(lambda: len(mails_to(sink, "asa@example.org")) == 2, seconds=100)

    page.goto(f"{live_portal.url}/admin/meetings/meeting/{meeting.pk}/cancel/")
    page.locator("main form button[type=submit], .content form button[type=submit]").first.click()
    wait_until(lambda: len(mails_to(sink, "asa@example.org")) == 3)
    methods = [str(calendar_of(mail)["METHOD"]) for mail in mails_to(sink, "asa@example.org")]
    assert methods == ["REQUEST", "REQUEST", "CANCEL"]
    events = [calendar_of(mail).walk("VEVENT")[0] for mail in mails_to(sink, "asa@example.org")]
    assert len({str(event["UID"]) for event in events}) == 1
    assert [int(event.get("SEQUENCE", 0)) for event in events] == [0, 1, 2]

    import_subscribers(page, live_portal, tmp_path)
    send_newsletter(page, live_portal)
    wait_until(lambda: len(sink.messages) >= 6 + SUBSCRIBERS, seconds=120)
    received = Counter(address for message in sink.messages[6:] for address in message.recipients)
    assert len(received) == SUBSCRIBERS
    assert set(received.values()) == {1}

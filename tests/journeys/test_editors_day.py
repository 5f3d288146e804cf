"""A member's editor in a real browser: profile with preview, a new contact, an invitation that is taken, what is told.

Each page on the way is held against axe's rules, on a desk in Swedish and on a telephone in English.
"""

import re

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page as BrowserPage
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from devservices.smtp_sink import SmtpSink
from home.site import lay_site
from mailings.models import Preference
from mailings.services import dispatch_due
from members.models import Contact, Representative
from tests.factories.cast import Cast
from tests.journeys.test_pages_accessible import DESKTOP, EVERYTHING, PHONE, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class EditorsDay:
    """The browser of Trollhättan's editor, and what axe has found on the way."""

    def __init__(self, page: BrowserPage, server: LiveServer, cast: Cast, prefix: str, width: int) -> None:
        self.page, self.base, self.found = page, f"{server.url}{prefix}", list[str]()
        self.public_page = server.url + cast.trollhattan_page.url
        self.member = f"/mina-sidor/medlem/{cast.trollhattan.pk}/"
        client = Client()
        client.force_login(cast.trollhattan_editor)
        page.context.clear_cookies()
        page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": server.url}])
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(reduced_motion="reduce")

    def go(self, path: str) -> None:
        """Open a page and look at it."""
        self.page.goto(self.base + path)
        self.look()

    def look(self) -> None:
        """Hold the page that is open against axe's rules, and see whether it scrolls sideways."""
        self.found += violations(self.page, EVERYTHING, self.page.url)
        if self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            self.found.append(f"{self.page.url}: scrolls sideways")

    def press(self, name: str) -> None:
        """Press a button of the page and wait for the next page."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=True).click()
        self.look()


def change_profile(day: EditorsDay, public: BrowserPage, publish: str) -> None:
    """What is typed is seen in a tab of its own before anybody else sees it."""
    day.go(f"{day.member}profil/")
    policy = "Ingen ska behöva vara ensam i Trollhättan."
    day.page.fill("textarea[name$=policy_text]", policy)
    with day.page.context.expect_page() as opened:
        day.page.locator("button[formtarget=_blank]").click()
    preview = opened.value
    expect(preview.get_by_text(policy)).to_be_visible()
    preview.close()
    public.goto(day.public_page)
    assert policy not in public.content()
    day.press(publish)
    public.reload()
    assert policy in public.content()


def add_contact(day: EditorsDay, public: BrowserPage, add: str, save: str) -> None:
    """A contact is shown to all at once; a mistake keeps what was typed."""
    day.go(f"{day.member}kontakter/")
    day.page.get_by_text(add, exact=True).first.click()
    new = day.page.locator(".my-row--new")
    new.locator("[name$=name]").fill("Signe Ny")
    new.locator("[name$=email]").fill("signe@trollhattan")
    day.press(save)
    assert not Contact.objects.filter(name="Signe Ny").exists()
    assert day.page.locator("input[name$=name]").last.input_value() == "Signe Ny"
    day.page.locator("input[name$=email]").last.fill("signe@trollhattan.example.org")
    day.page.locator("select[name$=kind]").last.select_option(Contact.Kind.ADMINISTRATIVE)
    day.press(save)
    public.reload()
    assert "Signe Ny" in public.content()


def invite_colleague(day: EditorsDay, public: BrowserPage, sink: SmtpSink, send: str, cast: Cast) -> None:
    """The colleague follows the mail's link in another browser, and is there."""
    day.go(f"{day.member}bjud-in/")
    day.page.fill("input[name$=name]", "Signe Ny")
    day.page.fill("input[type=email]", "signe@trollhattan.example.org")
    day.press(send)
    dispatch_due(clock=timezone.now)
    [mail] = [mail for mail in sink.messages if mail.recipients == ("signe@trollhattan.example.org",)]
    body = mail.email.get_body(("plain",))
    assert body is not None
    found = re.search(r"https?://\S+/konto/inbjudan/\S+", body.get_content())
    assert found, body.get_content()
    public.goto(found[0])
    public.fill("input[name=first_name]", "Signe")
    public.fill("input[name=last_name]", "Ny")
    for field in public.locator("input[type=password]").all():
        field.fill("hälsa på lika villkor")
    with public.expect_navigation():
        public.locator("main form button[type=submit]").first.click()
    expect(public.locator("main form input[type=password]")).to_have_count(0)
    signe = User.objects.get(email="signe@trollhattan.example.org")
    assert Representative.objects.current().filter(user=signe, member=cast.trollhattan).exists()


def choose_what_is_told(day: EditorsDay, save: str, cast: Cast) -> None:
    """Each kind at once, together, or never."""
    day.go("/mina-sidor/besked/")
    day.page.locator("main form input[type=radio][value=weekly]").first.check()
    day.press(save)
    assert Preference.objects.filter(user=cast.trollhattan_editor, how_often="weekly").exists()


@pytest.mark.parametrize(
    ("prefix", "width", "words"),
    [
        ("", DESKTOP, ("Publicera", "Lägg till en kontakt", "Spara", "Skicka inbjudan")),
        ("/en", PHONE, ("Publish", "Add a contact", "Save", "Send the invitation")),
    ],
    ids=["desk-sv", "telephone-en"],
)
def test_an_editors_day(
    live_server: LiveServer,
    cast: Cast,
    page: BrowserPage,
    mail_to_sink: SmtpSink,
    settings: pytest.FixtureRequest,
    prefix: str,
    width: int,
    words: tuple[str, str, str, str],
) -> None:
    settings.SITE_URL = live_server.url  # type: ignore[attr-defined]
    lay_site()
    EmailAddress.objects.create(user=cast.trollhattan_editor, email=cast.trollhattan_editor.email, verified=True)
    publish, add, save, send = words
    day = EditorsDay(page, live_server, cast, prefix, width)
    assert page.context.browser is not None
    public = page.context.browser.new_page()
    change_profile(day, public, publish)
    add_contact(day, public, add, save)
    invite_colleague(day, public, mail_to_sink, send, cast)
    choose_what_is_told(day, save, cast)
    public.close()
    assert not day.found, "\n".join(day.found)

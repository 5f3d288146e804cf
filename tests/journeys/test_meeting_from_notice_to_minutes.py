"""A meeting's whole life in a real browser: announced, answered, a line for a seat, held, written down, adjusted.

Åsa reads Swedish on a desk, Bo English on a telephone; what they open is held against axe's rules.
"""

import datetime
import re
from dataclasses import dataclass, field

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page as BrowserPage
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from devservices.smtp_sink import SmtpSink
from home.site import lay_site
from mailings.services import dispatch_due
from meetings.models import AgendaItem, Invitation, Meeting, Minutes, SeatClaim
from members.models import Contact
from tests.factories.cast import Cast
from tests.factories.meetings import MeetingFactory
from tests.factories.members import ContactFactory
from tests.journeys.test_pages_accessible import DESKTOP, EVERYTHING, PHONE, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAY = datetime.timedelta(days=1)
ASA, BO = "asa@example.org", "bo@example.org"


@dataclass
class Reader:
    """Somebody invited: a browser of their own, which is signed in nowhere, and their mail."""

    page: BrowserPage
    sink: SmtpSink
    address: str
    width: int
    found: list[str] = field(default_factory=list)

    def follow(self, way: str) -> None:
        """Get the mail that waits, and open the newest link in it that leads there."""
        dispatch_due(clock=timezone.now)
        self.page.set_viewport_size({"width": self.width, "height": 900})
        self.page.emulate_media(reduced_motion="reduce")
        texts = [
            body.get_content()
            for mail in self.sink.messages
            if self.address in mail.recipients and (body := mail.email.get_body(("plain",)))
        ]
        links = re.findall(rf"https?://\S+{way}\S+", "\n".join(texts))
        assert links, (way, texts)
        self.page.goto(links[-1])
        self.look()

    def look(self) -> None:
        """Hold the page against axe's rules, and see whether it scrolls sideways."""
        self.found += violations(self.page, EVERYTHING, f"{self.address}: {self.page.url}")
        if self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            self.found.append(f"{self.page.url}: scrolls sideways")

    def answer(self, answer: str) -> None:
        """Answer on the page that is open."""
        self.page.check(f"main input[name=answer][value={answer}]")
        self.press("main form:has(input[name=answer]) button[type=submit]")

    def press(self, button: str) -> None:
        """Press a button and look at what comes."""
        with self.page.expect_navigation():
            self.page.locator(button).first.click()
        self.look()


@dataclass
class Desk:
    """The coordinator's browser in the administration."""

    page: BrowserPage
    base: str

    def open(self, path: str) -> None:
        """Open a page about the meeting."""
        self.page.goto(f"{self.base}{path}")

    def press(self, name: str) -> None:
        """Press a button of the page itself."""
        with self.page.expect_navigation():
            self.page.locator("main").get_by_role("button", name=name, exact=True).first.click()


def seat_of(address: str) -> str:
    """How the seat of somebody stands; "" for none."""
    return SeatClaim.objects.filter(invitation__address=address).values_list("state", flat=True).first() or ""


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    """A draft of tomorrow for the political contacts Åsa and Bo, with one item."""
    for member, name, address, language in (
        (cast.lulea, "Åsa Öberg", ASA, "sv"),
        (cast.trollhattan, "Bo Ek", BO, "en"),
    ):
        ContactFactory.create(member=member, name=name, email=address, language=language, kind=Contact.Kind.POLITICAL)
    found = MeetingFactory.create(
        starts_at=timezone.now() + DAY, audience=Meeting.Audience.POLITICAL, title_sv="Politikermöte", online_link=""
    )
    AgendaItem.objects.create(meeting=found, title_sv="Avgiften", title_en="The fee", kind="decision")
    return found


def hand_out_the_seat(desk: Desk, asa: Reader, bo: Reader) -> None:
    """One seat, and two who want it: it is given back, offered to the next in line, and taken."""
    desk.open("/seats/")
    desk.page.fill("input[name=seats]", "1")
    desk.press("Spara antalet platser")
    desk.open("/announce/")
    desk.press("Lys ut och skicka inbjudningarna")
    asa.follow("/moten/svar/")
    asa.answer("yes")
    bo.follow("/moten/svar/")
    bo.answer("yes")
    assert (seat_of(ASA), seat_of(BO)) == ("taken", "waiting")

    asa.answer("no")
    assert seat_of(BO) == "offered"
    bo.follow("/moten/plats/")
    assert seat_of(BO) == "offered"
    bo.press("button[name=take]")
    assert seat_of(BO) == "taken"
    desk.open("/people/")
    expect(desk.page.get_by_text("Bo Ek").first).to_be_visible()


def write_down(desk: Desk, meeting: Meeting) -> None:
    """The meeting is held: minutes, attendance, sent for adjustment."""
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=timezone.now() - DAY, ends_at=timezone.now() - DAY / 2)
    desk.open("/minutes/")
    desk.press("Börja protokollet")
    item = Minutes.objects.get(meeting=meeting).items.get()
    desk.open(f"/minutes/{item.pk}/")
    desk.page.fill("textarea[name$=text]", "Bo läste upp förslaget.")
    desk.page.fill("textarea[name$=decisions]", "Avgiften är oförändrad.")
    with desk.page.expect_navigation():
        desk.page.locator("main form:has(textarea[name$=text]) button[type=submit]").first.click()
    desk.open("/attendance/")
    came = Invitation.objects.get(address=BO)
    row = desk.page.locator("tr", has_text=came.name)
    row.locator("select").select_option("on_site")
    desk.press("Spara närvaron")
    desk.open("/minutes/adjust/")
    desk.page.locator("label", has_text="Bo Ek").first.click()
    desk.press("Skicka för justering")


def adjust(bo: Reader, meeting: Meeting) -> None:
    """Bo approves: the minutes are locked."""
    bo.follow("/moten/justering/")
    bo.page.locator("input[name=verdict]").first.check()
    bo.press("main form:has(input[name=verdict]) button[type=submit]")
    minutes = Minutes.objects.get(meeting=meeting)
    assert minutes.is_locked
    assert minutes.checksum


def read(asa: Reader, base: str, meeting: Meeting) -> None:
    """Those invited read them by their own link; a stranger does not."""
    asa.follow("/moten/svar/")
    asa.page.goto(f"{base}/moten/svar/{Invitation.objects.get(address=ASA).token}/protokoll/")
    asa.look()
    expect(asa.page.get_by_text("Avgiften är oförändrad.")).to_be_visible()
    response = asa.page.goto(f"{base}/moten/{meeting.pk}/protokoll/")
    assert response is not None
    assert response.status == 404


def test_from_notice_to_adjusted_minutes(
    live_server: LiveServer,
    cast: Cast,
    meeting: Meeting,
    page: BrowserPage,
    mail_to_sink: SmtpSink,
    settings: pytest.FixtureRequest,
) -> None:
    settings.SITE_URL = live_server.url  # type: ignore[attr-defined]
    lay_site()
    client = Client()
    client.force_login(cast.coordinator)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([cookie])  # type: ignore[list-item]
    desk = Desk(page, f"{live_server.url}/admin/meetings/meeting/{meeting.pk}")
    browser = page.context.browser
    assert browser is not None
    asa, bo = (
        Reader(browser.new_page(), mail_to_sink, address, width) for address, width in ((ASA, DESKTOP), (BO, PHONE))
    )

    hand_out_the_seat(desk, asa, bo)
    write_down(desk, meeting)
    adjust(bo, meeting)
    read(asa, live_server.url, meeting)
    for reader in (asa, bo):
        reader.page.close()
        assert not reader.found, "\n".join(reader.found)

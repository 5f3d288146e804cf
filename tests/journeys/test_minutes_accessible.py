"""From papers to adjusted minutes in a real browser, on a desk and on a telephone, against axe's rules for WCAG."""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import Page as BrowserPage
from pytest_django.live_server_helper import LiveServer

from home.site import lay_site
from meetings import services
from meetings.minutes import services as minutes_services
from meetings.minutes.services import ActionDraft, AdjusterDraft, ItemDraft
from meetings.models import ActionItem, Adjuster, AgendaItem, Invitation, Meeting, MeetingDocument, Minutes
from members.models import Member
from tests.factories.cast import Cast
from tests.factories.meetings import MeetingFactory
from tests.factories.members import ContactFactory
from tests.journeys.test_pages_accessible import DESKTOP, EVERYTHING, PHONE, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WAYS = [("", DESKTOP), ("/en", PHONE)]
DAY = datetime.timedelta(days=1)


def held_meeting(member: Member) -> tuple[Meeting, Adjuster]:
    """A meeting of yesterday with an annex that came late, whose minutes Bo is asked to adjust."""
    now = timezone.now()
    contact = ContactFactory.create(member=member, name="Bo Ek", email="bo@example.org")
    meeting = MeetingFactory.create(starts_at=now + DAY)
    services.announce(meeting, at=now)
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=now - DAY, ends_at=now - DAY / 2)
    meeting.refresh_from_db()
    item = AgendaItem.objects.create(meeting=meeting, title_sv="Avgiften", text_sv="Förslag.", kind="decision")
    MeetingDocument.objects.create(meeting=meeting, item=item, title="Budget", file="x.pdf", is_public=True)
    minutes = minutes_services.start_minutes(meeting, at=now)
    action = ActionDraft("Räkna om avgiften", "Bo Ek", "bo@example.org", "sv", contact, timezone.localdate() - DAY)
    draft = ItemDraft("Åsa läste upp förslaget.", ["Avgiften är oförändrad."], [action])
    minutes_services.save_item(minutes.items.get(), draft, version=0, at=now)
    minutes_services.send_for_adjustment(minutes, [AdjusterDraft("Bo Ek", "bo@example.org", "sv", contact)], at=now)
    return meeting, Adjuster.objects.get()


def check(page: BrowserPage, address: str) -> list[str]:
    """What axe finds, and whether the page scrolls sideways."""
    found = list(violations(page, EVERYTHING, address))
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        found.append(f"{address}: scrolls sideways")
    return found


def show(page: BrowserPage, width: int) -> None:
    """A desk in daylight, or a telephone at night."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(reduced_motion="reduce", color_scheme="light" if width == DESKTOP else "dark")


def press(page: BrowserPage) -> None:
    """Send the form of the page."""
    with page.expect_navigation():
        page.click("main form button[type=submit]")


def test_an_adjuster_approves_and_everybody_reads(live_server: LiveServer, cast: Cast, page: BrowserPage) -> None:
    lay_site()
    meeting, adjuster = held_meeting(cast.lulea)
    found = []
    for prefix, width in WAYS:
        show(page, width)
        page.goto(f"{live_server.url}{prefix}/moten/justering/{adjuster.token}/")
        found += check(page, "adjustment")
    page.check("input[value=right]")
    press(page)
    found += check(page, "approved")
    assert Minutes.objects.get().is_locked
    invitation = Invitation.objects.get(address="bo@example.org")
    action = ActionItem.objects.get()
    paths = [f"svar/{invitation.token}/{what}" for what in ("", "protokoll/", "utskrift/")]
    paths += [f"atgard/{action.token}/", f"{meeting.pk}-{meeting.slug}/"]
    for prefix, width in WAYS:
        show(page, width)
        for path in paths:
            answer = page.goto(f"{live_server.url}{prefix}/moten/{path}")
            assert answer is not None
            assert answer.status == 200
            found += check(page, path)
    page.goto(f"{live_server.url}/moten/atgard/{action.token}/")
    press(page)
    found += check(page, "done")
    assert not ActionItem.objects.open().exists()
    assert not found, "\n".join(found)

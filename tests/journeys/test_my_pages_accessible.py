"""What waits, my member, and ending and changing a role against axe's rules for WCAG 2.2 A and AA."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page as BrowserPage
from pytest_django.live_server_helper import LiveServer

from home.site import lay_site
from members.models import Contact, Representative
from members.services import appoint_representative, end_role
from tests.factories.cast import Cast
from tests.factories.members import ContactFactory
from tests.factories.reviews import review_of
from tests.journeys.test_pages_accessible import DESKTOP, EVERYTHING, PHONE, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Swedish as on a desk, English as on a telephone; light and dark.
WAYS = [("", DESKTOP), ("/en", PHONE)]


def paths(cast: Cast) -> list[str]:
    """The pages, with something on each."""
    today = timezone.localdate()
    contact: Contact = ContactFactory.create(member=cast.trollhattan, user=cast.representative)
    review_of(contact, member=cast.trollhattan, due_on=today - datetime.timedelta(days=3))
    end_role(appoint_representative(cast.trollhattan, user=cast.lulea_editor, at=today), at=today)
    own, other = (
        Representative.objects.current().get(user=user) for user in (cast.trollhattan_editor, cast.representative)
    )
    member = f"/mina-sidor/medlem/{cast.trollhattan.pk}/"
    ways = [f"{member}roll/{role.pk}/{what}/" for role in (own, other) for what in ("avsluta", "andra")]
    return ["/mina-sidor/vantar/", member, *ways]


def test_pages_about_people_break_no_rule_of_wcag(live_server: LiveServer, cast: Cast, page: BrowserPage) -> None:
    lay_site()
    found = []
    wanted = paths(cast)
    client = Client()
    client.force_login(cast.trollhattan_editor)
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    for prefix, width in WAYS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(reduced_motion="reduce", color_scheme="light" if width == DESKTOP else "dark")
        for path in wanted:
            where = f"{prefix}{path}"
            assert page.goto(live_server.url + where)
            if page.url != live_server.url + where:
                found.append(f"{where}: leads to {page.url}")
            found += violations(page, EVERYTHING, where)
            if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                found.append(f"{where}: scrolls sideways")
    assert not found, "\n".join(found)

"""My data in a browser: the pages against axe's rules for WCAG 2.2 A and AA, one ZIP file, and gone."""

import json
import zipfile

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from playwright.sync_api import Page as BrowserPage
from pytest_django.live_server_helper import LiveServer

from home.site import lay_site
from privacy.models import ErasureRequest
from tests.factories.accounts import PASSWORD
from tests.factories.cast import Cast
from tests.journeys.test_pages_accessible import DESKTOP, EVERYTHING, PHONE, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MY_DATA, ERASE = "/konto/mina-uppgifter/", "/konto/mina-uppgifter/radera/"
# Swedish as on a desk, English as on a telephone; light and dark.
WAYS = [("", DESKTOP, "light"), ("/en", PHONE, "dark")]


@pytest.fixture
def portal(live_server: LiveServer, cast: Cast, page: BrowserPage) -> LiveServer:
    """The site, with a representative signed in whose address is proven."""
    lay_site()
    user = cast.representative
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    client = Client()
    client.force_login(user)
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    return live_server


def test_pages_about_my_data_break_no_rule_of_wcag(portal: LiveServer, page: BrowserPage) -> None:
    found: list[str] = []
    for prefix, width, colors in WAYS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(reduced_motion="reduce", color_scheme="dark" if colors == "dark" else "light")
        for path in (MY_DATA, ERASE, "/personuppgifter/"):
            page.goto(f"{portal.url}{prefix}{path}")
            page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
            found += violations(page, EVERYTHING, f"{prefix}{path}")
            if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                found.append(f"{prefix}{path}: scrolls sideways")
    assert not found, "\n".join(found)


def test_person_takes_the_data_along_and_has_them_erased(portal: LiveServer, cast: Cast, page: BrowserPage) -> None:
    page.goto(portal.url + MY_DATA)
    page.get_by_role("button", name="Hämta mina uppgifter").click()
    page.fill("input[name=password]", PASSWORD)
    with page.expect_download() as waiting:
        page.locator("main form button[type=submit]").first.click()
    assert waiting.value.suggested_filename.startswith("mina-uppgifter-")
    with zipfile.ZipFile(waiting.value.path()) as archive:
        data = json.loads(archive.read("mina-uppgifter.json"))
        assert {"mina-uppgifter.html", "export.css"} <= set(archive.namelist())
        assert any(name.startswith("csv/") for name in archive.namelist())
    assert data["addresses"] == [cast.representative.email]
    page.goto(portal.url + ERASE)
    page.check("input[name=sure]")
    page.get_by_role("button", name="Radera mina uppgifter").click()
    page.wait_for_url("**/raderat/**")
    assert ErasureRequest.objects.get().reference in page.inner_text("main")
    assert not list(violations(page, EVERYTHING, "erased"))
    page.goto(portal.url + MY_DATA)
    assert "/login/" in page.url

"""Following mail in a real browser: live without reloading, the same without script, and open to everybody."""

import datetime
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.addresses import vouch_for_address
from accounts.models import User
from home.site import lay_site
from mailings.models import Attempt, Delivery, Dispatcher, Mailing, Relay
from mailings.services import MailContent, Recipient, create_mailing
from tests.factories.cast import Cast
from tests.journeys.test_pages_accessible import COLORS, DESKTOP, EVERYTHING, PHONE, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
State = Delivery.State
Open = Callable[[User], None]


@pytest.fixture
def mailing(transactional_db: None, cast: Cast) -> Mailing:
    """A newsletter to ten people, of which the first three have something to tell."""
    lay_site()
    now = timezone.now()
    made = create_mailing(
        kind="newsletter",
        key="followed",
        label="Nyhetsbrev i november",
        contents=[MailContent(language="sv", subject="Nyhetsbrev i november", text="Hej", html="<p>Hej</p>")],
        recipients=[Recipient(f"anna{number}@example.org", name=f"Anna {number}") for number in range(10)]
        + [Recipient(cast.coordinator.email)],
        at=now,
        created_by=cast.coordinator,
    )
    failed, uncertain, put_off = made.deliveries.order_by("pk")[:3]
    for row, state, code, reply in (
        (failed, State.FAILED, 550, "5.1.1 no such user"),
        (uncertain, State.UNCERTAIN, None, ""),
        (put_off, State.DEFERRED, 450, "4.2.0 greylisted"),
    ):
        Delivery.objects.filter(pk=row.pk).update(state=state, code=code, reply=reply, phase="dot", attempts=1)
        Attempt.objects.create(delivery=row, at=now, phase="dot", code=code, reply=reply, outcome=state)
    Dispatcher.objects.saw(now)
    vouch_for_address(cast.coordinator)
    return made


@pytest.fixture
def open_as(page: Page, live_server: LiveServer) -> Open:
    """Signs a person in."""

    def sign_in(user: User) -> None:
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])

    return sign_in


def accept(mailing: Mailing, number: int) -> None:
    """Let the relay take some more."""
    waiting = mailing.deliveries.filter(state=State.QUEUED).values_list("pk", flat=True)[:number]
    Delivery.objects.filter(pk__in=list(waiting)).update(state=State.ACCEPTED, accepted_at=timezone.now())


@pytest.mark.parametrize("path", ["/admin/mailings/{pk}/", "/utskick/{pk}/"])
def test_numbers_move_by_themselves_and_stop_when_done(
    page: Page, live_server: LiveServer, mailing: Mailing, cast: Cast, open_as: Open, path: str
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.resource_type == "fetch" else None)
    open_as(cast.coordinator)
    page.goto(live_server.url + path.format(pk=mailing.pk))
    expect(page.locator("#mailing-progress")).to_contain_text("2 av 11 klara")
    status = page.locator("[data-live-status=mailing-progress]")
    expect(status).to_be_empty()
    page.focus("#count-failed")
    accept(mailing, 4)
    expect(page.locator("#mailing-progress")).to_contain_text("6 av 11 klara", timeout=8000)
    expect(page.locator("#mailing-progress progress")).to_have_attribute("value", "54")
    expect(status).to_have_text("6 av 11 klara. Skickas.")
    assert page.evaluate("document.activeElement.id") == "count-failed"
    accept(mailing, 9)
    Mailing.objects.update(state=Mailing.State.DONE, finished_at=timezone.now())
    expect(page.locator("#mailing-progress")).to_contain_text("10 av 11 klara", timeout=8000)
    before = len(asked)
    assert before >= 2
    page.wait_for_timeout(5000)
    assert len(asked) == before


def test_without_script_the_page_says_the_same(
    browser: Browser, live_server: LiveServer, mailing: Mailing, cast: Cast
) -> None:
    client = Client()
    client.force_login(cast.coordinator)
    context = browser.new_context(java_script_enabled=False)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/utskick/{mailing.pk}/")
    accept(mailing, 3)
    page.reload()
    expect(page.locator("#mailing-progress")).to_contain_text("5 av 11 klara")
    page.click("#count-failed")
    expect(page.locator("#recipients")).to_contain_text("anna0@example.org")
    expect(page.locator("#recipients")).not_to_contain_text("anna1@example.org")
    context.close()


def test_a_double_click_sends_once(
    page: Page, live_server: LiveServer, mailing: Mailing, cast: Cast, open_as: Open
) -> None:
    open_as(cast.coordinator)
    page.goto(f"{live_server.url}/admin/mailings/{mailing.pk}/again/")
    expect(page.locator("main")).to_contain_text("Skicka igen till 1 person?")
    page.locator("main form button[type=submit]").dblclick()
    page.wait_for_url(f"**/admin/mailings/{mailing.pk}/")
    expect(page.locator("#count-uncertain")).to_have_text("0")
    assert mailing.deliveries.filter(state=State.QUEUED, epoch=1).count() == 1


def pages(mailing: Mailing) -> Iterator[tuple[str, str]]:
    """The pages about mail: their address, and what axe looks at (Wagtail's own frame is Wagtail's)."""
    uncertain = mailing.deliveries.get(state=State.UNCERTAIN)
    base = f"/admin/mailings/{mailing.pk}"
    for path in (
        "/admin/mailings/",
        f"{base}/",
        f"{base}/recipients/{uncertain.pk}/",
        f"{base}/leave/?d={uncertain.pk}",
    ):
        yield path, "main"
    for prefix in ("", "/en"):
        for path in ("/utskick/", f"/utskick/{mailing.pk}/?state=failed", "/konto/mejl/", "/konto/"):
            yield prefix + path, "html"


def test_pages_about_mail_break_no_rule_of_wcag(
    page: Page, live_server: LiveServer, mailing: Mailing, cast: Cast, open_as: Open
) -> None:
    Relay.objects.current().record_fault("connect None: refused", at=timezone.now())
    Dispatcher.objects.update(seen_at=timezone.now() - datetime.timedelta(minutes=5))
    page.emulate_media(reduced_motion="reduce")
    open_as(cast.coordinator)
    found: list[str] = []
    for path, part in pages(mailing):
        page.set_viewport_size({"width": DESKTOP, "height": 900})
        answer = page.goto(live_server.url + path)
        assert answer is not None
        assert answer.status == 200, path
        found += violations(page, EVERYTHING, f"{path} desktop", part)
        page.emulate_media(color_scheme="dark")
        found += violations(page, COLORS, f"{path} dark", part)
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": PHONE, "height": 844})
        found += violations(page, EVERYTHING, f"{path} phone", part)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append(f"{path}: scrolls sideways on a phone")
    assert not found, "\n".join(found)

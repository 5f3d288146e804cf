"""The sign-up form in a frame on a municipality's own website, in a real browser without script."""

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from home.site import lay_site
from newsletters.embed_views import snippet
from newsletters.models import Subscriber, Topic

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def other_website(tmp_path: Path) -> Iterator[str]:
    """A website of its own, on another host name than the portal's; gives its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=str(tmp_path)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_somebody_signs_up_on_another_website_without_script_or_cookie(
    live_server: LiveServer, browser: Browser, settings: Any, tmp_path: Path, other_website: str
) -> None:
    lay_site()
    settings.SITE_URL = live_server.url
    assert "localhost" in live_server.url
    topic = Topic.objects.create(name_sv="Barn", name_en="Children")
    body = f"<!doctype html><title>Kommun</title>{snippet('sv')}<iframe src='{live_server.url}/'></iframe>"
    (tmp_path / "kommun.html").write_text(body, encoding="utf-8")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{other_website}/kommun.html")
    form, start_page = page.frame_locator("iframe >> nth=0"), page.frame_locator("iframe >> nth=1")
    form.locator("input[name=address]").fill("anna@example.org")
    form.get_by_label("Barn").check()
    form.get_by_label("Engelska").check()
    form.locator("button[type=submit]").click()
    form.get_by_text("Titta i din inkorg").wait_for()
    assert start_page.locator("main").count() == 0
    assert not context.cookies()
    context.close()
    reader = Subscriber.objects.get()
    assert (reader.consent_source, reader.language, list(reader.topics.all())) == ("embed", "en", [topic])

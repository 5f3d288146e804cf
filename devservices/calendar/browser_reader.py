"""The third reader: ical.js (vendored, MPL-2.0) in the headless browser that the tests use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from devservices.browser import ARGUMENTS, ensure_browser

FOLDER = Path(__file__).parent
LIBRARY = FOLDER / "vendor" / "ical-2.2.1.es5.min.cjs"
READER = FOLDER / "ical_reader.js"
AT_ONCE = 200


@contextmanager
def open_reader() -> Iterator[Page]:
    """A page that has ical.js. Raises NoBrowser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(ensure_browser()), args=list(ARGUMENTS))
        try:
            yield prepare(browser.new_page())
        finally:
            browser.close()


def prepare(page: Page) -> Page:
    """Give a page the library, as a module of Node would get it."""
    page.evaluate(
        "(source) => { const module = { exports: {} };"
        " new Function('module', 'exports', source)(module, module.exports);"
        " window.ICAL = module.exports.default || module.exports; }",
        LIBRARY.read_text(),
    )
    return page


def read_with_ical_js(page: Page, texts: Sequence[str]) -> Iterator[list[dict[str, Any]] | str]:
    """What ical.js finds in each text; a string says what it could not read."""
    for start in range(0, len(texts), AT_ONCE):
        for found in page.evaluate(READER.read_text(), list(texts[start : start + AT_ONCE])):
            yield found.get("events", found.get("error", ""))

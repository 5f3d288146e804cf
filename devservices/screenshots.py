"""`make screenshots`: every public template on phone and desktop, in both languages, into var/screenshots."""

import os
import shutil
import sys
from contextlib import suppress
from urllib.parse import urlsplit

import django
from playwright.sync_api import Browser, Error, sync_playwright

from devservices.browser import ARGUMENTS, NoBrowser, ensure_browser
from devservices.ports import is_answering
from devservices.stages import complain, say
from devservices.surroundings import VAR, CannotRun, recall

FOLDER = VAR / "screenshots"
SIZES = {"phone": (390, 844), "desktop": (1280, 900)}


def main() -> int:
    """Discover the addresses and photograph them; 1 when the portal does not run or a page answers with an error."""
    try:
        env = recall()
        site_url = env["SITE_URL"]
        if not is_answering(int(site_url.rpartition(":")[2].rstrip("/"))):
            raise CannotRun(f"The portal does not answer at {site_url}: start it with  make run  in another terminal")
        browser = ensure_browser()
    except (CannotRun, NoBrowser) as error:
        complain(str(error))
        return 1
    os.environ.update(env)
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    django.setup()
    from devservices.addresses import public_addresses  # noqa: PLC0415 - models exist only after setup

    addresses = [(address.name, address.path) for address in public_addresses()]
    with suppress(FileNotFoundError):
        shutil.rmtree(FOLDER)
    FOLDER.mkdir(parents=True)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(browser), args=list(ARGUMENTS))
        failed = [failure for size in SIZES for failure in photograph(chromium, site_url, addresses, size)]
        chromium.close()
    for failure in failed:
        complain(failure)
    say(f"{len(addresses)} addresses, {len(SIZES)} sizes: {FOLDER}")
    return 1 if failed else 0


def photograph(browser: Browser, site_url: str, addresses: list[tuple[str, str]], size: str) -> list[str]:
    """Take one picture of each address in one size; gives what went wrong, one line each."""
    width, height = SIZES[size]
    failed = []
    context = browser.new_context(viewport={"width": width, "height": height}, locale="sv-SE", reduced_motion="reduce")
    page = context.new_page()
    for name, path in addresses:
        try:
            answer = page.goto(site_url + path, wait_until="load")
            if urlsplit(page.url).path != path:  # it leads elsewhere, most often to the sign-in page
                continue
            page.screenshot(path=FOLDER / f"{name}-{size}.png", full_page=True)
        except Error as error:
            failed.append(f"{path}: {error.message.splitlines()[0]}")
            continue
        expected = 404 if name.endswith("not-found") else 200
        if answer and answer.status != expected:
            failed.append(f"{path}: answered {answer.status}")
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            failed.append(f"{path}: scrolls sideways on a {size}")
    context.close()
    return failed


if __name__ == "__main__":
    sys.exit(main())

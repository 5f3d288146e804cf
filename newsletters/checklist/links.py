"""Where the links of an issue lead: pages of the portal at once, all others when somebody has them followed."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

from bs4 import BeautifulSoup
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page

from newsletters.checklist.draft import Draft, walk
from newsletters.checklist.finding import Finding, Severity
from newsletters.checklist.following import Answer, follow
from newsletters.models import LinkCheck

MOST_LINKS = 200
AT_ONCE = 8
PAGE_LINK = re.compile(r"<a\b(?=[^>]*\blinktype=\"page\")[^>]*\bid=\"(\d+)\"")
Outcome = LinkCheck.Outcome


def links_of(draft: Draft) -> list[str]:
    """The addresses on the web that the issue's texts and buttons lead to, in the order of reading."""
    found: dict[str, None] = {}
    for _version, section in draft.sections:
        links = [str(link.get("href") or "") for link in BeautifulSoup(section.html, "html.parser").find_all("a")]
        found |= dict.fromkeys([*links, section.url])
    return [url for url in found if url.startswith(("https://", "http://"))][:MOST_LINKS]


def digest_of(url: str) -> str:
    """By what the row of an address is found."""
    return hashlib.sha256(url.encode()).hexdigest()


def look_at_links(draft: Draft) -> Iterator[Finding]:
    """Pages that visitors do not get to see, addresses that do not answer, and those that nobody has followed."""
    yield from _hidden_pages(draft)
    urls = links_of(draft)
    checks = LinkCheck.objects.fresh(draft.at).filter(digest__in=[digest_of(url) for url in urls])
    known = {check.url: check for check in checks}
    for url in urls:
        if url in known and known[url].outcome != Outcome.FINE:
            yield _finding(known[url], draft)
    if missing := [url for url in urls if url not in known]:
        text = ngettext(
            "%(n)d link has not been followed today.", "%(n)d links have not been followed today.", len(missing)
        )
        yield Finding(Severity.WARNS, text % {"n": len(missing)}, _("Have the links followed, below."))


def _hidden_pages(draft: Draft) -> Iterator[Finding]:
    for version, stored in zip(draft.versions, draft.stored, strict=True):
        keys = set()
        for value in walk(stored):
            if isinstance(value, str):
                keys |= {int(key) for key in PAGE_LINK.findall(value)}
            elif isinstance(value, dict) and isinstance(value.get("page"), int):
                keys.add(value["page"])
        shown = set(Page.objects.live().public().filter(pk__in=keys).values_list("pk", flat=True))
        titles = dict(Page.objects.filter(pk__in=keys - shown).values_list("pk", "title"))
        for key in sorted(keys - shown):
            text = _("“%(title)s” links to the page “%(page)s”, which visitors cannot see.")
            values = {"title": version.title, "page": titles.get(key, _("deleted"))}
            fix = _("Publish that page, or link to another.")
            yield Finding(Severity.STOPS, text % values, fix, draft.edit_url(version))


def _finding(check: LinkCheck, draft: Draft) -> Finding:
    code = f" ({check.code})" if check.code else ""
    text = f"{check.url}: {check.get_outcome_display()}{code}."
    fix = {
        Outcome.GONE: _("Put in the right address."),
        Outcome.INSIDE: _("Readers outside cannot follow it: put in an address on the web."),
    }.get(Outcome(check.outcome), _("Try it in your own browser; the site may be down, or refuse machines."))
    return Finding(Severity.WARNS, text, fix, draft.edit_url(draft.page))


def check_links(draft: Draft) -> int:
    """Follow all links of the issue that nobody has followed today, and write down how they answered; gives how many.

    Nothing is locked while the web is asked; run twice it writes the same.
    """
    urls = links_of(draft)
    fresh = LinkCheck.objects.fresh(draft.at).filter(outcome=Outcome.FINE)
    known = set(fresh.filter(digest__in=[digest_of(url) for url in urls]).values_list("url", flat=True))
    asked = [url for url in urls if url not in known]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        _write(zip(asked, pool.map(follow, asked), strict=True), at=draft.at)
    LinkCheck.objects.old(draft.at).delete()
    return len(asked)


def _write(answers: Iterable[tuple[str, Answer]], *, at: datetime.datetime) -> None:
    rows = [
        LinkCheck(digest=digest_of(url), url=url, outcome=answer.outcome, code=answer.code, checked_at=at)
        for url, answer in answers
    ]
    LinkCheck.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["digest"], update_fields=["outcome", "code", "checked_at"]
    )

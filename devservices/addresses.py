"""Every kind of public page that the running portal has: one live page of each type in each language, and named views.

Imports Django, set up for the data of the latest `make run`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils.translation import override
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.models import Locale, Page, PageViewRestriction

LANGUAGES = ("sv", "en")
# Not pages: doors of the administration, files, machine-readable answers, and what acts at once.
NO_PAGES = ("wagtail", "admin", "health", "javascript", "sitemap", "robots", "feed", "media", "logout", "set_language")


@dataclass(frozen=True, order=True)
class Address:
    """A path with the name that its picture gets."""

    name: str
    path: str


def public_addresses() -> list[Address]:
    """All of them, each path once, sorted by name."""
    by_path = {address.path: address for address in [*view_addresses(), *page_addresses()]}
    return sorted(by_path.values())


def page_addresses() -> Iterator[Address]:
    """The first live page of each type in each language, and the parts of it that have an address of their own."""
    private = set(PageViewRestriction.objects.values_list("page_id", flat=True))
    for locale in Locale.objects.filter(language_code__in=LANGUAGES):
        seen: set[type[Page]] = set()
        for page in (
            Page.objects.live().filter(locale=locale, depth__gt=1).exclude(pk__in=private).specific().order_by("path")
        ):
            kind = type(page)
            if kind in seen or not page.url:
                continue
            seen.add(kind)
            name = f"{locale.language_code}-{kind.__name__}"
            yield Address(name, page.relative_url(page.get_site()))
            yield from routed_addresses(page, name)


def routed_addresses(page: Page, name: str) -> Iterator[Address]:
    """The sub-addresses of a routable page that need no arguments."""
    if not isinstance(page, RoutablePageMixin):
        return
    for route in page.get_subpage_urls():
        try:
            part = page.reverse_subpage(route.name)
        except NoReverseMatch:
            continue
        if part and not is_no_page(part) and not is_no_page(route.name or ""):
            yield Address(f"{name}-{route.name}", page.relative_url(page.get_site()) + part)


def view_addresses() -> Iterator[Address]:
    """Every named view that needs no arguments, in each language, and what is shown where nothing is."""
    for language in LANGUAGES:
        prefix = "" if language == "sv" else f"/{language}"
        yield Address(f"{language}-not-found", f"{prefix}/finns-inte-404/")
        with override(language):
            for name in named_views(get_resolver().url_patterns):
                try:
                    yield Address(f"{language}-{name.replace(':', '-')}", reverse(name))
                except NoReverseMatch:  # it needs arguments: a token, a number
                    continue


def named_views(patterns: list[URLPattern | URLResolver], namespace: str = "") -> Iterator[str]:
    """The names in the tree of addresses, without what is no page."""
    for entry in patterns:
        if isinstance(entry, URLResolver):
            inner = ":".join(filter(None, [namespace, entry.namespace]))
            if not is_no_page(str(entry.pattern)) and not is_no_page(inner):
                yield from named_views(entry.url_patterns, inner)
        elif entry.name and not is_no_page(entry.name):
            yield ":".join(filter(None, [namespace, entry.name]))


def is_no_page(name: str) -> bool:
    """Whether a name or pattern belongs to something without a page."""
    return any(word in name for word in NO_PAGES)

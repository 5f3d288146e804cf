"""What the head and the foot of every page lead to."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language_info, override
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page

from home.models import HomePage, StandardPage
from news.models import NewsIndexPage


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Give templates `navigation`, read from the database only if a template asks for it."""
    return {"navigation": SimpleLazyObject(lambda: read_navigation(request))}


def read_navigation(request: HttpRequest) -> dict[str, Any]:
    """The links: items and footer_items (title, url, is_current), languages (code, name, url, is_current), feeds
    (title, url, type), and the addresses home_url, search_url, newsletter_url, contact_email."""
    home = HomePage.objects.live().filter(locale=Locale.get_active()).select_related("locale").first()
    children = list(home.get_children().live().in_menu().select_related("locale")) if home else []
    footer = list(StandardPage.objects.live().filter(locale=home.locale, is_in_footer=True)) if home else []
    return {
        "home_url": home.url if home else "/",
        "items": [link(page, request) for page in children],
        "footer_items": [link(page, request) for page in footer],
        "languages": languages(request),
        "search_url": reverse("search"),
        "newsletter_url": reverse("newsletters:sign-up"),
        "contact_email": settings.CONTACT_EMAIL,
        "feeds": feeds(home),
    }


def link(page: Page, request: HttpRequest) -> dict[str, Any]:
    """A link to a page; it is current on the page itself and on all below it."""
    return {"title": page.title, "url": page.url, "is_current": request.path.startswith(page.url or "//")}


def feeds(home: HomePage | None) -> list[dict[str, str]]:
    """The news feed of the language."""
    index = NewsIndexPage.objects.child_of(home).live().first() if home else None
    if index is None:
        return []
    return [{"title": _("News as Atom feed"), "url": f"{index.url}atom/", "type": "application/atom+xml"}]


def languages(request: HttpRequest) -> list[dict[str, Any]]:
    """The same page in each language; where there is none, that language's start page."""
    page = getattr(request, "wagtail_page", None) or current_page(request)
    addresses = page_addresses(page) if page is not None else {}
    found = []
    for code, _name in settings.LANGUAGES:
        info = get_language_info(code)
        found.append(
            {
                "code": code,
                "name": info["name_local"].capitalize(),
                "url": addresses.get(code) or elsewhere(request, code),
                "is_current": code == request.LANGUAGE_CODE,
            }
        )
    return found


def current_page(request: HttpRequest) -> Page | None:
    """The Wagtail page that answers this request, if one does."""
    found = Page.route_for_request(request, request.path) if request.resolver_match else None
    return found.page if found is not None else None


def page_addresses(page: Page) -> dict[str, str]:
    """Addresses of a page and its live translations, by language."""
    family = [page, *page.get_translations().live().select_related("locale")]
    return {relative.locale.language_code: relative.url for relative in family if relative.url}


def elsewhere(request: HttpRequest, code: str) -> str:
    """This address in another language: for views; the start page for an address that names no page there."""
    if request.resolver_match is None or request.resolver_match.url_name == "wagtail_serve":
        try:
            with override(code):
                return reverse("wagtail_serve", args=[""])
        except NoReverseMatch:
            return "/"
    return translate_url(request.get_full_path(), code)

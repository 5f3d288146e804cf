"""What the head and the foot of every page lead to."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, get_language_info, override
from django.utils.translation import gettext as _
from wagtail.models import Page

from home.models import HomePage, StandardPage
from home.models.home_page import HOME_DEPTH, pages_under


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Give templates `navigation`, read from the database only if a template asks for it."""
    return {"navigation": SimpleLazyObject(lambda: read_navigation(request))}


def read_navigation(request: HttpRequest) -> dict[str, Any]:
    """The links: items and footer_items (title, url, is_current), languages (code, name, url, is_current), feeds
    (title, url, type), and the addresses home_url, search_url, newsletter_url, contact_email."""
    home_path = home_path_of(request)
    children = pages_under(home_path, request) if home_path else []
    return {
        "home_url": reverse("wagtail_serve", args=[""]) if home_path else "/",
        "items": [link(page, request) for page in children if page.show_in_menus],
        "footer_items": [link(page, request) for page in children if is_in_footer(page)],
        "languages": languages(request),
        "search_url": reverse("search"),
        "newsletter_url": reverse("newsletters:sign-up"),
        "contact_email": settings.CONTACT_EMAIL,
        "feeds": feeds(),
    }


def home_path_of(request: HttpRequest) -> str:
    """Where the start page of the active language stands in the tree; "" where there is none."""
    page = current_page(request)
    if page is not None:
        return str(page.path[: HOME_DEPTH * page.steplen])
    code = get_language() or settings.LANGUAGE_CODE
    found = HomePage.objects.live().filter(locale__language_code=code).values_list("path", flat=True)
    return found.first() or ""


def is_in_footer(page: Page) -> bool:
    """Whether a child of the start page stands in the foot of every page."""
    text = getattr(page, "standardpage", None)
    return isinstance(text, StandardPage) and text.is_in_footer


def link(page: Page, request: HttpRequest) -> dict[str, Any]:
    """A link to a page; it is current on the page itself and on all below it."""
    url = page.get_url(request)
    return {"title": page.title, "url": url, "is_current": request.path.startswith(url or "//")}


def feeds() -> list[dict[str, str]]:
    """The news feed of the language."""
    return [{"title": _("News as Atom feed"), "url": reverse("news:atom"), "type": "application/atom+xml"}]


def languages(request: HttpRequest) -> list[dict[str, Any]]:
    """The same page in each language; where there is none, that language's start page."""
    page = current_page(request)
    addresses = page_addresses(page, request) if page is not None else {}
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


def page_addresses(page: Page, request: HttpRequest) -> dict[str, str]:
    """Addresses of a page and its live translations, by language."""
    addresses = {get_language(): page.get_url(request)}
    for relative in page.get_translations().live().select_related("locale"):
        addresses[relative.locale.language_code] = relative.get_url(request)
    return {code: url for code, url in addresses.items() if url}


def elsewhere(request: HttpRequest, code: str) -> str:
    """This address in another language: for views; the start page for an address that names no page there."""
    if request.resolver_match is None or request.resolver_match.url_name == "wagtail_serve":
        try:
            with override(code):
                return reverse("wagtail_serve", args=[""])
        except NoReverseMatch:
            return "/"
    return translate_url(request.get_full_path(), code)

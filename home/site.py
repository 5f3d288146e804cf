"""The page tree that a portal has from its first day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from wagtail.models import Locale, Page, Site
from wagtail_localize.models import LocaleSynchronization
from wagtail_localize.synctree import synchronize_tree

from home.models import HomePage, StandardPage
from home.standard_texts import STANDARD_TEXTS
from meetings.models import MeetingIndexPage
from members.models import MemberIndexPage
from news.models import NewsIndexPage
from newsletters.models import NewsletterIndexPage
from projects.models import ProjectIndexPage

SWEDISH, ENGLISH = "sv", "en"


@dataclass(frozen=True)
class Place:
    """A page of the tree: its type and, by language, its slug, title and introduction."""

    kind: type[Page]
    slug: str
    title: dict[str, str]
    introduction: dict[str, str]
    is_in_menu: bool = True


PLACES = (
    Place(
        MemberIndexPage,
        "medlemmar",
        {"sv": "Medlemmar", "en": "Members"},
        {
            "sv": (
                "Kommuner och regioner som arbetar för god hälsa på lika villkor. Här ser du vem du kan kontakta "
                "och hur de styr arbetet."
            ),
            "en": (
                "Municipalities and regions that work for good health on equal terms. Find out whom to contact "
                "and how they govern the work."
            ),
        },
    ),
    Place(
        ProjectIndexPage,
        "praktik",
        {"sv": "Praktik", "en": "Practices"},
        {
            "sv": (
                "Arbetssätt som medlemmarna har prövat: vad de gjorde, vad det gav och vad de skulle göra annorlunda."
            ),
            "en": (
                "Ways of working that members have tried: what they did, what came of it and what they would do "
                "differently."
            ),
        },
    ),
    Place(
        MeetingIndexPage,
        "moten",
        {"sv": "Möten", "en": "Meetings"},
        {
            "sv": "Årsmöte, höstmöte, strategernas månadsmöten, temagrupper och webbinarier.",
            "en": (
                "The annual meeting, the autumn meeting, the strategists' monthly meetings, theme groups and webinars."
            ),
        },
    ),
    Place(
        NewsIndexPage,
        "nyheter",
        {"sv": "Nyheter", "en": "News"},
        {"sv": "Från nätverket och dess medlemmar.", "en": "From the network and its members."},
    ),
    Place(
        NewsletterIndexPage,
        "nyhetsbrev",
        {"sv": "Nyhetsbrev", "en": "Newsletter"},
        {
            "sv": "Fyra gånger om året: nyheter, ny praktik och kommande möten, direkt i din inkorg.",
            "en": "Four times a year: news, new practices and coming meetings, right in your inbox.",
        },
        is_in_menu=False,
    ),
)
HOME_TEXTS: dict[str, dict[str, str]] = {
    "sv": {
        "title": "Healthy Cities-nätverket",
        "statement": "Hälsa på lika villkor byggs där människor bor.",
        "lead": (
            "Här delar nätverkets medlemmar vad de gör, vad det gav och vad de skulle göra annorlunda – så "
            "att nästa kommun slipper börja från början."
        ),
        "search_description": "Svenska kommuner och regioner som arbetar tillsammans för hälsa på lika villkor.",
    },
    "en": {
        "title": "Healthy Cities Network",
        "statement": "Health on equal terms is built where people live.",
        "lead": (
            "Here the network's members share what they do, what came of it and what they would do "
            "differently, so that the next municipality need not start from scratch."
        ),
        "search_description": "Swedish municipalities and regions that work together for health on equal terms.",
    },
}


@transaction.atomic
def lay_site() -> HomePage:
    """Make the start page, the lists and the pages of text in both languages, where they are missing.

    Running it again changes nothing that exists. The English tree follows the Swedish one from then on
    (wagtail-localize); pages that nobody has translated stand there as aliases.
    """
    swedish = Locale.objects.get_or_create(language_code=SWEDISH)[0]
    english = Locale.objects.get_or_create(language_code=ENGLISH)[0]
    home = _home(swedish)
    for place in PLACES:
        _child(
            home,
            place.kind,
            slug=place.slug,
            title=place.title["sv"],
            introduction=place.introduction["sv"],
            show_in_menus=place.is_in_menu,
        )
    for text in STANDARD_TEXTS:
        _child(
            home,
            StandardPage,
            slug=text.slug,
            show_in_menus=text.is_in_menu,
            is_in_footer=text.is_in_footer,
            **text.fields("sv"),
        )
    LocaleSynchronization.objects.get_or_create(locale=english, defaults={"sync_from": swedish})
    synchronize_tree(swedish, english)
    _translate(home, english, HOME_TEXTS["en"])
    for place in PLACES:
        page = place.kind.objects.child_of(home).get(slug=place.slug)
        _translate(page, english, {"title": place.title["en"], "introduction": place.introduction["en"]})
    for text in STANDARD_TEXTS:
        _translate(StandardPage.objects.child_of(home).get(slug=text.slug), english, text.fields("en"))
    return home


def follow_swedish() -> None:
    """Give every Swedish page that has none its place in the English tree: an alias, until somebody translates it."""
    swedish, english = (Locale.objects.get(language_code=code) for code in (SWEDISH, ENGLISH))
    synchronize_tree(swedish, english)


def _home(locale: Locale) -> HomePage:
    found: HomePage | None = HomePage.objects.filter(locale=locale).order_by("path").first()
    if found is None:
        root = Page.get_first_root_node()
        welcome = root.get_children().exclude(slug="hem").filter(content_type__model="page").first()
        found = root.add_child(instance=HomePage(slug="hem", locale=locale, **HOME_TEXTS["sv"]))
        found.save_revision().publish()
        Site.objects.filter(is_default_site=True).update(root_page=found)
        if welcome is not None and welcome.slug == "home":
            welcome.delete()
    if not Site.objects.filter(is_default_site=True).exists():
        Site.objects.create(
            hostname="localhost", root_page=found, is_default_site=True, site_name=settings.WAGTAIL_SITE_NAME
        )
    Site.clear_site_root_paths_cache()
    return found


def _child(parent: Page, kind: type[Page], *, slug: str, **fields: Any) -> Page:
    found: Page | None = kind.objects.child_of(parent).filter(slug=slug).first()
    if found is None:
        found = parent.add_child(instance=kind(slug=slug, locale=parent.locale, **fields))
        found.save_revision().publish()
    return found


def _translate(page: Page, locale: Locale, fields: dict[str, Any]) -> None:
    """Turn an alias into a translation of its own, with these texts; a translation that exists is left alone."""
    alias = page.get_translation(locale).specific
    if alias.alias_of_id is None:
        return
    alias.alias_of = None
    for name, value in fields.items():
        setattr(alias, name, value)
    alias.draft_title = alias.title
    alias.save()
    alias.save_revision().publish()

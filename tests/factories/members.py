"""Members, their people and their profiles."""

from decimal import Decimal
from typing import Any

from factory.declarations import LazyAttribute, Sequence, SubFactory
from factory.django import DjangoModelFactory
from wagtail.models import Locale, Page, Site

from home.models import HomePage
from members.models import Contact, Member, MemberIndexPage, MemberPage


class MemberFactory(DjangoModelFactory[Member]):
    """A municipality in Västra Götaland; codes are made up, from 9000 on."""

    class Meta:
        model = Member

    kind = Member.Kind.MUNICIPALITY
    code = Sequence(lambda n: f"{9000 + n % 1000:04d}")
    name = Sequence(lambda n: f"Kommun {n}")
    county_code = "14"
    county_name = "Västra Götalands län"
    latitude = Decimal("58.2800")
    longitude = Decimal("12.2900")


class ContactFactory(DjangoModelFactory[Contact]):
    """An administrative contact."""

    class Meta:
        model = Contact

    member = SubFactory(MemberFactory)
    kind = Contact.Kind.ADMINISTRATIVE
    name = Sequence(lambda n: f"Kontakt {n}")
    title = "Folkhälsostrateg"
    email = Sequence(lambda n: f"kontakt{n}@example.org")


def home_page() -> HomePage:
    """The Swedish start page; made, and set as the site's root, where the database has none."""
    locale = Locale.get_default()
    found: HomePage | None = HomePage.objects.filter(locale=locale).order_by("path").first()
    if found is not None:
        return found
    page: HomePage = Page.get_first_root_node().add_child(
        instance=HomePage(title="Healthy Cities-nätverket", slug="hem", locale=locale)
    )
    if not Site.objects.filter(is_default_site=True).update(root_page=page):
        Site.objects.create(hostname="localhost", root_page=page, is_default_site=True)
    Site.clear_site_root_paths_cache()
    return page


def member_index() -> MemberIndexPage:
    """The Swedish directory; made under the start page where there is none."""
    home = home_page()
    found: MemberIndexPage | None = MemberIndexPage.objects.child_of(home).first()
    if found is not None:
        return found
    page: MemberIndexPage = home.add_child(
        instance=MemberIndexPage(title="Medlemmar", slug="medlemmar", locale=home.locale)
    )
    return page


def english(page: Page) -> Page:
    """The page's stand-in (alias) in the English tree, made together with those above it."""
    locale, _created = Locale.objects.get_or_create(language_code="en")
    found = page.get_translation_or_none(locale)
    if found is None:
        found = page.copy_for_translation(locale, copy_parents=True, alias=True)
    return found.specific


class MemberPageFactory(DjangoModelFactory[MemberPage]):
    """A published profile under the Swedish directory."""

    class Meta:
        model = MemberPage

    member = SubFactory(MemberFactory)
    title = LazyAttribute(lambda page: page.member.name)

    @classmethod
    def _create(cls, model_class: type[MemberPage], *args: Any, **kwargs: Any) -> MemberPage:
        parent = kwargs.pop("parent", None) or member_index()
        page = model_class(*args, locale=parent.locale, **kwargs)
        parent.add_child(instance=page)
        return page

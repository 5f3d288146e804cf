"""News and the list of news."""

from datetime import date
from typing import Any

from factory.declarations import LazyFunction, Sequence
from factory.django import DjangoModelFactory

from news.models import NewsCategory, NewsIndexPage, NewsPage
from tests.factories.members import home_page


def news_index() -> NewsIndexPage:
    """The Swedish list of news; made under the start page where there is none."""
    home = home_page()
    found: NewsIndexPage | None = NewsIndexPage.objects.child_of(home).first()
    if found is not None:
        return found
    page: NewsIndexPage = home.add_child(instance=NewsIndexPage(title="Nyheter", slug="nyheter", locale=home.locale))
    return page


def category(key: str = "natverket") -> NewsCategory:
    """A kind of news; made where the database has none by that key."""
    found, _created = NewsCategory.objects.get_or_create(
        key=key, defaults={"name_sv": key.capitalize(), "name_en": f"{key} in English"}
    )
    return found


class NewsPageFactory(DjangoModelFactory[NewsPage]):
    """A published news item under the Swedish list; `parent` puts it elsewhere."""

    class Meta:
        model = NewsPage

    title = Sequence(lambda n: f"Nyhet {n}")
    lead = "Nätverket bjuder in till årsmöte i mars."
    date = date(2026, 3, 1)
    category = LazyFunction(category)

    @classmethod
    def _create(cls, model_class: type[NewsPage], *args: Any, **kwargs: Any) -> NewsPage:
        parent = kwargs.pop("parent", None) or news_index()
        page = model_class(*args, locale=parent.locale, **kwargs)
        parent.add_child(instance=page)
        return page

"""News are listed wherever they stand, at a constant cost."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Locale
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from news.models import NewsPage, RelatedPage
from tests.factories.cast import Cast
from tests.factories.members import MemberFactory, english
from tests.factories.news import NewsPageFactory, category, news_index

pytestmark = pytest.mark.django_db
NEWS = "/nyheter/"


def form_data(**facts: object) -> dict[str, object]:
    return nested_form_data(
        {
            "title": "Ny strategi",
            "slug": "ny-strategi",
            "lead": "Fullmäktige har antagit en strategi.",
            "date": "2026-02-01",
            "category": str(category("medlemmar").pk),
            "body": streamfield([]),
            "related_pages": inline_formset([]),
            "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": ""},
            "action-publish": "1",
            **facts,
        }
    )


def add_url(parent_pk: int) -> str:
    return reverse("wagtailadmin_pages:add", args=["news", "newspage", parent_pk])


def titles(client: Client, **query: str) -> list[str]:
    response = client.get(NEWS, query)
    assert response.status_code == 200
    return [item.title for item in response.context["news"]]


def test_list_shows_network_and_members_news_newest_first(client: Client, cast: Cast) -> None:
    NewsPageFactory.create(title="Gammal", date=date(2025, 1, 1))
    NewsPageFactory.create(title="Från Luleå", parent=cast.lulea_page, member=cast.lulea, date=date(2026, 2, 1))
    NewsPageFactory.create(title="Nyast", date=date(2026, 3, 1))
    NewsPageFactory.create(title="Utkast", live=False)

    assert titles(client) == ["Nyast", "Från Luleå", "Gammal"]


def test_list_filters_by_category_and_ignores_one_that_does_not_exist(client: Client) -> None:
    NewsPageFactory.create(title="Forskning", category=category("kunskap"))
    NewsPageFactory.create(title="Annat")

    assert titles(client, category="kunskap") == ["Forskning"]
    assert titles(client, category="utlysningar") == []
    assert len(titles(client, category="finns-inte")) == 2


def test_empty_list_says_so(client: Client) -> None:
    news_index()

    assert "empty-state" in client.get(NEWS).content.decode()


def test_list_pages(client: Client) -> None:
    NewsPageFactory.create_batch(13)

    assert len(titles(client)) == 12
    assert len(titles(client, page="2")) == 1
    assert len(titles(client, page="99")) == 1


@pytest.mark.parametrize("rows", [1, 3, 200])
def test_list_costs_the_same_for_any_number(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    member = MemberFactory.create()
    NewsPageFactory.create_batch(rows, member=member)
    client.get(NEWS)

    with django_assert_num_queries(11):
        response = client.get(NEWS)

    assert response.context["news"].paginator.count == rows


def test_news_page_tells_whose_it_is_and_leads_on(client: Client, cast: Cast) -> None:
    other = NewsPageFactory.create(title="Mer att läsa")
    item = NewsPageFactory.create(
        title="Ny strategi",
        parent=cast.trollhattan_page,
        member=cast.trollhattan,
        body=[("heading", "Så gör vi"), ("quote", {"text": "Alla ska med.", "source": "Ordföranden"})],
    )
    RelatedPage.objects.create(news_page=item, page=other)
    RelatedPage.objects.create(news_page=item, page=NewsPageFactory.create(title="Hemligt", live=False))

    page = client.get(item.get_url()).content.decode()

    assert f'<a href="{cast.trollhattan_page.get_url()}">Trollhättan</a>' in page
    assert "Alla ska med." in page
    assert "Mer att läsa" in page
    assert "Hemligt" not in page


def test_picture_carries_its_description(client: Client, settings: object, tmp_path: object) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    image_model = NewsPage._meta.get_field("lead_image").related_model
    image = image_model.objects.create(title="x", file=get_test_image_file(size=(1400, 800)))
    item = NewsPageFactory.create(lead_image=image, lead_image_alt="Barn på väg till skolan")

    assert 'alt="Barn på väg till skolan"' in client.get(item.get_url()).content.decode()
    assert client.get(NEWS).status_code == 200


def test_english_stand_in_marks_the_swedish_text(client: Client) -> None:
    english(NewsPageFactory.create(title="Ny strategi", slug="ny-strategi"))

    page = client.get("/en/nyheter/ny-strategi/").content.decode()

    assert '<html lang="en">' in page
    assert '<h1 lang="sv">Ny strategi</h1>' in page
    assert "From the network" in page


def test_facts_follow_to_translations(cast: Cast) -> None:
    item = NewsPageFactory.create(title="Ny strategi")
    locale, _created = Locale.objects.get_or_create(language_code="en")
    english(news_index())
    item.copy_for_translation(locale).save_revision().publish()
    item.date, item.member, item.category = date(2026, 5, 5), cast.lulea, category("medlemmar")

    item.save_revision().publish()

    translation = NewsPage.objects.get(locale=locale)
    assert (translation.date, translation.member) == (item.date, cast.lulea)
    assert translation.category.key == "medlemmar"


def test_editor_publishes_news_under_the_own_profile_only(cast: Cast) -> None:
    client = cast.client(cast.trollhattan_editor)

    for parent in (cast.lulea_page, news_index()):
        client.post(add_url(parent.pk), form_data())
    assert not NewsPage.objects.exists()
    response = client.post(add_url(cast.trollhattan_page.pk), form_data(member=str(cast.lulea.pk)))

    assert response.status_code == 302, response.context["form"].errors
    assert NewsPage.objects.get().member == cast.trollhattan


def test_coordinator_publishes_the_networks_news(cast: Cast) -> None:
    cast.client(cast.coordinator).post(add_url(news_index().pk), form_data())

    assert NewsPage.objects.get().member is None


def test_coordinators_edit_categories_and_editors_do_not(cast: Cast) -> None:
    url = "/admin/snippets/news/newscategory/"

    assert cast.client(cast.coordinator).get(url).status_code == 200
    assert cast.client(cast.trollhattan_editor).get(url).status_code == 302

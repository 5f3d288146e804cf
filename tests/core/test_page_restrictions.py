"""A page under a restriction is not served to anybody else, however it stands in the tree."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import Locale, PageViewRestriction

from home.models import StandardPage
from home.site import follow_swedish, lay_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages() -> tuple[StandardPage, StandardPage, StandardPage]:
    """A page, one under it, and the English alias of the lower one."""
    home = lay_site()
    upper = home.add_child(instance=StandardPage(title="Styrelsen", slug="styrelsen"))
    lower = upper.add_child(instance=StandardPage(title="Protokoll", slug="protokoll"))
    follow_swedish()
    alias = lower.get_translation(Locale.objects.get(language_code="en"))
    assert alias.alias_of_id == lower.pk
    return upper, lower, alias


def restrict(page: StandardPage) -> None:
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.GROUPS)
    restriction.groups.add(Group.objects.create(name="Styrelsen"))


@pytest.mark.parametrize("where", [0, 1])
def test_restriction_holds_for_all_below_and_for_their_aliases(
    pages: tuple[StandardPage, ...], client: Client, where: int
) -> None:
    _upper, lower, alias = pages
    assert [client.get(page.url).status_code for page in (lower, alias)] == [200, 200]
    restrict(pages[where])
    assert [client.get(page.url).status_code for page in (lower, alias)] == [302, 302]
    assert lower.get_view_restrictions().count() == 1


def test_restriction_below_leaves_those_above_open(pages: tuple[StandardPage, ...], client: Client) -> None:
    restrict(pages[1])
    assert client.get(pages[0].url).status_code == 200
    assert not pages[0].get_view_restrictions().exists()

"""Who has sent something sees how it goes, and nobody else does."""

import pytest
from django.test import Client
from django.urls import reverse

from mailings.models import Delivery, Mailing
from tests.factories.cast import Cast
from tests.mailings.conftest import Write

State = Delivery.State


@pytest.fixture
def mine(write: Write, cast: Cast) -> Mailing:
    """A mailing that Trollhättan's editor has made."""
    mailing = write("anna@example.org", "bo@example.org", created_by=cast.trollhattan_editor)
    Mailing.objects.filter(pk=mailing.pk).update(label="Trollhättans utskick")
    return mailing


def addresses_of(mailing: Mailing) -> list[str]:
    return [f"/utskick/{mailing.pk}/", f"/utskick/{mailing.pk}/lage/"]


@pytest.mark.parametrize(("language", "words"), [("", "0 av 2 klara"), ("/en", "0 of 2 settled")])
def test_its_maker_sees_how_far_it_has_come(cast: Cast, mine: Mailing, language: str, words: str) -> None:
    browser = cast.client(cast.trollhattan_editor)
    for address in ("/utskick/", *addresses_of(mine)):
        page = browser.get(language + address).content.decode()
        assert words in page
    assert "anna@example.org" in browser.get(addresses_of(mine)[0]).content.decode()


@pytest.mark.parametrize("who", ["coordinator", "lulea_editor", "representative"])
def test_nobody_else_finds_it(cast: Cast, mine: Mailing, who: str) -> None:
    browser = cast.client(getattr(cast, who))
    for address in addresses_of(mine):
        assert browser.get(address).status_code == 404
    assert "Trollhättans utskick" not in browser.get("/utskick/").content.decode()


def test_a_mailing_that_nobody_made_is_nobody_s(cast: Cast, write: Write) -> None:
    mailing = write("anna@example.org")
    assert cast.client(cast.coordinator).get(addresses_of(mailing)[0]).status_code == 404


def test_visitors_sign_in_first(client: Client, mine: Mailing) -> None:
    for address in ("/utskick/", *addresses_of(mine), "/konto/mejl/"):
        response = client.get(address)
        assert response.status_code == 302
        assert response.headers["Location"].startswith("/konto/login/")


def test_its_maker_may_look_but_not_steer(cast: Cast, mine: Mailing) -> None:
    browser = cast.client(cast.trollhattan_editor)
    assert browser.post(addresses_of(mine)[0]).status_code == 405
    assert browser.post(reverse("mailings_admin:steer", args=[mine.pk, "cancel"])).status_code in (302, 403)
    assert Mailing.objects.get().state == Mailing.State.SENDING


def test_recipients_are_found_by_state_and_address(cast: Cast, mine: Mailing) -> None:
    mine.deliveries.filter(address="bo@example.org").update(state=State.FAILED, code=550, reply="5.2.2 full")
    page = cast.client(cast.trollhattan_editor).get(addresses_of(mine)[0], {"state": "failed"}).content.decode()
    assert "bo@example.org" in page
    assert "Brevlådan är full." in page
    assert "anna@example.org" not in page


@pytest.mark.parametrize("rows", [1, 3, 200])
def test_pages_cost_the_same_however_long(
    cast: Cast, write: Write, rows: int, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    browser = cast.client(cast.trollhattan_editor)
    for _number in range(rows):
        write("a@example.org", created_by=cast.trollhattan_editor)
    many = write(*(f"a{number}@example.org" for number in range(rows)), created_by=cast.trollhattan_editor)
    for address, queries in (("/utskick/", 14), (addresses_of(many)[0], 18), (addresses_of(many)[1], 8)):
        browser.get(address)
        with django_assert_num_queries(queries):  # type: ignore[operator]
            browser.get(address)

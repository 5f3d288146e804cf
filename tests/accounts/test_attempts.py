"""Few wrong passwords are checked, and the owner is never locked out by strangers."""

import datetime
import re
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.attempts import COOKIE, delete_old_tries, spend_try
from accounts.models import SignInTries, User
from devservices.attack_sign_in import mann_whitney
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 23, 7, 0, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def forget_places() -> None:
    cache.clear()


@pytest.fixture
def person() -> User:
    return UserFactory.create(email="tora@example.org")


def try_password(browser: Client, password: str = "fel lösenord här", address: str = "tora@example.org") -> Any:
    cache.clear()
    return browser.post("/konto/login/", {"login": address, "password": password})


def is_in(browser: Client) -> bool:
    return "_auth_user_id" in browser.session


def guess(times: int, address: str = "tora@example.org") -> None:
    for number in range(times):
        try_password(Client(REMOTE_ADDR=f"198.51.100.{number % 50}"), address=address)


def test_strangers_tries_end_and_the_owners_known_device_goes_on(person: User) -> None:
    own = Client()
    try_password(own, PASSWORD)
    own.post("/konto/logout/")
    assert not is_in(own)

    guess(60)

    stranger = Client()
    try_password(stranger, PASSWORD)
    assert not is_in(stranger)
    try_password(own, PASSWORD)
    assert is_in(own)


def test_mailed_code_lets_the_owner_in_on_a_new_device(person: User) -> None:
    guess(12)
    browser = Client()
    browser.post("/konto/login/code/", {"email": person.email})
    found = re.search(r"^\s*([A-Z0-9]{3,}(?:-[A-Z0-9]+)*)\s*$", str(mail.outbox[0].body), re.MULTILINE)
    assert found is not None
    browser.post("/konto/login/code/confirm/", {"code": found[1]})

    assert is_in(browser)


def test_known_device_has_its_own_limit(person: User) -> None:
    own = Client()
    try_password(own, PASSWORD)
    own.post("/konto/logout/")
    for _try in range(12):
        try_password(own)
    try_password(own, PASSWORD)

    assert not is_in(own)


def test_device_known_to_one_person_is_a_strangers_to_another(person: User) -> None:
    UserFactory.create(email="mallory@example.org")
    other = Client()
    try_password(other, PASSWORD, "mallory@example.org")
    other.post("/konto/logout/")
    guess(12)

    try_password(other, PASSWORD)

    assert not is_in(other)


def test_forged_device_is_a_strangers(person: User) -> None:
    guess(12)
    browser = Client()
    browser.cookies[COOKIE] = "eyJhIjoiYiJ9:1abc:forged"
    try_password(browser, PASSWORD)

    assert not is_in(browser)


def test_device_is_remembered_at_sign_in_only(person: User) -> None:
    browser = Client()
    browser.get("/konto/login/")
    try_password(browser)
    assert COOKIE not in browser.cookies
    try_password(browser, PASSWORD)

    morsel = browser.cookies[COOKIE]
    assert (morsel["httponly"], morsel["samesite"]) == (True, "Lax")
    assert "tora" not in morsel.value


@pytest.mark.parametrize("tries", [1, 12])
def test_known_and_unknown_addresses_get_the_same_answer(person: User, tries: int) -> None:
    answers = []
    for address in (person.email, "ingen@example.org"):
        guess(tries - 1, address)
        answers.append(try_password(Client(), address=address).context["form"].errors)

    assert answers[0] == answers[1]


@pytest.mark.parametrize("path", ["/konto/password/reset/", "/konto/login/code/"])
def test_mails_are_promised_alike_to_known_and_unknown_addresses(person: User, path: str) -> None:
    pages = []
    for address in (person.email, "ingen@example.org"):
        html = Client().post(path, {"email": address}, follow=True).content.decode()
        pages.append(re.sub(r'value="[^"]{64}"', "", html.replace(address, "ADDRESS")))

    assert pages[0] == pages[1]
    assert [message.to for message in mail.outbox] == [[person.email]]


def test_right_passwords_cost_nothing(person: User) -> None:
    for _try in range(15):
        browser = Client()
        try_password(browser, PASSWORD)
        assert is_in(browser)


def test_window_ends_and_its_count_is_deleted() -> None:
    given = [spend_try("tora@example.org", device="", at=NOW) for _try in range(12)]
    assert given == [True] * 10 + [False] * 2
    later = NOW + datetime.timedelta(hours=1)

    assert spend_try("tora@example.org", device="", at=later)
    assert delete_old_tries(at=later + datetime.timedelta(minutes=59)) == 0
    assert delete_old_tries(at=later + datetime.timedelta(minutes=60)) == 1


def test_no_address_stands_in_the_counts(person: User) -> None:
    guess(1)

    assert "tora" not in str(list(SignInTries.objects.values_list()))
    assert SignInTries.objects.get().window_started_at <= timezone.now()


def test_rank_sum_knows_same_from_different() -> None:
    same = [float(number % 7) for number in range(200)]

    assert mann_whitney(same, same) > 0.9
    assert mann_whitney(same, [value + 2 for value in same]) < 0.001

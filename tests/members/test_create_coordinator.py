"""The first person of a network is made on the command line."""

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "en lång och god fras 7"


@pytest.fixture(autouse=True)
def password_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COORDINATOR_PASSWORD", PASSWORD)


def check() -> int:
    with pytest.raises(SystemExit) as ended:
        call_command("create_coordinator", "--check")
    return int(str(ended.value.code))


def test_coordinator_may_enter_the_administration_and_is_found_by_check() -> None:
    assert check() == 3
    call_command("create_coordinator", "--email", " Kim@Example.org", "--name", "Kim af Klint")
    user = User.objects.get()
    assert (user.email, user.first_name, user.last_name) == ("kim@example.org", "Kim", "af Klint")
    assert user.check_password(PASSWORD)
    assert user.has_perm("wagtailadmin.access_admin")
    assert check() == 0


@pytest.mark.parametrize(
    ("email", "name", "password", "said"),
    [
        ("", "Kim Kim", PASSWORD, "both --email and --name"),
        ("kim@example.org", "", PASSWORD, "both --email and --name"),
        ("kim", "Kim Kim", PASSWORD, "e-post"),
        ("kim@example.org", "Kim Kim", "kort", "12"),
    ],
)
def test_what_is_wrong_is_said_and_nobody_is_made(
    monkeypatch: pytest.MonkeyPatch, email: str, name: str, password: str, said: str
) -> None:
    monkeypatch.setenv("COORDINATOR_PASSWORD", password)
    with pytest.raises(CommandError, match=said):
        call_command("create_coordinator", "--email", email, "--name", name)
    assert not User.objects.exists()


def test_known_address_is_refused() -> None:
    call_command("create_coordinator", "--email", "kim@example.org", "--name", "Kim Kim")
    with pytest.raises(CommandError, match="has an account already"):
        call_command("create_coordinator", "--email", "KIM@example.org", "--name", "Kim Kim")

"""The portal says whether it is well, and no more than that."""

import pytest
from django.db import OperationalError, connection
from django.test import Client


@pytest.mark.django_db
def test_portal_with_a_database_is_well(client: Client) -> None:
    answer = client.get("/health/")
    assert (answer.status_code, answer.content) == (200, b"well\n")
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.django_db
def test_portal_without_its_database_says_so_and_not_why(client: Client) -> None:
    def refuse(*_: object) -> object:
        raise OperationalError("password authentication failed for user portal")

    with connection.execute_wrapper(refuse):
        answer = client.get("/health/")
    assert (answer.status_code, answer.content) == (503, b"the database does not answer\n")


def test_health_is_only_read(client: Client) -> None:
    assert client.post("/health/").status_code == 405
